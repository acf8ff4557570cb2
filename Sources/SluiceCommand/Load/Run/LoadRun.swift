// One run of the load: connect, load, close; three phases of which only the second is timed.

import Histogram
import Sluice

struct LoadRun<Crew: LoadCrew> {
  private let settings: LoadSettings
  private let group: EventLoopGroup
  private let crews: [Crew]
  private let progress: LoadProgress?

  /// Carries out one run; everything that it started has ended when it returns.
  static func run(
    _ settings: LoadSettings, progress: LoadProgress?, crew: (EventLoop, Int) -> Crew
  ) async throws(IOError) -> LoadReport {
    let group = try EventLoopGroup(loops: settings.loops, driver: settings.driver)
    let run = LoadRun(
      settings: settings, group: group,
      crews: group.loops.enumerated().map { crew($1, $0) }, progress: progress)
    let report = await run.report()
    await group.shutDown()
    return report
  }

  private func report() async -> LoadReport {
    let shifts = crews.enumerated().map { LoadShift(settings, tally: $1.tally, loop: $0) }
    let entersBefore = await group.statistics().enters
    let opened = await open(shifts)
    let began = await LoadMeter.read(group)
    let window = LoadWindow(settings, from: monotonicNanoseconds())
    for (crew, shift) in zip(crews, shifts) { await crew.loop.run { shift.begin(window) } }
    let sampler = LoadSampler(
      settings: settings, window: window, group: group, crews: crews, progress: progress,
      began: began)
    let (meters, series) = await withTaskGroup { tasks in
      tasks.addTask { await sampler.run() }
      await load(opened, shifts)
      tasks.cancelAll()
      return await tasks.next()!
    }
    for (crew, opened) in zip(crews, opened) { await crew.close(opened) }
    var report = LoadReport(settings: settings, driver: group.loops[0].driver)
    report.results.connectEnters = began.statistics.enters - entersBefore
    report.note(series, crews.map(\.tally), from: window, meters.begin, meters.end)
    return report
  }

  private func open(_ shifts: [LoadShift]) async -> [[Crew.Seat]] {
    await withTaskGroup { tasks in
      for (index, crew) in crews.enumerated() {
        tasks.addTask { (index, await crew.open(shifts[index])) }
      }
      return await tasks.reduce(into: crews.map { _ in [] }) { $0[$1.0] = $1.1 }
    }
  }

  /// Loads until all is answered, or nothing is any more.
  private func load(_ opened: [[Crew.Seat]], _ shifts: [LoadShift]) async {
    let watch = LoadWatch(
      tallies: crews.map(\.tally), patience: settings.patience,
      notBefore: settings.duration ?? .zero)
    // True: the server stalls.
    await withTaskGroup(of: Bool.self) { tasks in
      for (index, crew) in crews.enumerated() {
        tasks.addTask {
          await crew.load(opened[index], shifts[index])
          return false
        }
      }
      tasks.addTask {
        await watch.untilStalled()
        return true
      }
      var left = crews.count
      for await isStalled in tasks {
        if !isStalled { left -= 1 }
        // The connections end, with an error each; or all have ended, and so does the watch.
        if isStalled || left == 0 { tasks.cancelAll() }
      }
    }
  }
}
