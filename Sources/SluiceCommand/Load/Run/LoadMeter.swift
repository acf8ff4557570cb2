// What the tool itself has used until a moment.

import Sluice

struct LoadMeter: Sendable {
  let time: UInt64
  /// CPU time of the whole process.
  let process: Duration
  /// CPU time of each loop's thread, in nanoseconds.
  let threads: [UInt64]
  let statistics: LoopStatistics

  /// Reads each loop's thread from that thread.
  static func read(_ group: EventLoopGroup) async -> LoadMeter {
    var threads: [UInt64] = []
    for loop in group.loops { threads.append(await loop.run { threadNanoseconds() }) }
    let statistics = await group.statistics()
    return LoadMeter(
      time: monotonicNanoseconds(), process: processTime(), threads: threads,
      statistics: statistics)
  }

  /// Of the time since `earlier`, the part that each loop's thread was busy.
  func shares(since earlier: LoadMeter) -> [Double] {
    let passed = Double(max(1, time - earlier.time))
    return zip(earlier.threads, threads).map { Double($1 - $0) / passed }
  }
}
