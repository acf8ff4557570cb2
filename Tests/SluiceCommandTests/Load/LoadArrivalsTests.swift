// The schedule of an open loop, as the pure value that it is.

import TestSupport
import Testing

@testable import SluiceCommand

@Suite struct LoadArrivalsTests {
  private func starts(_ arrivals: LoadArrivals) -> [UInt64] {
    var arrivals = arrivals
    var starts: [UInt64] = []
    while let next = arrivals.next {
      starts.append(next)
      arrivals.take()
    }
    return starts
  }

  @Test(arguments: [1, 2, 3, 7]) func `The loops take turns, evenly`(loops: Int) {
    let all = (0..<loops).flatMap {
      starts(
        LoadArrivals(.constant, rate: 1000, loop: $0, of: loops, seed: 1, until: 100_000_000))
    }.sorted()
    #expect(all.count == 100)
    for (index, start) in all.enumerated() {
      #expect(abs(Int(start) - index * 1_000_000) <= 1, "\(index)")
    }
  }

  @Test func `Rounding does not gather`() {
    // A third of a second each: the hundred thousandth is where it belongs.
    let all = starts(
      LoadArrivals(.constant, rate: 3, loop: 0, of: 1, seed: 1, until: .max, limit: 100_001))
    #expect(all.count == 100_001)
    #expect(all.last == 33_333_333_333_333)
  }

  @Test func `A limit counts from the end of the warm-up`() {
    let all = starts(
      LoadArrivals(
        .constant, rate: 100, loop: 0, of: 1, seed: 1, until: .max, limit: 5,
        countingFrom: 30_000_000))
    // At 0, 10 and 20 ms to warm up, and five more.
    #expect(all == (0..<8).map { UInt64($0) * 10_000_000 })
  }

  @Test func `Only what is due is taken`() {
    var arrivals = LoadArrivals(.constant, rate: 1000, loop: 0, of: 1, seed: 1, until: 3_000_000)
    #expect(arrivals.take(dueBy: 1_500_000) == 0)
    #expect(arrivals.take(dueBy: 1_500_000) == 1_000_000)
    #expect(arrivals.take(dueBy: 1_500_000) == nil)
    #expect(arrivals.take(dueBy: 9_000_000) == 2_000_000)
    #expect(arrivals.next == nil)
    #expect(arrivals.take(dueBy: .max) == nil)
  }

  @Test func `Poisson arrivals have the mean and the spread of theirs`() {
    var generator = Seeds.generator()
    let seed: UInt64 = generator.next()
    let all = starts(
      LoadArrivals(.poisson, rate: 1000, loop: 0, of: 1, seed: seed, until: .max, limit: 50_000))
    let gaps: [Double] = zip(all.dropFirst(), all).map { Double($0 - $1) }
    let count = Double(gaps.count)
    let mean: Double = gaps.reduce(0, +) / count
    let squares: [Double] = gaps.map { ($0 - mean) * ($0 - mean) }
    let spread = (squares.reduce(0, +) / count).squareRoot()
    // Eight standard deviations of the mean; the spread of exponential gaps is their mean.
    #expect(abs(mean / 1e6 - 1) < 0.036, "\(Seeds.note), seed \(seed)")
    #expect(abs(spread / mean - 1) < 0.06, "\(Seeds.note), seed \(seed)")
    // Of exponential gaps, 63.2 % are shorter than the mean.
    let short = Double(gaps.filter { $0 < mean }.count) / count
    #expect(abs(short - 0.632) < 0.02, "\(Seeds.note), seed \(seed)")
  }

  @Test func `A seed is a schedule, and each loop has its own`() {
    func schedule(_ seed: UInt64, _ loop: Int) -> [UInt64] {
      starts(
        LoadArrivals(.poisson, rate: 100, loop: loop, of: 2, seed: seed, until: 1_000_000_000))
    }
    #expect(schedule(1, 0) == schedule(1, 0))
    #expect(schedule(1, 0) != schedule(2, 0))
    #expect(schedule(1, 0) != schedule(1, 1))
  }
}

@Suite struct ConnectPaceTests {
  @Test func `Connections are apart as the rate says, over all loops`() {
    var slots: [UInt64] = []
    for loop in 0..<2 {
      var pace = ConnectPace(rate: 100, loop: loop, of: 2, from: 1000)
      slots += (0..<5).map { _ in pace.slot(at: 1000) }
    }
    #expect(slots.sorted() == (0..<10).map { 1000 + UInt64($0) * 10_000_000 })
  }

  @Test func `What was not used of the rate is gone`() {
    var pace = ConnectPace(rate: 10, loop: 0, of: 1, from: 0)
    #expect(pace.slot(at: 500_000_000) == 500_000_000)
    #expect(pace.slot(at: 500_000_000) == 600_000_000)
    var free = ConnectPace(rate: nil, loop: 0, of: 1, from: 0)
    #expect(free.slot(at: 7) == 7)
    #expect(free.slot(at: 7) == 7)
  }
}
