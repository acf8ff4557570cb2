// Writing as a naive program would do it, into one array.

import SluiceCore

/// What has been written, and in which format what follows is written.
struct OutputModel {
  var bytes: [UInt8] = []
  var format: ExternalFormat {
    didSet { if format.encoding != oldValue.encoding { markIsDue = true } }
  }
  private var markIsDue = true

  init(_ format: ExternalFormat) { self.format = format }

  /// The bytes of an ending.
  var ending: [UInt8] {
    switch format.lineEnding {
    case .lf: units("\n")
    case .cr: units("\r")
    case .crlf, .crlfStrict: units("\r\n")
    }
  }

  /// Whether nothing or an ending was written last.
  var isAtLineStart: Bool {
    bytes.isEmpty
      || bytes.suffix(format.encoding.codec.unitWidth)
        == ArraySlice(
          format.lineEnding == .cr ? units("\r") : units("\n"))
  }

  /// The bytes of a text with what has to stand before it; nil where they cannot be.
  func encoded(_ text: String, isLine: Bool = false, convertsNewlines: Bool = false) -> [UInt8]? {
    var text = text
    if format.encoding == .latin1 || format.encoding == .usASCII {
      let top: UInt32 = format.encoding == .latin1 ? 0xFF : 0x7F
      let isReplaced = text.unicodeScalars.contains { $0.value > top }
      if isReplaced, !format.invalid.replaces { return nil }
      text = String(
        String.UnicodeScalarView(text.unicodeScalars.map { $0.value > top ? "?" : $0 }))
    }
    if text.isEmpty, !isLine { return [] }
    let mark: [UInt8] = format.encoding == .utf16 && markIsDue ? [0xFE, 0xFF] : []
    let body =
      convertsNewlines
      ? Array(
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
          .map { units(String($0)) }.joined(separator: ending))
      : units(text)
    return mark + body + (isLine ? ending : [])
  }

  /// Writes a text; false, and nothing written, where it cannot be encoded.
  mutating func write(
    _ text: String, isLine: Bool = false, convertsNewlines: Bool = false
  ) -> Bool {
    guard let more = encoded(text, isLine: isLine, convertsNewlines: convertsNewlines) else {
      return false
    }
    if !more.isEmpty { markIsDue = false }
    bytes += more
    return true
  }

  private func units(_ text: String) -> [UInt8] {
    switch format.encoding {
    case .utf8: Array(text.utf8)
    case .utf16LittleEndian: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian, .utf16: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    default: text.unicodeScalars.map { UInt8($0.value) }
    }
  }
}
