// One run of the load: connect, load, close; three phases of which only the second is timed.

import Sluice

struct LoadRun {
  private let settings: LoadSettings
  private let group: EventLoopGroup
  private let workers: [LoadWorker]

  /// Carries out one run; everything that it started has ended when it returns.
  static func run(_ settings: LoadSettings) async throws(IOError) -> LoadReport {
    let run = try LoadRun(settings)
    let report = await run.report()
    await run.group.shutDown()
    return report
  }

  private init(_ settings: LoadSettings) throws(IOError) {
    self.settings = settings
    group = try EventLoopGroup(loops: settings.loops, driver: settings.driver)
    let traffic = settings.traffic
    workers = group.loops.enumerated().map { index, loop in
      LoadWorker(
        loop: loop, settings: settings, traffic: traffic,
        numbers: Array(stride(from: index, to: settings.connections, by: settings.loops)))
    }
  }

  private func report() async -> LoadReport {
    var report = LoadReport(settings: settings, driver: group.loops[0].driver)
    let opened = await connect()
    for opened in opened {
      report.results.connectEnters += opened.enters
      report.results.note(opened.problems)
    }
    let before = await group.statistics()
    let (started, cpu) = (monotonicNanoseconds(), processTime())
    let outcomes = await load(opened, from: started)
    let used = processTime() - cpu
    let after = await group.statistics()
    report.results.note(workers.map(\.tally), from: started, cpu: used, settings: settings)
    report.results.note(before, after)
    for outcome in outcomes {
      report.results.unanswered += outcome.unanswered
      report.results.note(outcome.problems)
    }
    for problems in await close(opened) { report.results.note(problems) }
    return report
  }

  private func connect() async -> [LoadWorker.Opened] {
    await withTaskGroup { tasks in
      for (index, worker) in workers.enumerated() {
        tasks.addTask { (index, await worker.open()) }
      }
      return await tasks.reduce(into: workers.map { _ in LoadWorker.Opened() }) { $0[$1.0] = $1.1 }
    }
  }

  /// Loads until all is answered, or nothing is any more.
  private func load(
    _ opened: [LoadWorker.Opened], from start: UInt64
  ) async -> [LoadWorker.Outcome] {
    let watch = LoadWatch(
      tallies: workers.map(\.tally), patience: settings.patience,
      notBefore: settings.duration ?? .zero)
    let duration = settings.duration.map { UInt64($0 / .nanoseconds(1)) }
    let end = duration.map { start + $0 } ?? .max
    // Nil: the server stalls.
    return await withTaskGroup(of: LoadWorker.Outcome?.self) { tasks in
      for (worker, opened) in zip(workers, opened) {
        tasks.addTask { await worker.load(opened, until: end) }
      }
      tasks.addTask {
        await watch.untilStalled()
        return nil
      }
      var outcomes: [LoadWorker.Outcome] = []
      for await outcome in tasks {
        if let outcome { outcomes.append(outcome) }
        // The connections end, with an error each; or all have ended, and so does the watch.
        if outcome == nil || outcomes.count == workers.count { tasks.cancelAll() }
      }
      return outcomes
    }
  }

  private func close(_ opened: [LoadWorker.Opened]) async -> [[LoadProblem]] {
    await withTaskGroup { tasks in
      for (worker, opened) in zip(workers, opened) {
        tasks.addTask { await worker.close(opened) }
      }
      return await tasks.reduce(into: []) { $0.append($1) }
    }
  }
}
