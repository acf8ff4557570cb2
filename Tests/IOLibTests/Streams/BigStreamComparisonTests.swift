// Texts copied line by line from every form of theirs into every other, byte for byte.

import SluiceCore
import TestSupport
import Testing

@testable import IOLib

/// A text, and the encodings that have all of its characters.
struct ComparedText: Sendable, CustomTestStringConvertible {
  let name: String
  let line: String
  let encodings: [TextEncoding]

  var testDescription: String { name }

  static let unicode: [TextEncoding] = [.utf8, .utf16LittleEndian, .utf16BigEndian]
  static let all = [
    ComparedText(
      name: "plain", line: "Jemand musste Josef K. verleumdet haben, ",
      encodings: [.usASCII, .latin1] + unicode),
    ComparedText(
      name: "accents", line: "er hätte böses getan, façade déjà vu ", encodings: [.latin1] + unicode
    ),
    ComparedText(name: "right to left", line: "בראשית ברא אלהים ", encodings: unicode),
    ComparedText(name: "beyond the first plane", line: "😀 𝄞 ☃ привет ", encodings: unicode),
  ]

  /// Lines of growing length, so that endings meet every place of a buffer.
  var lines: [String] {
    let scalars = Array(line.unicodeScalars)
    return (0..<80).map { length in
      var text = String.UnicodeScalarView()
      for index in 0..<length { text.append(scalars[index % scalars.count]) }
      return String(text)
    }
  }

  /// The bytes of the text in that form, made without Sluice's codecs.
  func bytes(_ format: ExternalFormat) -> [UInt8] {
    let ending =
      format.lineEnding == .lf ? "\n" : format.lineEnding == .cr ? "\r" : "\r\n"
    let text = lines.map { $0 + ending }.joined()
    switch format.encoding {
    case .utf8: return Array(text.utf8)
    case .utf16LittleEndian: return text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    case .utf16BigEndian: return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    default: return text.unicodeScalars.map { UInt8($0.value) }
    }
  }

  var formats: [ExternalFormat] {
    encodings.flatMap { encoding in
      [LineEnding.lf, .crlf, .cr].map { ExternalFormat(encoding: encoding, lineEnding: $0) }
    }
  }
}

@Suite(.timeLimit(.minutes(10))) struct BigStreamComparisonTests {
  @Test(arguments: BlockingChoice.allCases, ComparedText.all)
  func `A text becomes any other form of itself`(
    choice: BlockingChoice, text: ComparedText
  ) throws {
    try choice.run {
      for source in text.formats {
        let bytes = text.bytes(source)
        for target in text.formats {
          let (reader, feeder) = try makeSocketPair(externalFormat: source, inputBufferSize: 97)
          let (writer, collector) = try makeSocketPair(externalFormat: target, outputBufferSize: 61)
          try feeder.writeSequence(bytes)
          try feeder.close()
          while let (line, isMissing) = try reader.readLine() {
            #expect(!isMissing)
            try writer.writeLine(line)
          }
          try writer.close()
          let expected = text.bytes(target)
          #expect(
            try collector.readSequence(count: expected.count + 1) == expected,
            "from \(source) to \(target)")
        }
      }
    }
  }
}
