// Loops with threads: work from elsewhere, wake-ups, the end.

import Dispatch
import Glibc
import SluiceCore
import Testing
import TestSupport

@testable import SluiceLoop

@Suite(.timeLimit(.minutes(10))) struct EventLoopThreadTests {
  @Test(arguments: [DriverPreference.automatic, .poll])
  func noPostIsLostWhoeverSleeps(driver: DriverPreference) async throws {
    try await withGroup(driver: driver) { group in
      let loop = group.loops[0]
      let count = Lock(0)
      await withTaskGroup { tasks in
        for _ in 0..<4 {
          tasks.addTask {
            for _ in 0..<2000 {
              // Each one waits for its answer, so that the loop goes to sleep in between.
              await loop.onThread { _ in count.withLock { $0 += 1 } }
            }
          }
        }
      }
      #expect(count.withLock { $0 } == 8000)
    }
  }

  @Test func postsOfOneThreadRunInTheirOrder() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let seen = Lock<[Int]>([])
      for index in 0..<1000 { loop.post { seen.withLock { $0.append(index) } } }
      await loop.onThread { _ in }
      #expect(seen.withLock { $0 } == Array(0..<1000))
    }
  }

  @Test func manyTasksFromManyThreadsAllRunOnTheLoop() async throws {
    try await withGroup { group in
      let loop = group.loops[0]
      let onLoop = await withTaskGroup { tasks in
        for _ in 0..<2000 { tasks.addTask { await loop.run { loop.isCurrent } } }
        return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(onLoop == 2000)
    }
  }

  @Test func shutDownReturnsWhenTheThreadIsDoneAndMayBeCalledAgain() async throws {
    let group = try EventLoopGroup(loops: 2)
    for loop in group.loops { await loop.onThread { _ in } }
    await group.loops[0].shutDown()
    await group.loops[0].shutDown()
    await group.loops[1].shutDown()
  }

  /// Whoever brings a job need not keep the loop: the runtime's executors are not owned. Once the job has
  /// run the loop may go, while its bringer is still about to write to the eventfd.
  @Test func `a loop stays until nobody is waking it any more`() async throws {
    let driver = ScriptedDriver()
    let (isWaking, hasStopped) = (Gate(), Lock(false))
    let wasGone = Lock<Bool?>(nil)
    driver.firstWake = {
      isWaking.open()
      // Time enough for a loop that waits for nobody.
      for _ in 0..<1000 where !hasStopped.withLock({ $0 }) { usleep(100) }
      wasGone.withLock { $0 = hasStopped.withLock { $0 } }
    }
    let loop = EventLoop(
      name: "scripted", kernel: driver,
      report: DriverReport(kind: .scripted, choice: .asked, reason: "a test"),
      logger: LogRecorder().logger)
    try loop.start()
    // The loop falls asleep at each turn, and is found so sooner or later.
    try startThread(named: "bringer") { while driver.wakes == 0 { loop.post {} } }
    await isWaking.pass()
    await loop.shutDown()
    hasStopped.withLock { $0 = true }
    #expect(wasGone.withLock { $0 } == false)
  }

  @Test func whatMeansNothingToALoopThatIsGonePasses() async throws {
    let group = try EventLoopGroup(loops: 1)
    let loop = group.loops[0]
    let id = await loop.onThread { _ in ResidentID(slot: 7, generation: 1) }
    await group.shutDown()
    loop.postCancellation(of: 1, at: id)
    loop.postAbandonment(of: id)
    #expect(!loop.postIfRunning {})
  }

  @Test func workThatComesTooLateTraps() async {
    await #expect(processExitsWith: .failure) {
      let group = try EventLoopGroup(loops: 1)
      await group.shutDown()
      group.loops[0].post {}
    }
  }

  @Test func theTrapNamesTheLoop() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let group = try EventLoopGroup(loops: 1)
      await group.shutDown()
      group.loops[0].spawn {}
      try await Task.sleep(for: .seconds(20))
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("sluice-0: work arrived after the loop was shut down"))
  }

  @Test func blockingWorkRunsOnABoundedNumberOfThreads() async throws {
    let pool = BlockingPool(name: "test", limit: 3)
    let counts = Lock((now: 0, most: 0, done: 0))
    await withTaskGroup { tasks in
      for _ in 0..<60 {
        tasks.addTask {
          await Suspension<Void>.wait { caller in
            pool.submit {
              counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
              }
              usleep(1000)
              counts.withLock {
                $0.now -= 1
                $0.done += 1
              }
              caller.resume()
            }
          }
        }
      }
    }
    pool.close()
    let (_, most, done) = counts.withLock { $0 }
    #expect(done == 60)
    #expect(most <= 3)
  }

  @Test func workThatIsWithdrawnIsNotRunAndCostsNoThread() throws {
    let pool = BlockingPool(name: "test", limit: 1)
    defer { pool.close() }
    let gate = DispatchSemaphore(value: 0)
    let ran = DispatchSemaphore(value: 0)
    func runsMore() -> Bool {
      pool.submit { ran.signal() }
      return ran.wait(timeout: .now() + 30) == .success
    }
    #expect(runsMore())
    let withdrawn = Lock(false)
    let first = pool.submit { gate.wait() }
    let second = pool.submit { withdrawn.withLock { $0 = true } }
    #expect(pool.withdraw(second))
    #expect(!pool.withdraw(second))
    gate.signal()
    #expect(runsMore())
    #expect(!pool.withdraw(first))
    for _ in 0..<10 { try #require(runsMore()) }
    #expect(!withdrawn.withLock { $0 })
  }
}
