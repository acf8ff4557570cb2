import SluiceCore
import Testing

struct TextErrorTests {
  @Test
  func `an error says what is wrong and where`() {
    #expect(
      "\(TextError.invalidUTF8(offset: 7, bytes: [0xC3, 0x0A]))"
        == "invalid UTF-8 at byte 7 of the stream: C3 0A")
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
