// What a listener is, on its loop: a descriptor, an accept, and what came and nobody took yet.

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
  private var arrived: [Descriptor] = []
  private var failure: Errno?
  private var waiters: [Waiter] = []
  private var nextTicket: UInt64 = 0
  private var isClosing = false
  private var isClosed = false
  private var closers: [Suspension<Void>] = []

  /// Opens, binds and listens; on the loop's thread. The descriptor is closed where that fails.
  init(
    at address: SocketAddress, backlog: Int, reusePort: Bool, on loop: EventLoop
  ) throws(IOError) {
    let kernel = loop.kernel
    let descriptor: Descriptor
    do { descriptor = try kernel.open(address.family, .stream) } catch {
      throw IOError(.open, error, local: address)
    }
    var step = IOError.Operation.setOption
    do {
      if address.family != .local {
        try kernel.setOption(.reuseAddress, of: descriptor, to: 1)
        if reusePort { try kernel.setOption(.reusePort, of: descriptor, to: 1) }
      }
      step = .bind
      try kernel.bind(descriptor, to: address)
      step = .listen
      try kernel.listen(descriptor, backlog: backlog)
      step = .localAddress
      self.address = try kernel.localAddress(of: descriptor)
    } catch {
      kernel.close(descriptor, reset: false)
      throw IOError(step, error, local: address)
    }
    self.loop = loop
    self.descriptor = descriptor
    id = loop.insert(self)
  }

  // MARK: Accepting

  /// The next connection's descriptor, which is the caller's from then on.
  func accept() async throws(StreamError) -> Descriptor {
    while true {
      guard !isClosing else { throw .closed }
      if !arrived.isEmpty {
        defer { acceptForThoseWhoWait() }
        return arrived.removeFirst()
      }
      if let errno = failure {
        failure = nil
        acceptForThoseWhoWait()
        throw .io(IOError(.accept, errno, local: address))
      }
      armAccept()
      nextTicket += 1
      let outcome = await suspend(ticket: nextTicket, of: id, on: loop) { waiters.append($0) }
      // A connection that came for a cancelled caller stays for the next one.
      guard outcome == .ready else { throw StreamError(outcome) }
    }
  }

  private func armAccept() {
    guard accepting == nil, !isClosing else { return }
    accepting = loop.accept(on: descriptor, multishot: true, for: self)
  }

  /// The accept may have ended, by an error or because too many had arrived, while more callers
  /// wait than that served.
  private func acceptForThoseWhoWait() {
    if !waiters.isEmpty, arrived.isEmpty, failure == nil { armAccept() }
  }

  func completed(_ completion: Completion, as role: OperationRole) {
    if !completion.more { accepting = nil }
    if completion.result >= 0 {
      take(Descriptor(rawValue: completion.result))
    } else if !completion.wasCancelled {
      failure = Errno(rawValue: -completion.result)
    }
    wakeOne()
    acceptForThoseWhoWait()
    finishClosing()
  }

  private func take(_ descriptor: Descriptor) {
    guard !isClosing else {
      // It came too late for anybody: closed, not leaked.
      loop.kernel.close(descriptor, reset: true)
      return
    }
    arrived.append(descriptor)
    // Once: what was on its way still arrives. The next `accept` that finds nothing starts again.
    if arrived.count == Self.arrivalLimit, let accepting { loop.cancel(accepting) }
  }

  private func wakeOne() {
    guard !waiters.isEmpty, !arrived.isEmpty || failure != nil else { return }
    waiters.removeFirst().resume(.ready)
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

  func waitCancelled(_ ticket: UInt64) {
    guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiters.remove(at: index).resume(.cancelled)
  }

  func timerFired(at now: Instant) {}

  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { beginClosing() }
}
