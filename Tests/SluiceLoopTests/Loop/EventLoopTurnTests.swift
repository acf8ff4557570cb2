// The order of a turn, its budget, and who gives way to whom.

import Logging
import SluiceCore
import Testing
import TestSupport

@testable import SluiceLoop

/// What happened, in order. Touched by the one thread that turns the loop.
private final class Journal: @unchecked Sendable {
  var entries: [String] = []
  func note(_ entry: String) { entries.append(entry) }
}

/// A resident that notes what it is told.
private final class Witness: LoopResident {
  let journal: Journal
  let name: String
  init(_ name: String, _ journal: Journal) { (self.name, self.journal) = (name, journal) }
  func completed(_ completion: Completion, as role: OperationRole) {
    journal.note("\(name) completed \(role)\(completion.more ? " more" : "")")
  }
  func waitCancelled(_ ticket: UInt64) { journal.note("\(name) cancelled \(ticket)") }
  func timerFired(at now: Instant) { journal.note("\(name) timer") }
  func turnEnded() { journal.note("\(name) turn ended") }
  func abandoned(_ reason: AbandonReason) { journal.note("\(name) abandoned") }
}

@Suite struct EventLoopTurnTests {
  @Test func completionsThenCallsThenTasksThenTimersThenFlush() throws {
    try withLoop { fixture throws in
      let (loop, journal) = (fixture.loop, Journal())
      let witness = Witness("w", journal)
      let id = loop.insert(witness)
      let descriptor = fixture.driver.connection()
      _ = loop.poll(descriptor, for: .input, multishot: false, owner: witness)
      fixture.driver.ends(descriptor)
      loop.arm(fixture.driver.now, for: id)
      loop.spawn {
        journal.note("task")
        loop.markDirty(witness)
      }
      loop.post { journal.note("call") }
      loop.turn(mayWait: false)
      #expect(
        journal.entries == ["w completed poll", "call", "task", "w timer", "w turn ended"])
      loop.remove(id)
      fixture.driver.close(descriptor, reset: false)
    }
  }

  @Test func everyTurnEntersTheKernelOnce() throws {
    try withLoop { fixture throws in
      for _ in 0..<5 { fixture.loop.turn(mayWait: false) }
      #expect(fixture.driver.statistics.enters == 5)
      #expect(fixture.loop.snapshot().turns == 5)
    }
  }

  @Test func tasksThatUseUpTheTurnLeaveTheRestToTheNext() throws {
    try withLoop { fixture throws in
      let journal = Journal()
      for index in 0..<64 {
        fixture.loop.spawn {
          journal.note("\(index)")
          fixture.driver.advance(.microseconds(100))
        }
      }
      fixture.loop.turn(mayWait: false)
      // The clock is looked at after every few tasks.
      #expect(journal.entries.count >= 5 && journal.entries.count <= 16)
      fixture.settle()
      #expect(journal.entries == (0..<64).map(String.init))
    }
  }

  @Test func whoGivesWayRunsAfterAllThatWereReadyAndAnEnter() throws {
    try withLoop { fixture throws in
      let (loop, journal) = (fixture.loop, Journal())
      loop.spawn {
        journal.note("a1")
        await loop.giveWay()
        journal.note("a2 after \(fixture.driver.statistics.enters) enters")
      }
      loop.spawn { journal.note("b") }
      loop.spawn { journal.note("c") }
      fixture.settle()
      #expect(journal.entries == ["a1", "b", "c", "a2 after 2 enters"])
    }
  }

  @Test func timersFireInTheirOrderAndOnlyWhenDue() throws {
    try withLoop { fixture throws in
      let (loop, journal) = (fixture.loop, Journal())
      let start = fixture.driver.now
      let names = [("third", 3), ("first", 1), ("second", 2), ("late", 100)]
      let ids = names.map { name, seconds in
        let id = loop.insert(Witness(name, journal))
        loop.arm(start + .seconds(seconds), for: id)
        return id
      }
      fixture.settle()
      #expect(journal.entries == [])
      fixture.pass(.seconds(10))
      #expect(journal.entries == ["first timer", "second timer", "third timer"])
      // The timer of a resident that is gone finds nobody.
      for id in ids { loop.remove(id) }
      fixture.pass(.seconds(100))
      #expect(journal.entries.count == 3)
    }
  }

  @Test func callsPostedByCallsRunInTheSameTurn() throws {
    try withLoop { fixture throws in
      let (loop, journal) = (fixture.loop, Journal())
      loop.post {
        journal.note("outer")
        loop.post { journal.note("inner") }
        journal.note("outer done")
      }
      loop.turn(mayWait: false)
      #expect(journal.entries == ["outer", "outer done", "inner"])
    }
  }

  @Test func aResidentWhoseNameIsOldIsNotFound() throws {
    try withLoop { fixture throws in
      let (loop, journal) = (fixture.loop, Journal())
      let old = loop.insert(Witness("old", journal))
      loop.remove(old)
      let new = loop.insert(Witness("new", journal))
      #expect(new.slot == old.slot)
      #expect(loop.resident(old) == nil)
      loop.postCancellation(of: 1, at: old)
      loop.postAbandonment(of: old)
      loop.postCancellation(of: 2, at: new)
      fixture.settle()
      #expect(journal.entries == ["new cancelled 2"])
      loop.remove(new)
    }
  }

  @Test func whatComesDuringAShutDownIsAbandonedToo() throws {
    try withLoop { fixture throws in
      let (loop, journal) = (fixture.loop, Journal())
      let early = loop.insert(Witness("early", journal))
      loop.beginShutDown()
      #expect(journal.entries == ["early abandoned"])
      let late = loop.insert(Witness("late", journal))
      let gone = loop.insert(Witness("gone", journal))
      loop.remove(gone)
      // Not while it is being made.
      #expect(journal.entries == ["early abandoned"])
      fixture.settle()
      #expect(journal.entries == ["early abandoned", "late abandoned"])
      for id in [early, late] { loop.remove(id) }
    }
  }

  @Test func anOverflowIsWarnedOfOnce() throws {
    try withLoop { fixture throws in
      let witness = Witness("w", Journal())
      for round in 0..<3 {
        let descriptor = fixture.driver.connection()
        _ = fixture.loop.poll(descriptor, for: .input, multishot: false, owner: witness)
        fixture.driver.ends(descriptor)
        if round > 0 { fixture.driver.overflow() }
        fixture.settle()
        #expect(fixture.log.lines.count == min(round, 1))
        fixture.driver.close(descriptor, reset: false)
      }
      let line = try #require(fixture.log.lines.first)
      #expect(line.level == .warning)
      #expect(line.message.contains("overflow"))
      #expect(line.metadata["loop"] == "scripted")
    }
  }

  @Test func anOperationThatGoesOnKeepsItsOwner() throws {
    try withLoop { fixture throws in
      let (loop, journal) = (fixture.loop, Journal())
      let descriptor = fixture.driver.connection()
      let witness = Witness("w", journal)
      let id = loop.insert(witness)
      _ = loop.accept(on: descriptor, multishot: true, for: witness)
      for more in [true, true, false] {
        try fixture.driver.complete(.accept, on: descriptor, result: 5, more: more)
        fixture.settle()
      }
      #expect(
        journal.entries == [
          "w completed accept more", "w completed accept more", "w completed accept",
        ])
      loop.remove(id)
      fixture.driver.close(descriptor, reset: false)
    }
  }

  @Test func theLoopIsCurrentInATurnAndNowhereElse() throws {
    try withLoop { fixture throws in
      let loop = fixture.loop
      #expect(!loop.isCurrent && EventLoop.current == nil)
      let inside = try fixture.run { [loop.isCurrent, EventLoop.current === loop] }
      #expect(inside == [true, true])
      #expect(!loop.isCurrent && EventLoop.current == nil)
    }
  }
}
