// What a listener is, on its loop: a descriptor, an accept, and what came and nobody took yet.
//
// Opening and binding are in ListenerCore+Opening.swift. Limits, pauses and the log are not its
// concern but that of whoever accepts.

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
  /// In so many turns a connection that is queued has been accepted. (One does for io_uring; a busy
  /// readiness driver asks for news every fifth turn.)
  private static let turnsToArrive = 8

  let loop: EventLoop
  let descriptor: Descriptor
  let address: SocketAddress
  private let file: SocketFile?
  private(set) var id: ResidentID! = nil

  private var accepting: OperationID?
  /// Whether the accept in flight goes on after the first connection.
  private var acceptsMany = false
  private var arrived = Queue<Descriptor>()
  private var failure: Errno?
  private var waiters: [Waiter] = []
  private var nextTicket: UInt64 = 0
  private var ending = Ending.no
  private var queueLength: Int
  private(set) var isClosed = false
  /// SO_LINGER may be on, which connections inherit.
  var mayLinger = false
  private var closers: [Suspension<Void>] = []

  private enum Ending: Comparable {
    case no
    /// Only what is queued in the kernel is still wanted.
    case finishing
    /// As before; the accept in flight was asked for after `finishing` began, and if it has to be
    /// cancelled nothing was queued.
    case probing
    /// Nothing more will arrive.
    case finished
    case closing
  }

  /// Takes over a listening descriptor, with the length of the kernel's queue, and with the file that it
  /// was bound to and that goes with it; on the loop's thread.
  init(
    adopting descriptor: Descriptor, at address: SocketAddress, backlog: Int,
    file: SocketFile? = nil,
    on loop: EventLoop
  ) {
    self.loop = loop
    self.descriptor = descriptor
    self.address = address
    self.file = file
    // The kernel's queue holds one more than was asked for.
    queueLength = max(backlog, 0) + 1
    id = loop.insert(self)
  }

  /// Whether it has been told to finish or to close.
  var isEnding: Bool { ending != .no }

  // MARK: Accepting

  /// The next connection's descriptor, which is the caller's from then on. Connections that are gone
  /// before they are accepted are passed over.
  ///
  /// With `single` no more than one connection is asked of the kernel at a time. What has arrived
  /// beyond that is held for the next call, not closed.
  func accept(single: Bool = false) async throws(StreamError) -> Descriptor {
    while true {
      guard ending != .closing else { throw .closed }
      if single { acceptNoMore() }
      if let first = arrived.popFirst() { return first }
      if let errno = failure {
        failure = nil
        throw .io(IOError(.accept, errno, local: address))
      }
      guard ending != .finished else { throw .closed }
      if accepting == nil {
        arm(single: single || isEnding)
        if isEnding {
          await probe()
          continue
        }
      }
      let outcome = await suspend(ticket: makeTicket(), of: id, on: loop) { waiters.append($0) }
      // A connection that came for a cancelled caller stays for the next one.
      guard outcome == .ready else { throw StreamError(outcome) }
    }
  }

  private func arm(single: Bool) {
    if isEnding { ending = .probing }
    acceptsMany = !single
    accepting = loop.accept(on: descriptor, multishot: !single, for: self)
  }

  /// Ends an accept of many connections, if one is in flight: those that wait in the kernel stay
  /// there. Its final completion wakes who waits.
  func acceptNoMore() {
    guard acceptsMany, let accepting else { return }
    acceptsMany = false
    loop.cancel(accepting)
  }

  /// Gives the accept in flight its time.
  private func probe() async {
    for _ in 0..<Self.turnsToArrive {
      guard let probed = accepting else { return }
      await loop.giveWay()
      guard accepting == probed else { return }
    }
    if let accepting { loop.cancel(accepting) }
  }

  func completed(_ completion: Completion, as role: OperationRole) {
    if !completion.more { accepting = nil }
    if completion.result >= 0 {
      take(Descriptor(rawValue: completion.result))
    } else if completion.wasCancelled {
      if ending == .probing { ending = .finished }
    } else {
      let errno = Errno(rawValue: -completion.result)
      if AcceptFailure(errno) != .transient { failure = errno }
    }
    wakeWaiters()
    finishClosing()
  }

  private func take(_ descriptor: Descriptor) {
    guard ending != .closing else {
      // It came too late for anybody: closed, not leaked.
      loop.kernel.close(descriptor, reset: true)
      return
    }
    arrived.append(descriptor)
    if ending == .probing {
      // No more were queued when the end began: what comes now has come since.
      queueLength -= 1
      if queueLength <= 0 { ending = .finished }
    }
    // The next `accept` that finds nothing starts again.
    if arrived.count >= Self.arrivalLimit { acceptNoMore() }
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

  /// From now on only what has arrived, and what is queued in the kernel, is handed out, one by
  /// one; then `accept` throws `.closed`.
  func finishAccepting() {
    guard ending == .no else { return }
    ending = .finishing
    // Its final completion wakes who waits.
    if let accepting { loop.cancel(accepting) } else { wakeWaiters() }
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
    guard ending != .closing else { return }
    ending = .closing
    for waiter in waiters { waiter.resume(.closed) }
    waiters = []
    while let descriptor = arrived.popFirst() { loop.kernel.close(descriptor, reset: true) }
    if let accepting { loop.cancel(accepting) }
    finishClosing()
  }

  private func finishClosing() {
    guard ending == .closing, !isClosed, accepting == nil else { return }
    isClosed = true
    file?.remove()
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
    guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiters.remove(at: index).resume(.cancelled)
  }

  func timerFired(at now: Instant) {}
  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { beginClosing() }
}
