import SluiceCore
import TestSupport
import Testing

struct TimerQueueTests {
  @Test
  func `nothing is due in an empty queue`() {
    var queue = TimerQueue()
    #expect(queue.next == nil)
    #expect(queue.popDue(now: Instant(nanoseconds: .max)) == nil)
  }

  @Test
  func `a deadline is due at its own instant and not before`() {
    var queue = TimerQueue()
    queue.insert(Instant(nanoseconds: 10), token: 1)
    #expect(queue.popDue(now: Instant(nanoseconds: 9)) == nil)
    #expect(queue.popDue(now: Instant(nanoseconds: 10)) == 1)
    #expect(queue.count == 0)
  }

  @Test
  func `deadlines come in order whatever the order of insertion`() {
    var generator = Seeds.generator()
    for size in 0..<60 {
      var queue = TimerQueue()
      var model: [(Int64, UInt64)] = []
      for token in 0..<UInt64(size) {
        let deadline = Int64.random(in: 0..<40, using: &generator)
        queue.insert(Instant(nanoseconds: deadline), token: token)
        model.append((deadline, token))
      }
      var popped: [(Int64, UInt64)] = []
      var now: Int64 = 0
      while let next = queue.next {
        #expect(next.nanoseconds >= now, "\(Seeds.note)")
        now = next.nanoseconds
        guard let token = queue.popDue(now: next) else { break }
        popped.append((now, token))
      }
      let byDeadline = model.sorted { $0 < $1 }.map { "\($0)" }
      #expect(popped.sorted { $0 < $1 }.map { "\($0)" } == byDeadline, "\(Seeds.note)")
      #expect(popped.map(\.0) == model.map(\.0).sorted(), "\(Seeds.note)")
    }
  }
}
