// The reads of the model: each as plain as it can be said.

import SluiceCore

/// What a read comes to: what it yields, or what is wrong at which offset.
enum ModelOutcome<Product> {
  case read(Product)
  case malformed(offset: Int, count: Int)
  case stray(Unicode.Scalar, offset: Int)
  case lineTooLong

  func map<Other>(_ transform: (Product) -> Other) -> ModelOutcome<Other> {
    switch self {
    case .read(let product): .read(transform(product))
    case .malformed(let offset, let count): .malformed(offset: offset, count: count)
    case .stray(let scalar, let offset): .stray(scalar, offset: offset)
    case .lineTooLong: .lineTooLong
    }
  }
}

extension ModelOutcome: Equatable where Product: Equatable {}

extension TextModel {
  /// A character, nil at the end.
  mutating func readScalar(peeking: Bool = false) -> ModelOutcome<Unicode.Scalar?> {
    resolve()
    switch item() {
    case .character(let scalar, let count):
      if !peeking { position += count }
      return .read(scalar)
    case .malformed(let count): return .malformed(offset: position, count: count)
    case .stray(let scalar): return .stray(scalar, offset: position)
    case .end: return .read(nil)
    }
  }

  /// Characters up to a number, or until the end.
  mutating func readText(limit: Int) -> ModelOutcome<String> {
    var text = ""
    for _ in 0..<limit {
      switch readScalar() {
      case .read(let scalar?): text.unicodeScalars.append(scalar)
      case .read(nil): return .read(text)
      case let failure: return text.isEmpty ? failure.map { _ in "" } : .read(text)
      }
    }
    return .read(text)
  }

  /// The text of a number of bytes, by itself.
  private func text(of count: Int, convertsNewlines: Bool) -> ModelOutcome<String> {
    var part = TextModel(Array(rest.prefix(count)), format)
    part.order = order
    if !convertsNewlines { part.format.lineEnding = .lf }
    var text = ""
    while true {
      switch part.readScalar() {
      case .read(let scalar?): text.unicodeScalars.append(scalar)
      case .read(nil): return .read(text)
      case .malformed(let offset, let count):
        return .malformed(offset: position + offset, count: count)
      case .stray(let scalar, let offset): return .stray(scalar, offset: position + offset)
      case .lineTooLong: return .lineTooLong
      }
    }
  }

  /// All that is left.
  mutating func readTextToEnd(limit: Int) -> ModelOutcome<String> {
    resolve()
    guard rest.count <= limit else { return .lineTooLong }
    let outcome = text(of: rest.count, convertsNewlines: true)
    if case .read = outcome { position = bytes.count }
    return outcome
  }

  /// The bytes of a line and of its ending.
  mutating func frameLine(limit: Int) -> ModelOutcome<(line: [UInt8], ending: Int)?> {
    resolve()
    var count = 0
    while count < rest.count {
      let (isEnd, length) = lineEnd(at: count)
      if isEnd {
        guard count <= limit else { return .lineTooLong }
        return .read((Array(rest.prefix(count)), length))
      }
      if format.lineEnding == .crlfStrict, length > 0, count <= limit {
        return .stray(unit(at: count) == 10 ? "\n" : "\r", offset: position + count)
      }
      count += width
    }
    guard !rest.isEmpty else { return .read(nil) }
    return rest.count <= limit ? .read((Array(rest), 0)) : .lineTooLong
  }

  /// Whether a line ends there and how long its ending is; or how long a stray unit is.
  private func lineEnd(at offset: Int) -> (Bool, Int) {
    let (this, next) = (unit(at: offset), unit(at: offset + width))
    return switch format.lineEnding {
    case .lf: (this == 10, width)
    case .cr: (this == 13, width)
    case .crlf: this == 13 && next == 10 ? (true, 2 * width) : (this == 10, width)
    case .crlfStrict:
      this == 13 && next == 10 ? (true, 2 * width) : (false, this == 10 || this == 13 ? width : 0)
    }
  }

  private func unit(at offset: Int) -> Int? {
    guard offset + width <= rest.count else { return nil }
    let bytes = rest.dropFirst(offset)
    let first = Int(bytes.first!)
    guard width == 2 else { return first }
    let second = Int(bytes.dropFirst().first!)
    return isBigEndian ? first << 8 | second : second << 8 | first
  }

  private var isBigEndian: Bool {
    format.encoding == .utf16BigEndian || order == .utf16BigEndian
  }

  /// A line as text, and whether it was terminated.
  mutating func readLine(limit: Int) -> ModelOutcome<Line?> {
    switch frameLine(limit: limit) {
    case .read(let found?):
      let outcome = text(of: found.line.count, convertsNewlines: false)
      if case .read = outcome { position += found.line.count + found.ending }
      return outcome.map { Line(text: $0, isTerminated: found.ending > 0) }
    case .read(nil): return .read(nil)
    case let failure: return failure.map { _ in nil }
    }
  }

  /// The text before a delimiter other than CR and LF.
  mutating func readText(until delimiter: Unicode.Scalar, limit: Int) -> ModelOutcome<String?> {
    resolve()
    var count = 0
    var length = 0
    search: while true {
      switch scalar(at: count) {
      case .character(delimiter, let found):
        length = found
        break search
      case .character(_, let found), .malformed(let found): count += found
      case .stray: preconditionFailure("single scalars are never stray")
      case .end: break search
      }
    }
    if count == 0, length == 0 { return .read(nil) }
    guard count <= limit else { return .lineTooLong }
    let outcome = text(of: count, convertsNewlines: true)
    if case .read = outcome { position += count + length }
    return outcome.map { $0 }
  }

  /// The bytes of a line, which is taken out.
  mutating func takeFramedLine(limit: Int) -> ModelOutcome<[UInt8]?> {
    frameLine(limit: limit).map { found in
      guard let found else { return nil }
      position += found.line.count + found.ending
      return found.line
    }
  }
}
