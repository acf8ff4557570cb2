// A file of requests with the answers that are expected, as `sluice load script` reads it.
//
//   # The first sign of a line says what it is; a comment is nothing.
//   > GET /health HTTP/1.1\r\n
//   > Host: example.org\r\n\r\n
//   < HTTP/1.1 200 OK\r\n
//   ~ Date:
//   < \r\n
//
// `>` lines up to a blank line or an answer are one request; the `<` and `~` lines behind them are
// its answer, which it must have. Elsewhere a blank line is nothing. What follows
// the sign and one blank is taken literally, to the end of the line: nothing is added to it. `<` stands
// for just these bytes; `~` for a whole line of the answer that begins with them, up to its LF.
// Escapes: \r \n \t \0 \\ and \xHH.

/// The requests of a script, and for each the pieces of its answer.
struct LoadScript: Sendable, Equatable {
  struct Step: Sendable, Equatable {
    /// The line of the script on which it begins.
    var line: Int
    var request: [UInt8] = []
    var answer: [Piece] = []
  }

  enum Piece: Sendable, Equatable {
    case literal([UInt8])
    /// A line that begins so.
    case line(prefix: [UInt8])
  }

  private(set) var steps: [Step] = []
  /// Whether a blank line has come behind the last request.
  private var isRequestClosed = false

  /// What a line begins with.
  private enum Sign: UInt8 {
    /// `>`
    case request = 0x3E
    /// `<`
    case literal = 0x3C
    /// `~`
    case prefix = 0x7E
  }

  /// What is wrong with a script, and where.
  struct ParseError: Error, Equatable, CustomStringConvertible {
    let line: Int
    let reason: String

    var description: String { "line \(line): \(reason)" }
  }

  init(parsing text: String) throws(ParseError) {
    // `\r\n` is one Character: lines are cut between bytes.
    var number = 0
    for line in text.utf8.split(separator: .lineFeed, omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == .carriageReturn ? line.dropLast() : line
      try add(line, number: number)
    }
    guard !steps.isEmpty else { throw ParseError(line: number, reason: "no request") }
    try requireAnswer()
  }

  /// The last request must have one.
  private func requireAnswer() throws(ParseError) {
    guard let last = steps.last, last.answer.isEmpty else { return }
    throw ParseError(line: last.line, reason: "a request without an answer")
  }

  private mutating func add(_ line: Substring.UTF8View, number: Int) throws(ParseError) {
    guard let first = line.first else {
      isRequestClosed = true
      return
    }
    guard first != UInt8(ascii: "#") else { return }
    guard let sign = Sign(rawValue: first) else {
      throw ParseError(line: number, reason: "a line begins with >, <, ~ or #")
    }
    let rest = line.dropFirst()
    guard rest.first == .space else {
      throw ParseError(line: number, reason: "no blank behind the sign")
    }
    let bytes = try Self.unescaped(rest.dropFirst(), number: number)
    guard !bytes.isEmpty || sign == .prefix else {
      throw ParseError(line: number, reason: "nothing behind the sign")
    }
    if sign == .request { return try addRequest(bytes, number: number) }
    guard !steps.isEmpty else {
      throw ParseError(line: number, reason: "an answer before any request")
    }
    let piece = sign == .literal ? Piece.literal(bytes) : .line(prefix: bytes)
    steps[steps.count - 1].answer.append(piece)
  }

  private mutating func addRequest(_ bytes: [UInt8], number: Int) throws(ParseError) {
    if !isRequestClosed, steps.last?.answer.isEmpty ?? false {
      steps[steps.count - 1].request += bytes
    } else {
      try requireAnswer()
      steps.append(Step(line: number, request: bytes))
    }
    isRequestClosed = false
  }

  private static func unescaped(
    _ text: Substring.UTF8View.SubSequence, number: Int
  ) throws(ParseError) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let name = rest.popFirst() else {
        throw ParseError(line: number, reason: "a line ends with a single \\")
      }
      switch name {
      case UInt8(ascii: "r"): bytes.append(.carriageReturn)
      case UInt8(ascii: "n"): bytes.append(.lineFeed)
      case UInt8(ascii: "t"): bytes.append(.tab)
      case UInt8(ascii: "0"): bytes.append(0)
      case UInt8(ascii: "\\"): bytes.append(name)
      case UInt8(ascii: "x"):
        guard let high = rest.popFirst()?.hexadecimal, let low = rest.popFirst()?.hexadecimal else {
          throw ParseError(line: number, reason: "\\x without two hexadecimal digits")
        }
        bytes.append(UInt8(high * 16 + low))
      default:
        let sign = Character(Unicode.Scalar(name))
        throw ParseError(
          line: number, reason: "an unknown escape: \\\(name < 0x80 ? String(sign) : "?")")
      }
    }
    return bytes
  }
}
