// A driver over the real kernel whose operations fail and come back short, late and in another order
// than they ended, on purpose: the faults of a simulated network, where a real kernel can have them.
//
// Only what `Driver` allows: nothing is lost that was received, a descriptor that was accepted is handed
// up, and an operation that fails has done nothing. The calls that answer at once are in the file beside
// this one.

import SluiceCore
import SluiceLoop
import SluiceTesting
import SystemPackage

/// Wraps a driver. Confined to the thread of its loop, but for `wake`.
final class DisturbedDriver: Driver {
  let base: any KernelDriver
  let faults: NetworkFaults
  var random: SeededRandom
  /// Bytes that a connection moves until it fails; nil: it does not.
  private var lifetimes: [Descriptor: Int?] = [:]
  /// Whose bytes an operation moves.
  private var moving: [OperationID: Descriptor] = [:]
  /// Completions that have come and are not seen yet.
  private var held: [(at: Instant, completion: Completion)] = []
  /// When the last completion of an operation is seen: one does not overtake another.
  private var lastSeen: [OperationID: Instant] = [:]
  /// Cancels that have not been passed on.
  private var cancels: [(at: Instant, id: OperationID)] = []
  private var fresh: [Completion] = []

  init(_ base: any KernelDriver, faults: NetworkFaults, random: SeededRandom) {
    self.base = base
    self.faults = faults
    self.random = random
  }

  var statistics: DriverStatistics {
    var statistics = base.statistics
    statistics.inFlight += held.count { !$0.completion.more }
    return statistics
  }

  // MARK: Operations

  func accept(on descriptor: Descriptor, multishot: Bool, id: OperationID) {
    guard !random.chance(faults.acceptFailures) else { return fail(id, Self.acceptErrors) }
    base.accept(on: descriptor, multishot: multishot, id: id)
  }

  func connect(_ descriptor: Descriptor, to address: SocketAddress, id: OperationID) {
    guard !random.chance(faults.refusals) else { return fail(id, Self.connectErrors) }
    base.connect(descriptor, to: address, id: id)
  }

  func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    id: OperationID
  ) {
    guard let count = count(bytes.count, faults.shortReceives, on: descriptor) else {
      return fail(id, Self.receiveErrors)
    }
    moving[id] = descriptor
    base.receive(from: descriptor, into: bytes.prefix(count), expecting: expecting, id: id)
  }

  func send(to descriptor: Descriptor, from bytes: LentBytes, id: OperationID) {
    guard let count = count(bytes.count, faults.shortSends, on: descriptor) else {
      return fail(id, Self.sendErrors)
    }
    moving[id] = descriptor
    base.send(to: descriptor, from: bytes.prefix(count), id: id)
  }

  func poll(_ descriptor: Descriptor, for events: PollEvents, multishot: Bool, id: OperationID) {
    base.poll(descriptor, for: events, multishot: multishot, id: id)
  }

  func cancel(_ id: OperationID) {
    let delay = delay(faults.cancelDelay)
    if delay == .zero { base.cancel(id) } else { cancels.append((now + delay, id)) }
  }

  // MARK: The turn

  func turn(until deadline: Instant?, into completions: inout [Completion]) {
    passCancels()
    let isEarly = random.chance(faults.earlyReturns)
    let next = (held.map(\.at) + cancels.map(\.at)).min()
    let limit = [deadline, next].compactMap(\.self).min()
    base.turn(until: isEarly ? .distantPast : limit, into: &fresh)
    for completion in fresh { hold(completion) }
    fresh.removeAll(keepingCapacity: true)
    // As if a signal had come before anything else.
    if !isEarly { release(into: &completions) }
  }

  func wake() { base.wake() }

  func close() { base.close() }

  private func passCancels() {
    guard !cancels.isEmpty else { return }
    let time = now
    for cancel in cancels where cancel.at <= time { base.cancel(cancel.id) }
    cancels.removeAll { $0.at <= time }
  }

  private func hold(_ completion: Completion) {
    let id = completion.id
    if let descriptor = moving[id], !completion.more { settle(id, descriptor, completion.result) }
    let time = max(now + delay(faults.completionDelay), lastSeen[id] ?? .distantPast)
    lastSeen[id] = completion.more ? time : nil
    held.append((time, completion))
  }

  private func release(into completions: inout [Completion]) {
    let time = now
    for (at, completion) in held where at <= time { completions.append(completion) }
    held.removeAll { $0.at <= time }
  }

  // MARK: Failures

  static let acceptErrors: [Errno] = [
    .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory, .connectionAbort,
    .interrupted,
  ]
  static let connectErrors: [Errno] = [
    .connectionRefused, .timedOut, .networkUnreachable, .noBufferSpace, .addressNotAvailable,
  ]
  static let receiveErrors: [Errno] = [.connectionReset, .timedOut, .noMemory, .noBufferSpace]
  static let sendErrors: [Errno] = [.connectionReset, .brokenPipe, .noMemory, .noBufferSpace]

  /// The operation has done nothing but fail.
  private func fail(_ id: OperationID, _ errors: [Errno]) {
    hold(Completion(id: id, result: -random.element(of: errors).rawValue))
  }

  private func settle(_ id: OperationID, _ descriptor: Descriptor, _ result: Int32) {
    moving[id] = nil
    move(max(0, Int(result)), on: descriptor)
  }

  /// So many bytes have moved.
  func move(_ count: Int, on descriptor: Descriptor) {
    guard let known = lifetimes[descriptor], let left = known else { return }
    lifetimes[descriptor] = max(0, left - count)
  }

  /// How many of `count` bytes are moved at once; nil: the connection has failed.
  func count(_ count: Int, _ shortness: Double, on descriptor: Descriptor) -> Int? {
    if lifetimes[descriptor] == nil {
      let fails = random.chance(faults.resets)
      lifetimes[descriptor] = .some(fails ? random.number(in: 0...3_000) : nil)
    }
    if let known = lifetimes[descriptor], known == 0 { return nil }
    guard count > 1, random.chance(shortness) else { return count }
    return random.number(in: 1...min(count, faults.segmentSize.upperBound))
  }

  /// The number may be given out again.
  func forget(_ descriptor: Descriptor) { lifetimes[descriptor] = nil }

  private func delay(_ range: ClosedRange<Duration>) -> Duration {
    let longest = Int(range.upperBound / .nanoseconds(1))
    return .nanoseconds(longest > 0 ? random.number(in: 0...longest) : 0)
  }
}
