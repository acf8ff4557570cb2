// What the driver remembers of each operation in flight, so that it can be submitted again.
//
// Invariant: a record is occupied from submission to final completion, and holds the generation of
// the operation that occupies it.

import SluiceCore

/// One operation in flight.
struct OperationRecord {
  /// What is asked of the kernel.
  enum Action {
    /// Completes at once.
    case nothing
    case accept(multishot: Bool)
    /// The table keeps the address.
    case connect
    case receive(LentBytes)
    case send(LentBytes)
    case poll(UInt32, multishot: Bool)
  }

  var action: Action
  let fd: Int32
  let generation: UInt32
  /// Wait for readiness before the first attempt.
  var pollFirst = false
  /// Many completions were asked for; the kernel gives one at a time, and the driver asks again.
  var repeats = false
  /// The caller wants it to end: it is not submitted again.
  var isCancelled = false
  /// It has been submitted more than once.
  var isRepeated = false
  /// A poll is in flight in its place: the descriptor is non-blocking, for which the kernel does not
  /// wait.
  var isPolling = false
  /// How often a cancel came too early or too late for it.
  var missedCancels: UInt8 = 0
}

extension OperationRecord {
  /// What to wait for before the operation can do anything.
  var readiness: PollEvents {
    switch action {
    case .accept, .receive, .nothing: [.input, .peerClosed]
    case .send, .connect: .output
    case .poll(let events, _): PollEvents(rawValue: events)
    }
  }
}

/// Operations in flight by slot. Grows to the highest slot used and is then used again.
struct OperationTable {
  private var records: ContiguousArray<OperationRecord?> = []
  /// Of connects alone, by slot: they are rare, and an address is larger than a record.
  private var addresses: [Int: KernelAddress] = [:]
  /// How many records are occupied.
  private(set) var count = 0

  /// Occupies the slot of `id`, which must be free.
  mutating func insert(_ record: OperationRecord, for id: OperationID) {
    let slot = Int(id.slot)
    if slot >= records.count {
      records.append(contentsOf: repeatElement(nil, count: slot + 1 - records.count))
    }
    precondition(records[slot] == nil, "slot \(slot) is used by an operation in flight")
    records[slot] = record
    count += 1
  }

  /// Notes where the connect `id`, which is in the table, goes to.
  mutating func note(_ address: KernelAddress, for id: OperationID) {
    addresses[Int(id.slot)] = address
  }

  /// Where the record of `id` is; nil where that operation is not in flight.
  @inline(__always)
  func find(_ id: OperationID) -> Int? {
    let slot = Int(id.slot)
    guard slot < records.count, let record = records[slot], record.generation == id.generation
    else { return nil }
    return slot
  }

  /// The record at a slot that `find` gave.
  subscript(slot: Int) -> OperationRecord {
    // Occupied: `find` said so, and only `remove` changes it.
    get { records[slot]! }
    set { records[slot] = newValue }
  }

  /// Where a connect goes to, whose slot `find` gave.
  func address(_ slot: Int) -> KernelAddress {
    // Each connect's was noted before it was submitted.
    addresses[slot]!
  }

  /// Frees a slot that `find` gave.
  mutating func remove(_ slot: Int) {
    if case .connect = self[slot].action { addresses[slot] = nil }
    records[slot] = nil
    count -= 1
  }

  /// The names of all operations in flight.
  var identifiers: [OperationID] {
    records.indices.compactMap { slot in
      records[slot].map { OperationID(slot: UInt32(slot), generation: $0.generation) }
    }
  }
}
