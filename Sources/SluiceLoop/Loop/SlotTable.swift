// Slot + generation: how everything on a loop is named.

/// A table whose slots are used again while their names are not.
///
/// Invariant: an element is in exactly the slot that its name says, until it is removed; a name
/// whose generation is not the slot's finds nothing. Names of 2³² uses of one slot apart collide.
struct SlotTable<Element> {
  private struct Slot {
    var generation: UInt32 = 0
    var element: Element?
  }

  private var slots: [Slot] = []
  private var free: [UInt32] = []

  /// How many elements are in the table.
  var count: Int { slots.count - free.count }

  mutating func insert(_ element: Element) -> (slot: UInt32, generation: UInt32) {
    guard let slot = free.popLast() else {
      slots.append(Slot(generation: 1, element: element))
      return (UInt32(slots.count - 1), 1)
    }
    let index = Int(slot)
    slots[index].generation &+= 1
    slots[index].element = element
    return (slot, slots[index].generation)
  }

  func find(slot: UInt32, generation: UInt32) -> Element? {
    let index = Int(slot)
    guard index < slots.count, slots[index].generation == generation else { return nil }
    return slots[index].element
  }

  @discardableResult
  mutating func remove(slot: UInt32, generation: UInt32) -> Element? {
    let index = Int(slot)
    guard index < slots.count, slots[index].generation == generation,
      let element = slots[index].element.take()
    else { return nil }
    free.append(slot)
    return element
  }

  /// All elements, in no particular order.
  var elements: [Element] { slots.compactMap(\.element) }
}
