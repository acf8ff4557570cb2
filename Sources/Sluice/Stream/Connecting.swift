// A connection that is being made.

import SluiceCore
import SluiceLoop
import SystemPackage

/// One attempt to connect: a descriptor and the operation on it. Confined to its loop.
final class Connecting: LoopResident, @unchecked Sendable {
  // Sendable for the cancellation handler, which only takes the name along; all else happens on
  // the loop's thread.

  private let loop: EventLoop
  private var id: ResidentID! = nil
  private var operation: OperationID?
  private var waiter: Waiter?
  private var deadline: Instant?
  private var stop: WaitOutcome?
  private var result: Int32 = 0

  private init(on loop: EventLoop) { self.loop = loop }

  /// Opens a socket, connects it and makes a stream of it; on the loop's thread. The descriptor is
  /// closed where that fails.
  static func connect(
    to address: SocketAddress, deadline: Instant?, by sockets: ClientSockets
  ) async throws(StreamError) -> SocketStream {
    let descriptor: Descriptor
    do { descriptor = try sockets.open(for: address) } catch { throw .io(error) }
    let loop = sockets.loop
    let attempt = Connecting(on: loop)
    let (outcome, errno) = await attempt.run(descriptor, to: address, deadline: deadline)
    guard outcome == .ready, errno == nil else {
      loop.kernel.close(descriptor, reset: outcome != .ready)
      guard let errno, outcome == .ready else { throw StreamError(outcome) }
      // Without our end: the kernel takes its address back when a connect fails.
      throw .io(IOError(.connect, errno, peer: address))
    }
    return sockets.stream(descriptor, to: address)
  }

  private func run(
    _ descriptor: Descriptor, to address: SocketAddress, deadline: Instant?
  ) async -> (WaitOutcome, Errno?) {
    id = loop.insert(self)
    defer { loop.remove(id) }
    self.deadline = deadline
    if let deadline { loop.arm(deadline, for: id) }
    operation = loop.connect(descriptor, to: address, for: self)
    let outcome = await suspend(ticket: 1, of: id, on: loop) { waiter = $0 }
    if result == 0 { return (outcome == .closed ? .closed : .ready, nil) }
    return (outcome, Errno(rawValue: -result))
  }

  func completed(_ completion: Completion, as role: OperationRole) {
    operation = nil
    result = completion.result
    waiter.wake(stop ?? .ready)
  }

  /// The wait ends with the final completion of the cancelled operation.
  private func end(_ reason: WaitOutcome) {
    guard let operation, stop == nil else { return }
    stop = reason
    loop.cancel(operation)
  }

  func waitCancelled(_ ticket: UInt64) { end(.cancelled) }

  func timerFired(at now: Instant) {
    if let deadline, deadline <= now { end(.timedOut) }
  }

  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { end(.closed) }
}
