// What a datagram socket is, on its loop: a descriptor, who waits for it, and two polls.
//
// Transfers are tried in the calling task, without waiting (DatagramCore+Transfers.swift); only the wait
// for readiness goes through the driver. So no memory of a caller is ever lent to an operation.

import SluiceCore
import SluiceLoop
import SystemPackage

/// The core of a datagram socket. Confined to its loop.
///
/// Invariants: at most one poll a direction is in flight; a waiter is kept only while its task is
/// suspended; the descriptor is closed exactly once, when no poll is in flight.
final class DatagramCore: LoopResident, @unchecked Sendable {
  // Sendable for the handle; touched by the loop's thread only, which the handle sees to.

  enum Phase { case open, closing, closed }

  let loop: EventLoop
  let loopID: ObjectIdentifier
  let kernel: any KernelDriver
  let budget: TurnBudget
  let descriptor: Descriptor
  let family: SocketFamily
  let configuration: DatagramConfiguration
  private let file: SocketFile?
  private(set) var id: ResidentID! = nil

  @safe @exclusivity(unchecked) var input = DatagramDirection()
  @safe @exclusivity(unchecked) var output = DatagramDirection()
  /// The last receive took all there was: the next one waits first.
  @safe @exclusivity(unchecked) var isDrained = false
  /// Receives take what is there, and wait for nothing.
  private(set) var isDraining = false
  /// The address that the socket is connected to.
  var peer: SocketAddress?
  @safe @exclusivity(unchecked) private(set) var phase = Phase.open
  private var closers: [Suspension<Void>] = []
  private var nextTicket: UInt64 = 0
  /// The earliest timer that is armed and has not fired.
  private var armed: Instant?

  /// Takes over a descriptor, and the file that it was bound to; on the loop's thread.
  init(
    adopting descriptor: Descriptor, _ family: SocketFamily, peer: SocketAddress?,
    file: SocketFile?, on loop: EventLoop, kernel: any KernelDriver,
    configuration: DatagramConfiguration
  ) {
    self.loop = loop
    loopID = ObjectIdentifier(loop)
    self.kernel = kernel
    budget = loop.budget
    self.descriptor = descriptor
    self.family = family
    self.peer = peer
    self.file = file
    self.configuration = configuration
    id = loop.insert(self)
  }

  /// The direction that is ready with that event, `.input` or `.output`.
  @inline(__always)
  subscript(event: PollEvents) -> DatagramDirection {
    get { event == .input ? input : output }
    _modify {
      if event == .input { yield &input } else { yield &output }
    }
  }

  var isOnLoop: Bool { isCurrentLoop(loopID) }

  /// Our end: getsockname(2).
  var local: SocketAddress? {
    phase == .closed ? nil : try? kernel.localAddress(of: descriptor)
  }

  /// An error of this socket, between our end and the address that was meant.
  func failure(
    _ operation: IOError.Operation, _ errno: Errno, peer: SocketAddress? = nil,
    detail: String? = nil
  ) -> StreamError {
    .io(IOError(operation, errno, local: local, peer: peer ?? self.peer, detail: detail))
  }

  // MARK: Waiting

  /// Waits until the direction is ready, or until `deadline`; with `retry`, until then at most, and
  /// without asking the kernel.
  func wait(
    for event: PollEvents, until deadline: Instant?, retry: Instant? = nil
  ) async -> WaitOutcome {
    nextTicket += 1
    return await suspend(ticket: nextTicket, of: id, on: loop) { waiter in
      self[event].append(
        DatagramDirection.Waiting(waiter: waiter, deadline: deadline, retry: retry))
      if let deadline { arm(deadline) }
      if let retry {
        arm(retry)
      } else if self[event].polling == nil {
        self[event].polling = loop.poll(descriptor, for: event, multishot: false, owner: self)
      }
    }
  }

  // MARK: LoopResident

  func completed(_ completion: Completion, as role: OperationRole) {
    let events = PollEvents(rawValue: UInt32(max(0, completion.result)))
    if completion.id == input.polling {
      input.answer(events.contains(.input))
    } else {
      output.answer(events.contains(.output))
    }
    if phase == .closing { finishClosing() }
  }

  func waitCancelled(_ ticket: UInt64) {
    if !input.end(ticket, .cancelled) { _ = output.end(ticket, .cancelled) }
  }

  func timerFired(at now: Instant) {
    guard let armed, armed <= now else { return }
    self.armed = nil
    for next in [input.endDue(at: now), output.endDue(at: now)] {
      if let next { arm(next) }
    }
  }

  private func arm(_ deadline: Instant) {
    if let armed, armed <= deadline { return }
    armed = deadline
    loop.arm(deadline, for: id)
  }

  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { beginClosing() }

  /// From now on receives take what has come, and then throw `.closed`.
  func drain() {
    guard phase == .open, !isDraining else { return }
    isDraining = true
    input.endAll(.ready)
  }

  // MARK: Closing

  /// Closes; returns when the descriptor is closed. Idempotent, and deaf to cancellation.
  func close() async {
    beginClosing()
    guard phase != .closed else { return }
    await Suspension.wait { closers.append($0) }
  }

  private func beginClosing() {
    guard phase == .open else { return }
    phase = .closing
    input.endAll(.closed)
    output.endAll(.closed)
    for polling in [input.polling, output.polling] {
      if let polling { loop.cancel(polling) }
    }
    finishClosing()
  }

  private func finishClosing() {
    guard input.polling == nil, output.polling == nil else { return }
    phase = .closed
    file?.remove()
    kernel.close(descriptor, reset: false)
    loop.counters.closed += 1
    loop.remove(id)
    for caller in closers { caller.resume() }
    closers = []
  }
}
