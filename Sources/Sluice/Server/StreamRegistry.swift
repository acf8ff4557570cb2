// The streams of a server on one loop, so that all of them can be told to drain.

import SluiceLoop

/// A server's open streams on one loop. Confined to that loop's thread.
final class StreamRegistry: @unchecked Sendable {
  // Sendable so that a server's run may carry it about; touched on the thread of `loop` only.

  let loop: EventLoop
  private var streams: [ResidentID: StreamCore] = [:]
  private var isDraining = false
  private var isCut = false
  /// The connection that ended last, and the task that it had.
  private var lastEnded: (task: WatchedTask?, peer: SocketAddress?)?

  init(loop: EventLoop) { self.loop = loop }

  func insert(_ stream: StreamCore) {
    streams[stream.id] = stream
    if isCut { stream.abort() } else if isDraining { stream.drain() }
  }

  func remove(_ stream: StreamCore) {
    streams[stream.id] = nil
    lastEnded = (stream.watchedTask, stream.peer)
  }

  /// The peer whose handler is the task at that address; nil where it is nobody's, or has no address.
  /// Asked soon after the task ran: it may have ended, at the very end of what it did then.
  func peer(ofTaskAt address: UInt) -> SocketAddress? {
    if let lastEnded, lastEnded.task?.isTask(at: address) == true { return lastEnded.peer }
    return streams.values.first { $0.watchedTask?.isTask(at: address) == true }?.peer
  }

  /// In the order of their places on the loop: what happens to them does not depend on how a set of
  /// names is stored.
  private var inOrder: [StreamCore] { streams.values.sorted { $0.id.slot < $1.id.slot } }

  /// All streams, now and later, take what the kernel holds and then report the end of their input.
  func drain() {
    isDraining = true
    for stream in inOrder { stream.drain() }
  }

  /// Resets every connection, now and later; returns how many that were now. Their tasks have been
  /// cancelled.
  func abortAll() -> Int {
    isCut = true
    var count = 0
    for stream in inOrder where stream.phase != .closed && !stream.phase.isAborting {
      stream.watchedTaskCancelled()
      stream.abort()
      count += 1
    }
    return count
  }
}
