import SluiceCore
import TestSupport
import Testing

/// Whether a line is open is told by what was written last, in whatever way.
struct FreshLineTests {
  @Test(arguments: ExternalFormat.tested.filter { $0.invalid == .fail }, [1, 2, 3, 16])
  func `an open line is ended once`(format: ExternalFormat, output: Int) {
    let playback = Playback([], format, output: output)
    var model = OutputModel(format)
    func fresh(_ expected: Bool) {
      #expect(playback.run(FreshLine()) == .success(expected))
      if expected { model.bytes += model.ending }
    }
    fresh(false)
    _ = (playback.run(WriteText("a")), model.write("a"))
    fresh(true)
    fresh(false)
    _ = (playback.run(WriteLine("line")), model.write("line", isLine: true))
    _ = playback.run(Flush())
    fresh(false)
    _ = (playback.run(WriteText("")), model.write(""))
    fresh(false)
    let memory = TestMemory([0x41])
    _ = playback.run(WriteBytes(bytes: memory.bytes))
    model.bytes.append(0x41)
    fresh(true)
    #expect(playback.flushed() == model.bytes)
  }

  @Test
  func `bytes that were sent from the caller's memory count`() {
    let playback = Playback(output: 4, ending: .lf)
    for (text, isOpen) in [("0123456789", true), ("01234567\n", false)] {
      let memory = TestMemory(Array(text.utf8))
      var step = WriteBytes(bytes: memory.bytes)
      step.movedDirectly(6)
      step.movedDirectly(text.utf8.count - 6)
      guard case .produced = step.advance(&playback.state) else {
        Issue.record("all has been moved")
        return
      }
      #expect(playback.run(FreshLine()) == .success(isOpen))
      _ = playback.flushed()
    }
  }

  @Test
  func `output that was discarded does not count`() {
    let playback = Playback(output: 64, ending: .lf)
    _ = playback.run(WriteLine("sent"))
    _ = playback.flushed()
    _ = playback.run(WriteText("discarded"))
    #expect(playback.run(DiscardOutput()) == .success(9))
    #expect(playback.run(FreshLine()) == .success(false))
    #expect(playback.flushed() == Array("sent\n".utf8))
  }
}
