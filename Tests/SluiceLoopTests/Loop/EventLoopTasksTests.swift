// Which tasks run on a loop's thread, and for how long.

import SluiceLoop
import Testing
import TestSupport

@Suite struct EventLoopTasksTests {
  @Test func runComesOverAndGoesBack() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      #expect(!loop.isCurrent)
      #expect(await loop.run { loop.isCurrent })
      #expect(await loop.run { await isCurrent(loop) })
      #expect(await Task.detached { await loop.run { loop.isCurrent } }.value)
      #expect(await MainActor.run { Task { await loop.run { loop.isCurrent } } }.value)
      #expect(!loop.isCurrent)
      await #expect(throws: Stop.self) { try await loop.run { () async throws in throw Stop() } }
      #expect(!loop.isCurrent)
    }
  }

  @Test func runOnTheLoopsOwnThreadStaysThere() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let places = await loop.run {
        let before = loop.isCurrent
        let inside = await loop.run { loop.isCurrent }
        return [before, inside, loop.isCurrent]
      }
      #expect(places == [true, true, true])
    }
  }

  @Test func fromOneLoopToAnotherAndBack() async throws {
    try await withGroup(loops: 2) { group in
      let (here, there) = (group.loops[0], group.loops[1])
      let places = await here.run {
        let away = await there.run { there.isCurrent && !here.isCurrent }
        return [away, here.isCurrent, !there.isCurrent]
      }
      #expect(places == [true, true, true])
    }
  }

  @Test func anActorGetsItsOwnExecutorBack() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let visitor = Visitor()
      #expect(await visitor.visit(loop) == [true, false])
    }
  }

  @Test func whatATaskStartsInItselfStaysOnTheLoop() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let task = loop.spawn {
        var places = [loop.isCurrent]
        async let child = isCurrent(loop)
        places.append(await child)
        places += await withTaskGroup { tasks in
          for _ in 0..<4 { tasks.addTask { loop.isCurrent } }
          return await tasks.reduce(into: []) { $0.append($1) }
        }
        places.append(await Visitor().isOn(loop))
        places.append(loop.isCurrent)
        try await Task.sleep(for: .milliseconds(2))
        places.append(loop.isCurrent)
        await Task.yield()
        places.append(loop.isCurrent)
        return places
      }
      let places = try await task.value
      #expect(places == Array(repeating: true, count: 10))
    }
  }

  @Test func plainTasksAndDetachedOnesAndTheMainActorDoNot() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let places = await loop.run {
        let plain = await Task { loop.isCurrent }.value
        let detached = await Task.detached { loop.isCurrent }.value
        let main = await MainActor.run { loop.isCurrent }
        return [plain, detached, main, loop.isCurrent]
      }
      #expect(places == [false, false, false, true])
    }
  }

  @Test func anActorPinnedToTheLoopRunsThere() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let pinned = Pinned(loop)
      #expect(await pinned.isOnItsLoop())
      #expect(await loop.run { await pinned.isOnItsLoop() })
      #expect(await pinned.isolationHolds())
    }
  }

  @Test func spawnedTasksReturnAndThrow() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      #expect(await loop.spawn { 42 }.value == 42)
      let failing = loop.spawn { () async throws -> Int in throw Stop() }
      await #expect(throws: Stop.self) { try await failing.value }
    }
  }
}

private struct Stop: Error {}

private func isCurrent(_ loop: EventLoop) async -> Bool { loop.isCurrent }

private actor Visitor {
  func visit(_ loop: EventLoop) async -> [Bool] {
    [await loop.run { loop.isCurrent }, loop.isCurrent]
  }
  func isOn(_ loop: EventLoop) -> Bool { loop.isCurrent }
}

private actor Pinned {
  private let loop: EventLoop
  init(_ loop: EventLoop) { self.loop = loop }
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    // The actor keeps the loop, and with it the executor.
    unsafe loop.serialExecutor.asUnownedSerialExecutor()
  }
  func isOnItsLoop() -> Bool { loop.isCurrent }
  func isolationHolds() -> Bool {
    assumeIsolated { $0.loop.isCurrent }
  }
}
