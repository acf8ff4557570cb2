// How users' code gets onto a loop, and stays there.

import SluiceLoop
import Testing

@Suite struct EventLoopTasksTests {
  @Test func `A closure runs on the loop from its first instruction`() async throws {
    let group = try EventLoopGroup(loops: 1, driver: .poll)
    let loop = group.loops[0]
    #expect(!loop.isCurrent)
    #expect(await loop.run { loop.isCurrent })
    #expect(await loop.run { await isCurrent(loop) })
    #expect(await Task.detached { await loop.run { loop.isCurrent } }.value)
    #expect(await MainActor.run { Task { await loop.run { loop.isCurrent } } }.value)
    #expect(!loop.isCurrent, "the task did not go back")
    await group.shutDown()
  }

  @Test func `A task that was spawned stays on the loop`() async throws {
    let group = try EventLoopGroup(loops: 1, driver: .poll)
    let loop = group.loops[0]
    let stayed = await loop.spawn {
      let before = loop.isCurrent
      try? await Task.sleep(for: .milliseconds(1))
      async let inside = isCurrent(loop)
      return await [before, inside, loop.isCurrent]
    }.value
    #expect(stayed == [true, true, true])
    await group.shutDown()
  }
}

private func isCurrent(_ loop: EventLoop) async -> Bool { loop.isCurrent }
