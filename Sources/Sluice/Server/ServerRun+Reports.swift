// What a run of a server counts and tells.

import Logging
import SluiceCore
import SluiceLoop
import SystemPackage

extension ServerRun {
  /// A connection was refused.
  func report(_ refusal: Server.Refusal, from peer: SocketAddress?) {
    configuration.counters.update { $0.count(refusal) }
    configuration.onIncident?(.refused(peer, refusal))
  }

  /// A connection has ended.
  func report(_ ending: Server.Ending, of peer: SocketAddress?) {
    configuration.counters.update { $0.count(ending) }
    if ending != .finished { configuration.onIncident?(.ended(peer, ending)) }
  }

  /// Looks for tasks that hold loops from now on; nil where nobody is to look, or nobody could.
  func watchForStalls() -> StallWatch? {
    guard let threshold = configuration.stallThreshold, !group.isTurnedByHand else { return nil }
    return StallWatch(over: group.loops, threshold: threshold) { [weak self] loop, stall in
      self?.report(stall, on: loop)
    }
  }

  /// On the thread of the loop that was held, soon after.
  private func report(_ found: StallWatch.Stall, on loop: EventLoop) {
    let registry = registries.first { $0.loop === loop }
    let stall = Server.Stall(
      loop: loop.name, duration: loop.now - found.since,
      peer: registry?.peer(ofTaskAt: found.task))
    loop.counters.stalls += 1
    configuration.counters.update { $0.stalls += 1 }
    var metadata: Logger.Metadata = ["loop": "\(loop.name)", "for": "\(stall.duration)"]
    if let peer = stall.peer { metadata["peer"] = "\(peer)" }
    loop.logger.warning("a task held a loop", metadata: metadata)
    configuration.onIncident?(.stalled(stall))
  }
}

extension StreamCore {
  /// How a server's connection ended whose handler returned, or threw `error`; or whose close did.
  ///
  /// `isCut`: the time for the drain was up by then.
  func ending(with error: (any Error)?, isCut: Bool) -> Server.Ending {
    guard !isCut || error == nil && !wasAborted else { return .aborted(.drain) }
    guard let error else {
      // The handler may have dealt with it.
      if let bound = timeThatEndedIt { return .timedOut(bound) }
      return wasAborted ? .aborted(.dropped) : .finished
    }
    switch error as? StreamError {
    case .timedOut: return .timedOut(expired?.bound ?? .read)
    case .cancelled: return .aborted(.dropped)
    case .closed where wasAborted: return .aborted(.dropped)
    case .io(let error) where error.operation == .close && error.errno == .timedOut:
      return .timedOut(.close)
    case .io(let error) where error.errno == .connectionReset || error.errno == .brokenPipe:
      return .aborted(.reset)
    case .io: return .failed(.transport)
    default: return error is CancellationError ? .aborted(.dropped) : .failed(.handler)
    }
  }
}
