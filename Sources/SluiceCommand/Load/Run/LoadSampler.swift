// Looks at a run from outside, now and then: for the curves, and for who watches.

import Histogram
import Sluice
import Synchronization

struct LoadSampler<Crew: LoadCrew>: Sendable {
  let settings: LoadSettings
  let window: LoadWindow
  let group: EventLoopGroup
  let crews: [Crew]
  let progress: LoadProgress?
  let began: LoadMeter

  /// Often enough for a line that lives, seldom enough to cost nothing.
  private static var longestPause: Double { 0.5 }
  private static var shortestPause: Double { 0.25 }

  /// Looks until it is cancelled; returns the meters of the measured time, and what was seen in it.
  func run() async -> ((begin: LoadMeter, end: LoadMeter), LoadSeries) {
    let seconds = settings.duration.map { $0 / .seconds(1) - settings.warmUp }
    var series = LoadSeries(seconds: seconds)
    let begin = await warmUp()
    let pause = Duration.seconds(
      min(Self.longestPause, max(Self.shortestPause, (seconds ?? .infinity) / 40)))
    var lastCount = 0
    var last = 0.0
    while (try? await Task.sleep(for: pause)) != nil {
      let latencies = await takeLatencies()
      series.add(latencies)
      let now = elapsed
      series.advance(to: now, errors: failures)
      let count = Int(series.total.totalCount)
      progress?.show(
        LoadMoment(
          seconds: now, requestsPerSecond: Double(count - lastCount) / max(now - last, 1e-9),
          p50: latencies.microseconds(50), p99: latencies.microseconds(99), errors: failures,
          left: seconds.map { max(0, $0 - now) }))
      (lastCount, last) = (count, now)
    }
    let end = await LoadMeter.read(group)
    series.add(await takeLatencies())
    series.advance(to: elapsed, errors: failures, isLast: true)
    progress?.end()
    return ((begin, end), series)
  }

  /// Waits for the end of the warm-up; returns what was used until then.
  private func warmUp() async -> LoadMeter {
    guard settings.warmUp > 0 else { return began }
    while case let now = monotonicNanoseconds(), now < window.measuresFrom {
      let left = Double(window.measuresFrom - now) / 1e9
      progress?.show(warmUpFor: left)
      let pause = Duration.seconds(min(Self.longestPause, left))
      guard (try? await Task.sleep(for: pause, tolerance: .zero)) != nil else { break }
    }
    let meter = await LoadMeter.read(group)
    for crew in crews { await crew.loop.run { crew.tally.isMeasuring = true } }
    return meter
  }

  private var elapsed: Double {
    Double(Int64(monotonicNanoseconds()) - Int64(window.measuresFrom)) / 1e9
  }

  private var failures: Int {
    crews.reduce(0) { $0 + $1.tally.failures.load(ordering: .relaxed) }
  }

  private func takeLatencies() async -> Histogram<UInt64> {
    var sum = LoadTally.noLatencies
    for crew in crews { sum.add(await crew.loop.run { crew.tally.takeLatencies() }) }
    return sum
  }
}
