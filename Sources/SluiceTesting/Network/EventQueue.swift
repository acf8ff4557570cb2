// What is to happen, and when. A binary heap of plain numbers; the events themselves stay where they
// are put.
//
// Invariants: no entry comes before its parent at `(index - 1) / 2`; of two of the same time the one
// that was inserted first comes first; `events[entry.slot]` is there for each entry, and for no other
// slot.

import SluiceCore

/// Events by their time, first come first served within one.
struct EventQueue<Event> {
  private struct Entry {
    let time: Int64
    let number: UInt64
    let slot: Int

    func isBefore(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : number < other.number
    }
  }

  private var heap: [Entry] = []
  private var events: [Event?] = []
  private var freeSlots: [Int] = []
  private var count: UInt64 = 0

  /// When the next event is; nil where there is none.
  var next: Instant? { heap.first.map { Instant(nanoseconds: $0.time) } }

  mutating func insert(_ event: Event, at time: Instant) {
    let slot = freeSlots.popLast() ?? events.count
    if slot == events.count { events.append(event) } else { events[slot] = event }
    count += 1
    let entry = Entry(time: time.nanoseconds, number: count, slot: slot)
    heap.append(entry)
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard entry.isBefore(heap[parent]) else { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = entry
  }

  /// Takes out the next event, if its time has come.
  mutating func popDue(at now: Instant) -> Event? {
    guard let first = heap.first, first.time <= now.nanoseconds else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty { sink(last) }
    freeSlots.append(first.slot)
    return events[first.slot].take()
  }

  mutating func removeAll() { self = EventQueue() }

  /// Finds the place of an entry, from the top on, which is free.
  private mutating func sink(_ entry: Entry) {
    var index = 0
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
      guard heap[child].isBefore(entry) else { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = entry
  }
}
