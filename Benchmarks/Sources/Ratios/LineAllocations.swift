// How often reading a line allocates, in every external format.

import CoreWork
import SluiceCore

/// What reading lines in one format has allocated.
struct LineAllocations {
  let format: ExternalFormat

  /// For each line, as a span and as a string.
  let spans: Double
  let strings: Double

  /// None as a span and at most one as a string.
  var isWithinLimits: Bool { spans == 0 && strings <= 1 }

  /// Every encoding with every ending. The lines are long enough not to be small strings, and have
  /// characters beyond US-ASCII where the encoding has any.
  static func all() -> [LineAllocations] {
    TextEncoding.all.flatMap { encoding in
      LineEnding.allCases.map {
        LineAllocations(counting: ExternalFormat(encoding: encoding, lineEnding: $0))
      }
    }
  }

  private init(counting format: ExternalFormat) {
    let count = 1024
    let words = format.encoding == .usASCII ? "words and more words" : "Wörter und mehr Wörter"
    let ending = [LineEnding.lf: "\n", .cr: "\r"][format.lineEnding] ?? "\r\n"
    let text = String(repeating: words + ", again and again" + ending, count: count)
    let bytes = CodecWork.encoded(Array(text.utf8), format.encoding)
    self.format = format
    spans = Self.count(bytes, format) { $0.takeSpans() } / Double(count)
    strings = Self.count(bytes, format) { $0.takeStrings() } / Double(count)
  }

  /// What `body` allocates when it is done for the second time.
  private static func count(
    _ bytes: [UInt8], _ format: ExternalFormat, _ body: (inout LineWork) -> Int
  ) -> Double {
    var work = LineWork(bytes, format: format)
    work.fill()
    precondition(body(&work) > 0, "no lines")
    work.fill()
    let before = CodecWork.allocations
    let sum = body(&work)
    let after = CodecWork.allocations
    precondition(sum > 0, "no lines")
    return Double(after - before)
  }
}
