// Events by their time.

import SluiceCore
import Testing

@testable import SluiceTesting

@Suite struct EventQueueTests {
  @Test func `Events come by their time, and first come first served within one`() {
    var random = SeededRandom(seed: 11)
    var queue = EventQueue<Int>()
    var expected: [(time: Int64, number: Int)] = []
    for number in 0..<500 {
      let time = Int64(random.number(in: 0...40))
      queue.insert(number, at: Instant(nanoseconds: time))
      expected.append((time, number))
    }
    expected.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    var found: [Int] = []
    while let event = queue.popDue(at: Instant(nanoseconds: .max)) { found.append(event) }
    #expect(found == expected.map(\.number))
  }

  @Test func `What is not due stays`() {
    var queue = EventQueue<String>()
    queue.insert("later", at: Instant(nanoseconds: 10))
    let early = queue.popDue(at: Instant(nanoseconds: 9))
    #expect(early == nil)
    #expect(queue.next == Instant(nanoseconds: 10))
    let due = queue.popDue(at: Instant(nanoseconds: 10))
    #expect(due == "later")
    #expect(queue.next == nil)
  }
}
