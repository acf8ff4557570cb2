// Axes: which values get a mark, and where a value stands.

import Testing

@testable import SluiceCommand

@Suite struct ChartScaleTests {
  @Test func `A linear axis begins at 0 and ends at a round number`() {
    let scale = ChartScale.linear(to: 8731, count: 5) { $0.formatted(0) }
    #expect(scale.marks.map(\.name) == ["0", "2000", "4000", "6000", "8000", "10000"])
    #expect(scale.position(0) == 0)
    #expect(scale.position(10_000) == 1)
    #expect(scale.position(2500) == 0.25)
    #expect(scale.position(99_999) == 1)
  }

  @Test func `Nothing at all has an axis, too`() {
    #expect(ChartScale.linear(to: 0, count: 5) { $0.formatted(1) }.marks.count == 6)
    #expect(ChartScale.time(to: 0, count: 8).position(0) == 0)
    let scale = ChartScale.logarithmic(from: 1, to: 1) { $0.formatted(0) }
    #expect(scale.position(1) == 0)
    #expect(scale.marks.count >= 2)
  }

  @Test func `A logarithmic axis holds all values`() {
    let scale = ChartScale.logarithmic(from: 130, to: 18_000) { $0.formatted(0) }
    #expect(
      scale.marks.map(\.name) == ["100", "200", "500", "1000", "2000", "5000", "10000", "20000"])
    #expect(scale.position(100) == 0)
    #expect(scale.position(20_000) == 1)
    let wide = ChartScale.logarithmic(from: 3, to: 90_000) { $0.formatted(0) }
    #expect(wide.marks.map(\.name) == ["1", "10", "100", "1000", "10000", "100000"])
    #expect(abs(wide.position(1000) - 0.6) < 1e-9)
  }

  @Test func `Percentiles stand by their nines`() {
    let scale = ChartScale.percentiles(to: 100_000)
    #expect(
      scale.marks.map(\.name)
        == ["0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"])
    #expect(abs(scale.position(1000) - 0.6) < 1e-9)
  }

  @Test func `Names of options`() {
    #expect("requestsPerConnection".asOptionName == "requests-per-connection")
    #expect("rate".asOptionName == "rate")
  }
}
