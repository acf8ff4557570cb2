// Text as a naive program would read it, from an array and by the standard library's own parsers.

import SluiceCore

/// An input that is there as a whole, and where its reader is.
struct TextModel {
  enum Item: Equatable {
    case character(Unicode.Scalar, count: Int)
    case malformed(count: Int)
    case stray(Unicode.Scalar)
    case end
  }

  var bytes: [UInt8]
  var position = 0
  var format: ExternalFormat { didSet { if format.encoding != oldValue.encoding { order = nil } } }
  /// What a mark has told.
  var order: TextEncoding?

  init(_ bytes: [UInt8], _ format: ExternalFormat) {
    self.bytes = bytes
    self.format = format
  }

  var rest: ArraySlice<UInt8> { bytes[position...] }

  /// The encoding; consumes a byte-order mark.
  mutating func resolve() {
    guard format.encoding == .utf16, order == nil else { return }
    switch (rest.first, rest.dropFirst().first) {
    case (0xFE, 0xFF): (order, position) = (.utf16BigEndian, position + 2)
    case (0xFF, 0xFE): (order, position) = (.utf16LittleEndian, position + 2)
    default: order = .utf16BigEndian
    }
  }

  private var encoding: TextEncoding { format.encoding == .utf16 ? order! : format.encoding }

  var width: Int { format.encoding.codec.unitWidth }

  /// What stands `offset` bytes after the reader, a line's end as one character.
  func item(at offset: Int = 0) -> Item {
    switch scalar(at: offset) {
    case .character("\r", let count):
      switch format.lineEnding {
      case .lf: return .character("\r", count: count)
      case .cr: return .character("\n", count: count)
      case .crlf, .crlfStrict:
        if case .character("\n", let more) = scalar(at: offset + count) {
          return .character("\n", count: count + more)
        }
        return format.lineEnding == .crlf ? .character("\r", count: count) : .stray("\r")
      }
    case .character("\n", _) where format.lineEnding == .crlfStrict: return .stray("\n")
    case .malformed(let count) where format.invalid.replaces:
      return .character("\u{FFFD}", count: count)
    case let other: return other
    }
  }

  /// What stands there, each scalar by itself and nothing replaced.
  func scalar(at offset: Int) -> Item {
    let rest = rest.dropFirst(offset)
    guard let first = rest.first else { return .end }
    switch encoding {
    case .latin1: return .character(Unicode.Scalar(first), count: 1)
    case .usASCII:
      return first < 0x80 ? .character(Unicode.Scalar(first), count: 1) : .malformed(count: 1)
    case .utf8:
      var parser = Unicode.UTF8.ForwardParser()
      var bytes = rest.makeIterator()
      switch parser.parseScalar(from: &bytes) {
      case .valid(let encoded):
        return .character(Unicode.UTF8.decode(encoded), count: encoded.count)
      case .error(let length): return .malformed(count: length)
      case .emptyInput: return .end
      }
    default: return unit16(rest)
    }
  }

  private func unit16(_ rest: ArraySlice<UInt8>) -> Item {
    guard rest.count >= 2 else { return .malformed(count: 1) }
    let isLittle = encoding == .utf16LittleEndian
    let units = stride(from: rest.startIndex, to: rest.endIndex - 1, by: 2).prefix(2).map {
      isLittle
        ? UInt16(rest[$0]) | UInt16(rest[$0 + 1]) << 8
        : UInt16(rest[$0]) << 8 | UInt16(rest[$0 + 1])
    }
    var parser = Unicode.UTF16.ForwardParser()
    var iterator = units.makeIterator()
    switch parser.parseScalar(from: &iterator) {
    case .valid(let encoded):
      return .character(Unicode.UTF16.decode(encoded), count: 2 * encoded.count)
    case .error: return .malformed(count: 2)
    case .emptyInput: return .end
    }
  }
}
