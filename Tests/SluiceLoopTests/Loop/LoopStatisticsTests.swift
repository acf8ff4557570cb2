// Counters: none is forgotten in a sum or in the rows.

import SluiceLoop
import Testing

@Suite struct LoopStatisticsTests {
  /// Each counter has another value, 1 and up.
  private let filled: LoopStatistics = {
    var statistics = LoopStatistics()
    // All of it is integers, as the first test checks.
    unsafe withUnsafeMutableBytes(of: &statistics) { bytes in
      let counters = unsafe bytes.bindMemory(to: Int.self)
      for index in counters.indices { unsafe counters[index] = index + 1 }
    }
    return statistics
  }()

  private let names = Mirror(reflecting: LoopStatistics()).children.compactMap(\.label)

  @Test func `it holds integers alone`() {
    let values = Mirror(reflecting: LoopStatistics()).children.map(\.value)
    #expect(values.allSatisfy { $0 as? Int == 0 })
    #expect(MemoryLayout<LoopStatistics>.size == names.count * MemoryLayout<Int>.size)
  }

  @Test func `every counter is added up, and the largest batch is the larger one`() {
    var sum = LoopStatistics()
    sum += filled
    #expect(sum == filled)
    sum += filled
    for (name, (once, twice)) in zip(names, zip(values(of: filled), values(of: sum))) {
      #expect(twice == (name == "largestBatch" ? once : 2 * once), "\(name)")
    }
  }

  @Test func `every counter has a row of its own, under its own name`() {
    var rows: [String: Int] = [:]
    for row in filled.rows { #expect(rows.updateValue(row.value, forKey: row.name) == nil) }
    let expected = zip(names, values(of: filled)).map { name, value in
      (name.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined(), value)
    }
    #expect(rows == Dictionary(uniqueKeysWithValues: expected))
  }

  private func values(of statistics: LoopStatistics) -> [Int] {
    Mirror(reflecting: statistics).children.compactMap { $0.value as? Int }
  }
}
