// The figures of the core. Times are for reading; only the allocations are held to thresholds, in
// Thresholds/, one file for each name. So names have no spaces.

import Benchmark
import CoreWork
import SluiceCore

private let allocations = BenchmarkMetric.custom("Allocations", useScalingFactor: false)

/// Measures `body`, which allocates as often in every iteration as it does in the second.
private func measure(_ name: String, _ body: @escaping @Sendable () -> Int) {
  Benchmark(name) { benchmark in
    for _ in benchmark.scaledIterations { blackHole(body()) }
    benchmark.stopMeasurement()
    let before = CodecWork.allocations
    blackHole(body())
    benchmark.measurement(allocations, CodecWork.allocations - before)
  }
}

/// Measures what is done with the lines of a filled stream.
private func measureLines(
  _ name: String, _ format: ExternalFormat, _ body: @escaping @Sendable (inout LineWork) -> Int
) {
  let bytes = CodecWork.encoded(Texts.lines(count: 1024), format.encoding)
  Benchmark(name) { benchmark in
    var work = LineWork(bytes, format: format)
    work.fill()
    blackHole(body(&work))
    work.fill()
    benchmark.startMeasurement()
    let before = CodecWork.allocations
    blackHole(body(&work))
    let after = CodecWork.allocations
    benchmark.stopMeasurement()
    benchmark.measurement(allocations, after - before)
  }
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, allocations], warmupIterations: 3,
    maxDuration: .milliseconds(500), maxIterations: 2000)

  for encoding in TextEncoding.all where encoding != .utf16 {
    let format = ExternalFormat(encoding: encoding)
    measureLines("1024-lines-as-spans-\(encoding)", format) { $0.takeSpans() }
    measureLines("1024-lines-as-strings-\(encoding)", format) { $0.takeStrings() }
  }
  let lines = Texts.lines(count: 1024)
  measure("1024-lines-by-memchr-in-C") { LineWork.reference(lines) }
  measure("1024-strings-decoded") { LineWork.strings(lines) }
  measure("1024-strings-validated-and-copied") { LineWork.validatedStrings(lines) }

  let utf8 = Texts.utf8(percent: 10, others: 0xA0...0xFF)
  let latin1 = Texts.latin1(percent: 10)
  measure("1-MiB-of-UTF-8-to-String") { CodecWork.decode(utf8, .utf8) }
  measure("1-MiB-of-UTF-8-to-String-by-the-standard-library") { CodecWork.validateAndCopy(utf8) }
  measure("1-MiB-of-Latin-1-to-String") { CodecWork.decode(latin1, .latin1) }
  measure("256-times-4-KiB-of-Latin-1-to-String") {
    CodecWork.decode(latin1, .latin1, piece: 4096)
  }
  measure("1-MiB-of-Latin-1-widened-in-C") {
    withRoom { CodecWork.widenInC(latin1, &$0) }
  }
  measure("1-MiB-of-Latin-1-by-iconv") {
    withRoom { CodecWork.iconv(latin1, from: "ISO-8859-1", to: "UTF-8", &$0) }
  }
  let text = String(decoding: utf8, as: UTF8.self)
  for encoding in [TextEncoding.utf8, .latin1, .utf16LittleEndian, .utf16BigEndian] {
    measure("1-MiB-of-String-to-\(encoding)") {
      withRoom { CodecWork.encode(text, encoding, &$0) }
    }
  }
}
