// Names that are never used again, and the queue of ready jobs.

import Testing
import TestSupport

@testable import SluiceLoop

@Suite struct SlotTableTests {
  @Test func aNameFindsItsElementUntilItIsRemoved() {
    var table = SlotTable<String>()
    let (slot, generation) = table.insert("a")
    #expect(table.find(slot: slot, generation: generation) == "a")
    #expect(table.remove(slot: slot, generation: generation) == "a")
    #expect(table.find(slot: slot, generation: generation) == nil)
    #expect(table.remove(slot: slot, generation: generation) == nil)
    #expect(table.count == 0)
  }

  @Test func aSlotIsUsedAgainAndItsOldNameIsNot() {
    var table = SlotTable<Int>()
    let first = table.insert(1)
    table.remove(slot: first.slot, generation: first.generation)
    let second = table.insert(2)
    #expect(second.slot == first.slot)
    #expect(second.generation != first.generation)
    #expect(table.find(slot: first.slot, generation: first.generation) == nil)
    #expect(table.remove(slot: first.slot, generation: first.generation) == nil)
    #expect(table.find(slot: second.slot, generation: second.generation) == 2)
  }

  @Test func namesFromNowhereFindNothing() {
    var table = SlotTable<Int>()
    #expect(table.find(slot: 0, generation: 0) == nil)
    _ = table.insert(1)
    #expect(table.find(slot: 9, generation: 1) == nil)
    #expect(table.find(slot: .max, generation: .max) == nil)
  }

  @Test func itBehavesAsADictionary() {
    var random = Seeds.generator()
    var table = SlotTable<Int>()
    var model: [UInt64: Int] = [:]
    var old: [UInt64] = []
    for step in 0..<20_000 {
      if Bool.random(using: &random) || model.isEmpty {
        let (slot, generation) = table.insert(step)
        model[UInt64(generation) << 32 | UInt64(slot)] = step
      } else if let name = model.keys.randomElement(using: &random) {
        let value = table.remove(
          slot: UInt32(truncatingIfNeeded: name), generation: UInt32(name >> 32))
        #expect(value == model.removeValue(forKey: name), "\(Seeds.note)")
        old.append(name)
      }
      if let name = old.randomElement(using: &random) {
        let found = table.find(
          slot: UInt32(truncatingIfNeeded: name), generation: UInt32(name >> 32))
        #expect(found == nil, "\(Seeds.note)")
      }
    }
    #expect(table.count == model.count)
    #expect(Set(table.elements) == Set(model.values), "\(Seeds.note)")
  }
}
