// What the connections of a loop count together.

import Synchronization
import Testing

@testable import SluiceCommand

@Suite struct LoadTallyTests {
  @Test func `A wrong answer is an answer to who watches for silence`() {
    let tally = LoadTally()
    tally.note(LoadFault(kind: "status 500", text: ""))
    #expect(tally.answered.load(ordering: .relaxed) == 1)
    #expect(tally.failures.load(ordering: .relaxed) == 1)
    #expect(tally.problems["status 500"]?.count == 1)
  }

  @Test func `A start is late from a millisecond on, and not before anything is measured`() {
    let tally = LoadTally()
    tally.measuresFrom = 10
    tally.note(delay: 999_999, of: 10)
    #expect(tally.lateStarts == 0)
    tally.note(delay: 1_000_000, of: 10)
    #expect(tally.lateStarts == 1)
    tally.note(delay: 5_000_000, of: 9)
    #expect(tally.lateStarts == 1)
  }

  @Test func `A connection that fails is silence`() {
    let tally = LoadTally()
    tally.note(LoadProblem(LoadFailure.endOfStream(unanswered: 1), unanswered: 1))
    #expect(tally.answered.load(ordering: .relaxed) == 0)
    #expect(tally.failures.load(ordering: .relaxed) == 1)
  }
}
