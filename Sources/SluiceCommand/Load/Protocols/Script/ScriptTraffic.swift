// A script as traffic: every connection goes through it from the beginning, again and again.

struct ScriptTraffic: LoadTraffic {
  private let steps: [LoadScript.Step]
  private let tape: RequestTape
  private let verifies: Bool

  var largestRequest: Int { tape.largest }
  let usualReply = 1024

  init(_ script: LoadScript, pipeline: Int, verifies: Bool) {
    steps = script.steps
    tape = RequestTape(script.steps.map(\.request), atOnce: pipeline)
    self.verifies = verifies
  }

  func requests(of number: Int, generation: Int) -> TapeRequests { TapeRequests(tape, from: 0) }

  func replies(of number: Int, generation: Int) -> ScriptReplies {
    ScriptReplies(steps, verifies: verifies)
  }
}

/// The answers of a script, piece by piece.
struct ScriptReplies: LoadReplies {
  private let steps: [LoadScript.Step]
  private let verifies: Bool
  private var step = 0
  private var piece = 0
  /// Bytes of the piece that have come.
  private var offset = 0

  init(_ steps: [LoadScript.Step], verifies: Bool) {
    self.steps = steps
    self.verifies = verifies
  }

  mutating func check(_ bytes: Span<UInt8>, limit: Int) throws(LoadFailure) -> LoadCheck {
    var result = LoadCheck()
    while result.consumed < bytes.count, result.replies < limit {
      let rest = bytes.extracting(result.consumed...)
      let (used, isComplete) =
        switch steps[step].answer[piece] {
        case .literal(let literal): try take(literal, from: rest)
        case .line(let prefix): try takeLine(prefix, from: rest)
        }
      result.consumed += used
      offset += used
      guard isComplete else { continue }
      (offset, piece) = (0, piece + 1)
      guard piece == steps[step].answer.count else { continue }
      (piece, step) = (0, step + 1 == steps.count ? 0 : step + 1)
      result.replies += 1
    }
    return result
  }

  private func take(
    _ literal: [UInt8], from bytes: Span<UInt8>
  ) throws(LoadFailure) -> (Int, Bool) {
    let count = min(bytes.count, literal.count - offset)
    try compare(bytes.extracting(..<count), literal.span.extracting(offset..<offset + count))
    return (count, offset + count == literal.count)
  }

  private func takeLine(
    _ prefix: [UInt8], from bytes: Span<UInt8>
  ) throws(LoadFailure) -> (Int, Bool) {
    let newline = indexOfByte(.lineFeed, in: bytes)
    let count = newline.map { $0 + 1 } ?? bytes.count
    let common = min(count, max(0, prefix.count - offset))
    if common > 0 {
      try compare(bytes.extracting(..<common), prefix.span.extracting(offset..<offset + common))
    }
    if verifies, newline != nil, offset + count < prefix.count {
      throw .unexpected(
        "the answer to the request of line \(steps[step].line): a line ends before its prefix does")
    }
    return (count, newline != nil)
  }

  private func compare(_ found: Span<UInt8>, _ expected: Span<UInt8>) throws(LoadFailure) {
    guard verifies, let index = indexOfDifference(found, expected) else { return }
    throw .unexpected(
      "the answer to the request of line \(steps[step].line) differs at byte \(offset + index) of its "
        + "part \(piece + 1): \(expected[index]) was expected, \(found[index]) came")
  }
}
