// The answers to the commands of one connection: `+OK` to a SET, and to a GET nil or the value that
// its key has. Of a store that was filled, nil is wrong.

struct RespReplies: LoadReplies {
  private enum Outcome {
    case complete(bytes: Int, RespAnswer)
    /// It has at least so many bytes.
    case needs(Int)
  }

  private var commands: RespCommands
  private let prefix: String
  private let values: RespValues
  private let verifies: Bool
  /// Whether every key has been set before.
  private let isFilled: Bool
  /// What the next answer belongs to.
  private var command: (isSet: Bool, key: Int)
  /// The beginning of an answer that has not come as a whole.
  private var begun: [UInt8] = []
  private var hits = 0
  private var misses = 0

  /// A line may have so many bytes, as in Redis.
  private static let largestLine = 1 << 16
  private static let largestBulk = 1 << 29

  init(
    _ commands: RespCommands, prefix: String, values: RespValues, verifies: Bool, isFilled: Bool
  ) {
    self.commands = commands
    self.isFilled = isFilled
    self.prefix = prefix
    self.values = values
    self.verifies = verifies
    command = self.commands.next()
  }

  var counts: [(name: String, count: Int)] { [("hits", hits), ("misses", misses)] }

  mutating func check(_ bytes: Span<UInt8>, limit: Int) throws(LoadFailure) -> LoadCheck {
    var result = LoadCheck()
    while result.consumed < bytes.count, result.replies < limit {
      let rest = bytes.extracting(result.consumed...)
      let outcome = begun.isEmpty ? try look(at: rest) : nil
      let answer: RespAnswer
      if case .complete(let count, let found) = outcome {
        result.consumed += count
        answer = found
      } else {
        guard case (let count, let found)? = try gather(rest, consumed: &result.consumed) else {
          break
        }
        result.consumed += count
        answer = found
      }
      result.fault = note(answer)
      if result.fault != nil { break }
      result.replies += 1
    }
    return result
  }

  /// Goes on to the next command; returns what was wrong with the answer to this one.
  private mutating func note(_ answer: RespAnswer) -> LoadFault? {
    defer { command = commands.next() }
    switch answer {
    case .right: return nil
    case .hit: hits += 1
    case .miss: misses += 1
    case .wrong(let fault):
      return fault.described(isSet: command.isSet, key: command.key, prefix: prefix)
    }
    return nil
  }

  /// Keeps what has come of an answer; once it is complete, how many of the bytes were its own.
  private mutating func gather(
    _ bytes: Span<UInt8>, consumed: inout Int
  ) throws(LoadFailure) -> (Int, RespAnswer)? {
    var used = 0
    while true {
      switch try look(at: begun.span) {
      case .complete(_, let answer):
        begun.removeAll(keepingCapacity: true)
        return (used, answer)
      case .needs(let count):
        let end = min(bytes.count, used + count - begun.count)
        appendBytes(bytes.extracting(used..<end), to: &begun)
        used = end
        guard begun.count < count else { continue }
        consumed += used
        return nil
      }
    }
  }

  // MARK: One answer

  private func look(at bytes: Span<UInt8>) throws(LoadFailure) -> Outcome {
    if command.isSet, Self.isOK(bytes) { return .complete(bytes: 5, .right) }
    guard let newline = indexOfByte(.lineFeed, in: bytes, from: 1) else {
      guard bytes.count < Self.largestLine else { throw .malformed("a line without an end") }
      return .needs(bytes.count + 1)
    }
    guard newline > 1, bytes[newline - 1] == .carriageReturn else {
      throw .malformed("a line that has no type, or ends without CR")
    }
    let line = bytes.extracting(1..<newline - 1)
    switch bytes[0] {
    case UInt8(ascii: "$"): return try lookAtBulk(bytes, length: line, from: newline + 1)
    case UInt8(ascii: "-"): return .complete(bytes: newline + 1, .wrong(.error(line.printable)))
    case UInt8(ascii: "+"), UInt8(ascii: ":"):
      return .complete(
        bytes: newline + 1, verifies ? .wrong(.other(line.printable)) : .right)
    default: throw .malformed("an answer of no known type: byte \(bytes[0])")
    }
  }

  /// Whether it begins with a whole `+OK`: what a SET is answered with, all the time.
  @inline(__always)
  private static func isOK(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 5 && bytes[0] == UInt8(ascii: "+") && bytes[1] == UInt8(ascii: "O")
      && bytes[2] == UInt8(ascii: "K") && bytes[3] == .carriageReturn && bytes[4] == .lineFeed
  }

  private func lookAtBulk(
    _ bytes: Span<UInt8>, length: Span<UInt8>, from start: Int
  ) throws(LoadFailure) -> Outcome {
    if length.isEqual(to: "-1") {
      if verifies, command.isSet || isFilled {
        return .complete(bytes: start, .wrong(.other("nil")))
      }
      return .complete(bytes: start, command.isSet ? .right : .miss)
    }
    guard let count = length.decimal, count <= Self.largestBulk else {
      throw .malformed("a length that is none: \(length.printable)")
    }
    let end = start + count
    guard bytes.count >= end + 2 else { return .needs(end + 2) }
    guard bytes[end] == .carriageReturn, bytes[end + 1] == .lineFeed else {
      throw .malformed("a bulk of \(count) bytes without its CRLF")
    }
    guard verifies, let fault = compare(bytes.extracting(start..<end)) else {
      return .complete(bytes: end + 2, command.isSet ? .right : .hit)
    }
    return .complete(bytes: end + 2, .wrong(fault))
  }

  private func compare(_ found: Span<UInt8>) -> RespFault? {
    guard !command.isSet else { return .other("a bulk of \(found.count) bytes") }
    let value = values.range(of: command.key)
    guard found.count == value.count else { return .size(found.count, of: value.count) }
    return indexOfDifference(found, values.bytes.span.extracting(value)).map { .byte($0) }
  }
}

/// What an answer was.
private enum RespAnswer {
  case right, hit, miss
  case wrong(RespFault)
}

/// What is wrong with an answer whose end is known.
private enum RespFault {
  case error(String)
  case other(String)
  case size(Int, of: Int)
  case byte(Int)

  func described(isSet: Bool, key: Int, prefix: String) -> LoadFault {
    let digits = String(key)
    let zeros = String(repeating: "0", count: max(0, RespRequests.keyDigits - digits.count))
    let text = "\(isSet ? "SET" : "GET") \(prefix)\(zeros)\(digits) was answered with "
    return switch self {
    case .error(let line): LoadFault(kind: "error reply", text: text + "the error \(line)")
    case .other(let found): LoadFault(kind: "wrong reply", text: text + found)
    case .size(let count, let expected):
      LoadFault(
        kind: "wrong value", text: text + "\(count) bytes, its value has \(expected)")
    case .byte(let index):
      LoadFault(
        kind: "wrong value", text: text + "another value than its own, from byte \(index) on")
    }
  }
}
