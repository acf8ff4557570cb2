// One listener of a server: accepts within the limit, and backs off when the kernel has run out.

import Logging
import SluiceCore
import SluiceLoop
import SystemPackage

/// Accepts for a server on one loop, until the listener has finished. Confined to that loop.
///
/// Invariant: each connection that is handed over has a place within the limit; one that came and
/// found none is held, or refused where that is wanted.
final class Acceptor: @unchecked Sendable {
  // Sendable so that a server's run may carry it about; touched on the thread of `loop` only.

  let listener: Listener
  private let limit: ConnectionLimit
  private let whenFull: Server.Configuration.WhenFull
  private let pause: Pause
  private var nextPause = Acceptor.shortestPause

  private static let shortestPause = Duration.milliseconds(50)
  private static let longestPause = Duration.milliseconds(500)
  /// When accepting failed last for want of something. What is short comes back bit by bit, and is short
  /// again soon: that is one shortage, and one line in the log.
  private var lastShortage: Instant?
  private static let shortageGap = Duration.seconds(10)

  /// On the listener's loop; `close` must follow.
  init(
    listener: Listener, limit: ConnectionLimit, whenFull: Server.Configuration.WhenFull = .wait
  ) {
    self.listener = listener
    self.limit = limit
    self.whenFull = whenFull
    pause = Pause(on: listener.loop)
  }

  var loop: EventLoop { listener.loop }

  /// Hands over each connection, whose place must be given back, and says of each that is refused from
  /// where it came. Throws what cannot be mended by waiting.
  func run(
    refused: (SocketAddress?) -> Void = { _ in }, _ handOver: (Descriptor) -> Void
  ) async throws(IOError) {
    while true {
      while whenFull == .wait, limit.mustWait() {
        guard await waitForPlace() else { return }
      }
      guard let descriptor = try await next() else { return }
      if await takePlace() {
        handOver(descriptor)
      } else {
        refused(try? loop.kernel.peerAddress(of: descriptor))
        loop.kernel.close(descriptor, reset: true)
        guard whenFull == .refuse else { return }
      }
    }
  }

  /// Accepts what is queued, as far as the limit goes, and then ends the run.
  func finish() {
    listener.core.finishAccepting()
    pause.end()
  }

  /// Looks again whether there is a place.
  func wake() { pause.end() }

  /// Stops listening.
  func close() async {
    pause.close()
    await listener.core.close()
  }

  // MARK: Places

  /// Others take places too, between the look and the connection that came.
  private func takePlace() async -> Bool {
    while !limit.tryTake() {
      guard whenFull == .wait else { return false }
      guard limit.mustWait() else { continue }
      guard await waitForPlace() else { return false }
    }
    return true
  }

  /// False where there will be none: nobody waits for a place while the server drains.
  private func waitForPlace() async -> Bool {
    listener.core.acceptNoMore()
    guard mayWait else { return false }
    await pause.wait(for: nil)
    return mayWait
  }

  private var mayWait: Bool { !listener.core.isEnding && !Task.isCancelled }

  // MARK: Failures

  /// The next connection, sooner or later; nil where there will be none.
  private func next() async throws(IOError) -> Descriptor? {
    while true {
      do throws(StreamError) {
        let descriptor = try await listener.core.accept(single: limit.isNear)
        if nextPause > Self.shortestPause { log(.info, "accepting again") }
        nextPause = Self.shortestPause
        return descriptor
      } catch .io(let error) {
        if case .permanent = AcceptFailure(error.errno) { throw error }
        guard await backOff(error) else { return nil }
      } catch {
        return nil
      }
    }
  }

  private func backOff(_ error: IOError) async -> Bool {
    let now = loop.now
    if lastShortage.map({ $0 + Self.shortageGap < now }) ?? true {
      log(.warning, "accepting pauses", error)
    }
    lastShortage = now
    guard mayWait else { return false }
    await pause.wait(for: nextPause)
    nextPause = min(nextPause * 2, Self.longestPause)
    // Where the server drains, there is one more try.
    return !Task.isCancelled
  }

  private func log(_ level: Logger.Level, _ message: Logger.Message, _ error: IOError? = nil) {
    var metadata: Logger.Metadata = ["address": "\(listener.address)"]
    if let error { metadata["error"] = "\(error)" }
    loop.logger.log(level: level, message, metadata: metadata)
  }
}
