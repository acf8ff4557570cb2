// The operations in flight, found by their names.

import SluiceCore

/// One operation that has been submitted and has not completed for good.
struct ReadinessOperation {
  enum Work {
    case accept(multishot: Bool)
    case connect
    case receive(LentBytes, expecting: ReceiveExpectation)
    case send(LentBytes)
    case poll(EpollEvents, multishot: Bool)
  }

  var id: OperationID
  var fd: Int32
  var work: Work
}

/// The table of operations in flight, indexed by slot, checked by generation.
///
/// As long as the highest slot: slots are expected to be dense, as the index of a table is.
struct ReadinessOperations {
  private var slots: [ReadinessOperation?] = []

  /// Nil for a name that is not in flight, such as one of an earlier use of the slot.
  subscript(id: OperationID) -> ReadinessOperation? {
    let slot = Int(id.slot)
    guard slot < slots.count, let operation = slots[slot], operation.id == id else { return nil }
    return operation
  }

  mutating func insert(_ operation: ReadinessOperation) {
    let slot = Int(operation.id.slot)
    while slots.count <= slot { slots.append(nil) }
    precondition(slots[slot] == nil, "two operations in flight share slot \(slot)")
    slots[slot] = operation
  }

  mutating func remove(_ id: OperationID) { slots[Int(id.slot)] = nil }

  mutating func removeAll() { slots = [] }
}
