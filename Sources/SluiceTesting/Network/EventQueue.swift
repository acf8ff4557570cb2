// What is to happen, and when. A binary heap of small entries; the events themselves stay where they
// are put.
//
// Invariant: no entry comes before its parent at `(index - 1) / 2`; of two of the same time the one
// that was inserted first comes first.

import SluiceCore

/// Events by their time, first come first served within one.
struct EventQueue<Event> {
  private struct Entry {
    let time: Instant
    let number: UInt64
    let event: Event

    func isBefore(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : number < other.number
    }
  }

  private var heap: [Entry] = []
  private var count: UInt64 = 0

  /// When the next event is; nil where there is none.
  var next: Instant? { heap.first?.time }

  mutating func insert(_ event: Event, at time: Instant) {
    count += 1
    heap.append(Entry(time: time, number: count, event: event))
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard heap[index].isBefore(heap[parent]) else { return }
      heap.swapAt(index, parent)
      index = parent
    }
  }

  /// Takes out the next event, if its time has come.
  mutating func popDue(at now: Instant) -> Event? {
    guard let first = heap.first, first.time <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return first.event
  }

  mutating func removeAll() { heap = [] }

  private mutating func sink() {
    var index = 0
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
      guard heap[child].isBefore(heap[index]) else { return }
      heap.swapAt(index, child)
      index = child
    }
  }
}
