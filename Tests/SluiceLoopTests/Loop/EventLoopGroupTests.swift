// Groups: who is next, code that blocks, the end.

import Glibc
import SluiceLoop
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10))) struct EventLoopGroupTests {
  @Test func `loops take turns`() async throws {
    try await withGroup(loops: 3) { group in
      let names = (0..<6).map { _ in group.next().name }
      #expect(Set(names.prefix(3)) == ["sluice-0", "sluice-1", "sluice-2"])
      #expect(Array(names.prefix(3)) == Array(names.suffix(3)))
    }
  }

  @Test func `code that blocks runs elsewhere and its result comes back`() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let places = await loop.run {
        let elsewhere = await group.blocking { !loop.isCurrent && EventLoop.current == nil }
        return [elsewhere, loop.isCurrent]
      }
      #expect(places == [true, true])
      await #expect(throws: Stop.self) {
        try await group.blocking { () throws(Stop) -> Int in throw Stop() }
      }
    }
  }

  @Test func `a group of one loop blocks four threads and no more`() async throws {
    try await withGroup(loops: 1) { group in
      let counts = Lock((now: 0, most: 0))
      await withTaskGroup { tasks in
        for _ in 0..<16 {
          tasks.addTask {
            await group.blocking {
              let now = counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
                return counts.now
              }
              // The first ones stay until four are there: that many there must be.
              while now < 4, counts.withLock({ $0.most }) < 4 { usleep(100) }
              usleep(500)
              counts.withLock { $0.now -= 1 }
            }
          }
        }
      }
      #expect(counts.withLock { $0.most } == 4)
    }
  }

  @Test func `a group may be shut down twice`() async throws {
    let group = try EventLoopGroup(loops: 2)
    await group.shutDown()
    await group.shutDown()
  }

  @Test func `several tasks may shut a group down at once`() async throws {
    for _ in 0..<30 {
      let group = try EventLoopGroup(loops: 1, driver: .poll)
      await withTaskGroup { tasks in
        for _ in 0..<6 { tasks.addTask { await group.shutDown() } }
      }
    }
  }

  @Test func `the default group cannot be shut down`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      await EventLoopGroup.default.shutDown()
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("the default group never ends"))
  }

  @Test func `shutting a group down does not make the default one`() async {
    await #expect(processExitsWith: .success) {
      // The default group would trap over this.
      unsafe setenv("SLUICE_DRIVER", "none", 1)
      let group = try EventLoopGroup(loops: 1, driver: .poll)
      await group.shutDown()
    }
  }
}

private struct Stop: Error {}
