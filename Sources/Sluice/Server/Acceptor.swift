// One listener of a server: accepts within the limit, and backs off when the kernel has run out.

import Logging
import SluiceLoop
import SystemPackage

/// Accepts for a server on one loop, until the listener has finished. Confined to that loop.
struct Acceptor {
  let listener: Listener
  let limit: ConnectionLimit

  private static let shortestPause = Duration.milliseconds(50)
  private static let longestPause = Duration.milliseconds(500)

  /// Hands over each connection. Throws what cannot be mended by waiting.
  func run(_ handOver: (Descriptor) -> Void) async throws(IOError) {
    var pause = Self.shortestPause
    while true {
      while limit.mustWait() {
        guard await listener.core.pauseUnlessFinishing() else { return }
      }
      do {
        handOver(try await listener.core.accept(single: limit.isNear))
        if pause > Self.shortestPause { log("accepting again") }
        pause = Self.shortestPause
      } catch .io(let error) {
        switch AcceptFailure(error.errno) {
        case .transient: break
        case .permanent: throw error
        case .exhausted:
          if pause == Self.shortestPause { log("accepting pauses", error) }
          await listener.core.pause(for: pause)
          pause = min(pause * 2, Self.longestPause)
        }
      } catch {
        return
      }
    }
  }

  private func log(_ message: Logger.Message, _ error: IOError? = nil) {
    var metadata: Logger.Metadata = ["address": "\(listener.address)"]
    if let error { metadata["error"] = "\(error)" }
    listener.loop.logger.log(
      level: error == nil ? .info : .warning, message, metadata: metadata)
  }
}

/// What a failed accept means to whoever accepts.
enum AcceptFailure {
  /// That connection is gone; the next one may be well. accept(2) names the errors of it.
  case transient
  /// No descriptor, no memory: later perhaps.
  case exhausted
  /// The listener itself is no good.
  case permanent

  init(_ errno: Errno) {
    switch errno {
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace: self = .exhausted
    case .badFileDescriptor, .notSocket, .invalidArgument, .notSupportedOnSocket: self = .permanent
    default: self = .transient
    }
  }
}
