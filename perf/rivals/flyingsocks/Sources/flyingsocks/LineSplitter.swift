// A buffer of one's own for lines: FlyingSocks reads bytes, and has none.
//
// Invariant: the first `scanned` bytes of `partial` hold no LF.

import Foundation

struct LineSplitter {
  private var partial: [UInt8] = []
  private var scanned = 0

  /// Each whole line among what has come so far, without LF and an optional CR, with CRLF behind it.
  mutating func answer(_ arrived: [UInt8]) -> Data {
    partial += arrived
    var answers = Data(capacity: partial.count + 64)
    var taken = 0
    while let end = partial[(taken + scanned)...].firstIndex(of: UInt8(ascii: "\n")) {
      let hasCR = end > taken && partial[end - 1] == UInt8(ascii: "\r")
      answers.append(contentsOf: partial[taken..<(hasCR ? end - 1 : end)])
      answers.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
      taken = end + 1
      scanned = 0
    }
    partial.removeFirst(taken)
    scanned = partial.count
    return answers
  }
}
