// The driver of one simulated loop: operations and turns. The calls that answer at once are in
// SimulatedDriver+Calls.swift; what happens below is the wire's.

import SluiceCore
import SluiceLoop
import SystemPackage

/// A driver over a simulated network. It never waits: whoever turns its loop moves the clock.
///
/// It has the network note where a rule of `Driver` is broken: two receives of one descriptor, a
/// descriptor closed under an operation, a descriptor that is not open, a name used twice.
final class SimulatedDriver: Driver {
  private static let completionLimit = 256

  let wire: Wire
  // Not checked for exclusive access, for the reason given at `Wire`.

  @safe @exclusivity(unchecked) private(set) var statistics = DriverStatistics()
  /// Completions that are to be handed up.
  @safe @exclusivity(unchecked) private(set) var due: [Completion] = []
  /// Operations whose final completion has not been handed up, by slot.
  @safe @exclusivity(unchecked) private var operations: [SimulatedOperation?] = []

  init(on wire: Wire) { self.wire = wire }

  var kind: DriverKind { .simulated }

  var now: Instant { wire.now }

  // MARK: Operations

  func accept(on descriptor: Descriptor, multishot: Bool, id: OperationID) {
    guard let socket = find(descriptor, for: id) else { return }
    submit(SimulatedOperation(.accept, id, on: socket, by: self, isMultishot: multishot))
  }

  func connect(_ descriptor: Descriptor, to address: SocketAddress, id: OperationID) {
    guard let socket = find(descriptor, for: id) else { return }
    submit(SimulatedOperation(.connect, id, on: socket, by: self, address: address))
  }

  func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    id: OperationID
  ) {
    guard let socket = find(descriptor, for: id) else { return }
    submit(SimulatedOperation(.receive, id, on: socket, by: self, bytes: bytes))
  }

  func send(to descriptor: Descriptor, from bytes: LentBytes, id: OperationID) {
    guard let socket = find(descriptor, for: id) else { return }
    submit(SimulatedOperation(.send, id, on: socket, by: self, bytes: bytes))
  }

  func poll(
    _ descriptor: Descriptor, for events: PollEvents, multishot: Bool, id: OperationID
  ) {
    guard let socket = find(descriptor, for: id) else { return }
    submit(
      SimulatedOperation(
        .poll, id, on: socket, by: self, isMultishot: multishot, events: events))
  }

  func cancel(_ id: OperationID) {
    let slot = Int(id.slot)
    guard slot < operations.count, let operation = operations[slot], operation.id == id else {
      return
    }
    wire.cancel(operation)
  }

  /// The socket; where there is none the operation fails in the next turn.
  private func find(_ descriptor: Descriptor, for id: OperationID) -> SimulatedSocket? {
    statistics.submissions += 1
    statistics.inFlight += 1
    if let socket = wire.socket(descriptor) { return socket }
    due.append(Completion(id: id, result: -Errno.badFileDescriptor.rawValue))
    return nil
  }

  private func submit(_ operation: SimulatedOperation) {
    let slot = Int(operation.id.slot)
    while operations.count <= slot { operations.append(nil) }
    if operations[slot] != nil { wire.violate("two operations in flight share a name") }
    operations[slot] = operation
    wire.submit(operation)
  }

  /// A completion of ours has come.
  func see(_ completion: Completion) {
    if !completion.more { operations[Int(completion.id.slot)] = nil }
    due.append(completion)
  }

  // MARK: The turn

  /// Hands up what has come, at most 256 completions. Never waits, whatever `deadline` is; with
  /// `NetworkFaults.earlyReturns` it sometimes hands up nothing although something has come.
  func turn(until deadline: Instant?, into completions: inout [Completion]) {
    statistics.enters += 1
    guard !due.isEmpty else { return }
    guard !wire.random.chance(wire.faults.earlyReturns) else {
      wire.counts[.earlyReturn] += 1
      return
    }
    let count = min(due.count, Self.completionLimit)
    for completion in due[..<count] {
      completions.append(completion)
      if !completion.more { statistics.inFlight -= 1 }
    }
    if count == due.count {
      due.removeAll(keepingCapacity: true)
    } else {
      due.removeFirst(count)
    }
    statistics.completions += count
    statistics.largestBatch = max(statistics.largestBatch, count)
  }

  /// Nobody waits.
  func wake() {}

  /// Forgets what is in flight.
  func close() {
    for operation in operations { operation?.socket.forgetOperations() }
    operations = []
    due = []
    statistics.inFlight = 0
  }
}
