import SluiceCore
import Testing

struct TextErrorTests {
  @Test
  func `an error says what is wrong and where`() {
    let bad = MalformedText(kind: .surrogate, encoding: .utf8, offset: 7, bytes: [0xED, 0x0A])
    #expect(
      "\(TextError.malformed(bad))"
        == "invalid utf-8 at byte 7 of the stream: ED 0A (encoded surrogate)")
    let euro = UnencodableCharacter(scalar: "\u{20AC}", index: 3)
    #expect(
      "\(TextError.unencodable(euro, .latin1))"
        == "character 3 of the text, U+20AC, cannot be encoded in latin-1")
    #expect(
      "\(StepError.text(.bareLineFeed(offset: 3)))"
        == "line feed without carriage return at byte 3 of the stream")
    #expect(
      "\(TextError.bareCarriageReturn(offset: 3))"
        == "carriage return without line feed at byte 3 of the stream")
    #expect("\(StepError.lineTooLong(limit: 10))" == "a line is longer than 10 bytes")
    #expect("\(StepError.endOfStream(received: 4))" == "the stream ended after 4 bytes")
  }
}
