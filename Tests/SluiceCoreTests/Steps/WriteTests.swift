import SluiceCore
import Testing

/// The steps that write, into every size of buffer.
struct WriteTests {
  static let capacities = [1, 2, 3, 7, 8, 9, 10, 11, 64]
  static let text = "één line"

  @Test(arguments: capacities, LineEnding.allCases)
  func `every step writes what it says`(capacity: Int, ending: LineEnding) throws {
    let terminator = ending == .lf ? "\n" : ending == .cr ? "\r" : "\r\n"
    let playback = Playback(output: capacity, ending: ending)
    let memory = TestMemory(Array(Self.text.utf8))
    try playback.run(WriteText(Self.text)).get()
    try playback.run(WriteLine(Self.text)).get()
    try playback.run(WriteBytes(bytes: memory.bytes)).get()
    try playback.run(WriteLineBytes(bytes: memory.bytes)).get()
    try playback.run(WriteLine("")).get()
    try playback.run(WriteText("")).get()
    try playback.run(WriteBytes(bytes: .empty)).get()
    let expected = "\(Self.text)\(Self.text)\(terminator)\(Self.text)\(Self.text)\(terminator)"
    #expect(playback.flushed() == Array("\(expected)\(terminator)".utf8))
    #expect(playback.allHasLeft)
  }

  @Test
  func `a write that does not fit needs room and keeps its place`() {
    let playback = Playback(output: 4)
    var step = WriteLine("abcde")
    guard case .needsRoom = step.advance(&playback.state) else {
      Issue.record("seven bytes do not fit in four")
      return
    }
    #expect(playback.gathered == 4)
    #expect(!playback.isFlying, "a step does not begin a flight")
    #expect(playback.seal() == Array("abcd".utf8))
    guard case .produced = step.advance(&playback.state) else {
      Issue.record("there is room in the other block")
      return
    }
    #expect(playback.gathered == 3)
    _ = playback.state.output.sent(4)
  }

  @Test
  func `tryWrite writes all or nothing and never waits`() {
    let playback = Playback(output: 8, ending: .crlf)
    let memory = TestMemory(Array("12345".utf8))
    #expect(playback.run(TryWrite(bytes: memory.bytes)) == .success(true))
    #expect(playback.run(TryWrite(bytes: memory.bytes)) == .success(false))
    #expect(playback.run(TryWrite(bytes: memory.bytes.prefix(3))) == .success(true))
    #expect(playback.run(TryWrite(bytes: .empty)) == .success(true))
    #expect(playback.flushed() == Array("12345123".utf8))
  }

  @Test
  func `a line is all or nothing together with its ending`() {
    for ending in LineEnding.allCases {
      for length in 0...9 {
        let playback = Playback(output: 8)
        let line = String(repeating: "x", count: length)
        let fits = length + ending.writtenCount <= 8
        #expect(playback.appendAll(line: line, ending: ending) == fits)
        #expect(playback.gathered == (fits ? length + ending.writtenCount : 0))
      }
    }
  }

  @Test
  func `what has been sent directly is not written again`() {
    let playback = Playback(output: 64)
    let memory = TestMemory(Array("abcdef".utf8))
    var step = WriteBytes(bytes: memory.bytes)
    #expect(step.direct == memory.bytes)
    step.movedDirectly(4)
    #expect(step.direct == memory.bytes.dropping(4))
    _ = playback.run(step)
    #expect(playback.flushed() == Array("ef".utf8))
    step.movedDirectly(2)
    #expect(step.direct == nil)
  }

  @Test
  func `flush waits until the last byte has left`() {
    let playback = Playback(output: 8)
    var flush = Flush()
    guard case .produced = flush.advance(&playback.state) else {
      Issue.record("an empty output has nothing to wait for")
      return
    }
    _ = playback.run(WriteText("ab"))
    _ = playback.state.output.seal()
    guard case .needsRoom = flush.advance(&playback.state) else {
      Issue.record("two bytes still fly")
      return
    }
    _ = playback.state.output.sent(2)
    guard case .produced = flush.advance(&playback.state) else {
      Issue.record("everything has left")
      return
    }
  }
}
