// Completions and cancels that come late find nobody.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamStaleTests {
  @Test func completionsThatNobodyOwnsDoNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      let operation = try #require(fixture.driver.operation(.receive, on: stream.descriptor))
      let id = operation.id
      let stale = [
        OperationID(slot: id.slot, generation: id.generation &+ 1),
        OperationID(slot: id.slot, generation: id.generation &- 1),
        OperationID(slot: id.slot + 17, generation: 1),
      ]
      for id in stale { fixture.driver.complete(stale: id, result: 5) }
      fixture.settle()
      #expect(!reader.isDone)
      fixture.driver.arrives("fine\n", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == "fine")
      // Once it has completed, its own name is stale too.
      fixture.driver.complete(stale: id, result: 5)
      fixture.settle()
      let next = fixture.begin { try await stream.handle.readLine() }
      #expect(!next.isDone)
    }
  }

  @Test func cancelsThatComeLateDoNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let first = fixture.begin { try await stream.handle.readLine() }
      fixture.driver.arrives("one\n", on: stream.descriptor)
      fixture.settle()
      #expect(first.value == "one")
      first.cancel()
      let second = fixture.begin { try await stream.handle.readLine() }
      #expect(!second.isDone)
      // A ticket and a resident that are no more.
      fixture.loop.postCancellation(of: 1, at: stream.core.id)
      fixture.settle()
      #expect(!second.isDone)
      fixture.driver.arrives("two\n", on: stream.descriptor)
      fixture.settle()
      #expect(second.value == "two")
      try fixture.close(stream)
      fixture.loop.postCancellation(of: 3, at: stream.core.id)
      fixture.loop.postAbandonment(of: stream.core.id)
      fixture.settle()
      #expect(fixture.log.lines.isEmpty)
    }
  }
}
