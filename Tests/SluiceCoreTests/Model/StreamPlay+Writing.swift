// The writing operations of a random play.

import SluiceCore
import TestSupport

extension StreamPlay {
  mutating func write() -> String? {
    let text = random.text(8)
    switch Int.random(in: 0...10, using: &random) {
    case 0: return write(text, WriteText(text), isLine: false)
    case 1:
      return write(
        text, WriteText(text, convertsNewlines: true), isLine: false, convertsNewlines: true)
    case 2: return write(text, WriteLine(text), isLine: true)
    case 3:
      let part = text.dropFirst().dropLast()
      return write(String(part), WriteLine(part), isLine: true)
    case 4: return write("constant é\n", WriteText("constant é\n" as StaticString), isLine: false)
    case 5:
      guard let scalar = text.unicodeScalars.first else { return nil }
      return write(String(scalar), WriteText(scalar), isLine: false)
    case 6:
      guard let character = text.first else { return nil }
      return write(String(character), WriteText(character), isLine: false)
    case 7: return tryWrite(text)
    case 8: return writeBytes(text)
    case 9: return freshLine()
    default: return discardOrFlush()
    }
  }

  /// Writes text; a character that cannot be encoded must be named, and nothing written.
  private mutating func write<S: StreamStep>(
    _ text: String, _ step: S, isLine: Bool, convertsNewlines: Bool = false
  ) -> String? where S.Product == Void {
    history.append("write \(text.debugDescription) \(isLine) \(convertsNewlines)")
    let isWritten = output.write(text, isLine: isLine, convertsNewlines: convertsNewlines)
    switch playback.run(step) {
    case .success: return isWritten ? nil : "\(text.debugDescription) was written"
    case .failure(let error): return isWritten ? "\(error)" : check(error, text)
    }
  }

  private func check(_ error: StepError, _ text: String) -> String? {
    let top: UInt32 = output.format.encoding == .latin1 ? 0xFF : 0x7F
    let scalars = Array(text.unicodeScalars)
    guard let index = scalars.firstIndex(where: { $0.value > top }) else { return "\(error)" }
    let expected = StepError.text(
      .unencodable(
        UnencodableCharacter(scalar: scalars[index], index: index), output.format.encoding))
    return error == expected ? nil : "\(error), not \(expected)"
  }

  private mutating func tryWrite(_ text: String) -> String? {
    let isLine = Bool.random(using: &random)
    let room = playback.state.output.room
    let encoded = output.encoded(text, isLine: isLine)
    history.append("try \(text.debugDescription) \(isLine)")
    switch (playback.tryWrite(text, isLine: isLine), encoded) {
    case (.success(let isWritten), let encoded?):
      guard isWritten == (encoded.count <= room) else { return "written: \(isWritten)" }
      if isWritten { _ = output.write(text, isLine: isLine) }
      return nil
    case (.success, nil): return "it cannot be encoded"
    case (.failure(let error), nil): return check(error, text)
    case (.failure(let error), _): return "\(error)"
    }
  }

  private mutating func writeBytes(_ text: String) -> String? {
    let memory = TestMemory(Array(text.utf8))
    history.append("bytes \(Array(text.utf8))")
    if Bool.random(using: &random) {
      guard case .success = playback.run(WriteBytes(bytes: memory.bytes)) else { return "failed" }
      output.bytes += Array(text.utf8)
    } else {
      guard case .success = playback.run(WriteLineBytes(bytes: memory.bytes)) else {
        return "failed"
      }
      output.bytes += Array(text.utf8) + output.ending
    }
    return nil
  }

  private mutating func freshLine() -> String? {
    let writes = !output.isAtLineStart
    history.append("fresh line: \(writes)")
    if writes { output.bytes += output.ending }
    return playback.run(FreshLine()) == .success(writes) ? nil : "fresh line is wrong"
  }

  private mutating func discardOrFlush() -> String? {
    if Bool.random(using: &random) {
      history.append("flush")
      return playback.flushed() == output.bytes ? nil : "something else was sent"
    }
    let count = playback.gathered
    history.append("discard \(count)")
    output.bytes.removeLast(count)
    return playback.run(DiscardOutput()) == .success(count) ? nil : "discard is wrong"
  }
}
