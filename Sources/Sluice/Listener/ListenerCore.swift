// What a listener is, on its loop: a descriptor, an accept, and what came and nobody took yet.
//
// Opening and binding are in ListenerCore+Opening.swift.

import SluiceCore
import SluiceLoop
import SystemPackage

/// The core of a listener. Confined to its loop.
///
/// Invariants: at most one accept is in flight; a descriptor that was accepted is in `arrived`, or
/// somebody's, or closed.
final class ListenerCore: LoopResident, @unchecked Sendable {
  // Sendable for the handle; touched by the loop's thread only, which the handle sees to.

  /// More than so many accepted and untaken connections, and accepting pauses: the rest waits in
  /// the kernel's backlog.
  private static let arrivalLimit = 64

  let loop: EventLoop
  let descriptor: Descriptor
  let address: SocketAddress
  private(set) var id: ResidentID! = nil

  private var accepting: OperationID?
  /// Whether the accept in flight goes on after the first connection.
  private var acceptsMany = false
  private var arrived: [Descriptor] = []
  private var failure: Errno?
  private var waiters: [Waiter] = []
  /// A task that waits for its time to accept again.
  private var pausing: Waiter?
  private var pauseDeadline: Instant?
  private var nextTicket: UInt64 = 0
  /// No further connection is asked for; those that came are still handed out.
  private var isFinishing = false
  private var isClosing = false
  private var isClosed = false
  private var closers: [Suspension<Void>] = []

  /// Takes over a listening descriptor; on the loop's thread.
  init(adopting descriptor: Descriptor, at address: SocketAddress, on loop: EventLoop) {
    self.loop = loop
    self.descriptor = descriptor
    self.address = address
    id = loop.insert(self)
  }

  // MARK: Accepting

  /// The next connection's descriptor, which is the caller's from then on.
  ///
  /// With `single` no more than one connection is asked of the kernel at a time. What has arrived
  /// beyond that is held for the next call, not closed.
  func accept(single: Bool = false) async throws(StreamError) -> Descriptor {
    while true {
      guard !isClosing else { throw .closed }
      if !arrived.isEmpty { return arrived.removeFirst() }
      if let errno = failure {
        failure = nil
        throw .io(IOError(.accept, errno, local: address))
      }
      if isFinishing, accepting == nil { throw .closed }
      armAccept(single: single)
      let outcome = await suspend(ticket: makeTicket(), of: id, on: loop) { waiters.append($0) }
      // A connection that came for a cancelled caller stays for the next one.
      guard outcome == .ready else { throw StreamError(outcome) }
    }
  }

  private func armAccept(single: Bool) {
    guard let accepting else {
      guard !isFinishing else { return }
      acceptsMany = !single
      accepting = loop.accept(on: descriptor, multishot: !single, for: self)
      return
    }
    // Its final completion wakes us, and then one connection at a time is asked for.
    if single, acceptsMany { stopAccepting(accepting) }
  }

  private func stopAccepting(_ operation: OperationID) {
    acceptsMany = false
    loop.cancel(operation)
  }

  func completed(_ completion: Completion, as role: OperationRole) {
    if !completion.more { accepting = nil }
    if completion.result >= 0 {
      take(Descriptor(rawValue: completion.result))
    } else if !completion.wasCancelled {
      failure = Errno(rawValue: -completion.result)
    }
    wakeWaiters()
    finishClosing()
  }

  private func take(_ descriptor: Descriptor) {
    guard !isClosing else {
      // It came too late for anybody: closed, not leaked.
      loop.kernel.close(descriptor, reset: true)
      return
    }
    arrived.append(descriptor)
    // The next `accept` that finds nothing starts again.
    if arrived.count >= Self.arrivalLimit, acceptsMany, let accepting { stopAccepting(accepting) }
  }

  /// One caller for what came; all of them where nothing is in flight, to ask anew.
  private func wakeWaiters() {
    guard !waiters.isEmpty else { return }
    if accepting == nil {
      for waiter in waiters { waiter.resume(.ready) }
      waiters = []
    } else if !arrived.isEmpty {
      waiters.removeFirst().resume(.ready)
    }
  }

  /// Asks for no further connection: what has arrived is still handed out, then `accept` throws
  /// `.closed`.
  func finishAccepting() {
    guard !isFinishing else { return }
    isFinishing = true
    endPause()
    if let accepting { stopAccepting(accepting) } else { wakeWaiters() }
  }

  // MARK: Pausing

  /// Waits before the next accept: for `duration` (nil: until `endPause`), or until the listener is
  /// to end or the task is cancelled.
  func pause(for duration: Duration?) async {
    guard !isFinishing, !isClosing else { return }
    pauseDeadline = duration.map { loop.now + $0 }
    if let pauseDeadline { loop.arm(pauseDeadline, for: id) }
    _ = await suspend(ticket: makeTicket(), of: id, on: loop) { pausing = $0 }
    pauseDeadline = nil
  }

  /// Waits until `endPause`; false where no further connection is wanted.
  func pauseUnlessFinishing() async -> Bool {
    guard !isFinishing, !isClosing else { return false }
    await pause(for: nil)
    return !isFinishing && !isClosing
  }

  func endPause() { pausing.wake(.ready) }

  func timerFired(at now: Instant) {
    if let pauseDeadline, pauseDeadline <= now { endPause() }
  }

  // MARK: Closing

  /// Stops listening; returns when the descriptor is closed. Callers of `accept` get `.closed`, what
  /// nobody took is closed, a local socket's file is removed. Idempotent.
  func close() async {
    beginClosing()
    guard !isClosed else { return }
    await Suspension.wait { closers.append($0) }
  }

  private func beginClosing() {
    guard !isClosing else { return }
    isClosing = true
    endPause()
    for waiter in waiters { waiter.resume(.closed) }
    waiters = []
    for descriptor in arrived { loop.kernel.close(descriptor, reset: true) }
    arrived = []
    if let accepting { loop.cancel(accepting) }
    finishClosing()
  }

  private func finishClosing() {
    guard isClosing, !isClosed, accepting == nil else { return }
    isClosed = true
    if case .local(let path) = address { SocketFile.remove(path) }
    loop.kernel.close(descriptor, reset: false)
    loop.remove(id)
    for caller in closers { caller.resume() }
    closers = []
  }

  // MARK: LoopResident

  private func makeTicket() -> UInt64 {
    nextTicket += 1
    return nextTicket
  }

  func waitCancelled(_ ticket: UInt64) {
    if pausing?.ticket == ticket { return endPause() }
    guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiters.remove(at: index).resume(.cancelled)
  }

  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { beginClosing() }
}
