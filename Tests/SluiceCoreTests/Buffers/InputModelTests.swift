import SluiceCore
import TestSupport
import Testing

/// Random reads of every kind, mixed, against the plain array of what arrives.
struct InputModelTests {
  @Test
  func `random reads yield the bytes in order`() {
    var generator = Seeds.generator()
    for _ in 0..<400 {
      let input = Self.input(&generator)
      let playback = Playback(
        input, chunking: .random(generator.next()),
        capacity: .random(in: 1...12, using: &generator),
        limit: .random(in: 5...60, using: &generator),
        ending: LineEnding.allCases.randomElement(using: &generator)!,
        armed: .random(using: &generator))
      var model = input[...]
      var steps = 0
      while steps < 200, Self.step(playback, &model, &generator) { steps += 1 }
      #expect(playback.consumedBytes == input.count - model.count, "\(Seeds.note)")
      #expect(playback.rest() == Array(model), "\(Seeds.note)")
    }
  }

  private static func input(_ generator: inout SplitMix64) -> [UInt8] {
    let alphabet: [UInt8] = [13, 10, 13, 10, 97, 98, 99, 100, 101, 0]
    return (0..<Int.random(in: 0...150, using: &generator)).map { _ in
      alphabet.randomElement(using: &generator)!
    }
  }

  /// One random read; false when there is nothing more to be read in this way.
  private static func step(
    _ playback: Playback, _ model: inout ArraySlice<UInt8>, _ generator: inout SplitMix64
  ) -> Bool {
    let n = Int.random(in: 0...20, using: &generator)
    switch Int.random(in: 0...5, using: &generator) {
    case 0: return line(playback, &model)
    case 1: return until(playback, &model, limit: n)
    case 2:
      let room = TestMemory(count: n)
      guard case .success(let count) = playback.run(ReadInto(room: room.bytes)) else {
        return false
      }
      expect(room.bytes.prefix(count).copied(), &model)
      #expect(count > 0 || n == 0 || model.isEmpty, "\(Seeds.note)")
    case 3: return exactly(playback, &model, n)
    case 4:
      guard case .success(let bytes?) = playback.run(FrameAvailable(limit: n)) else { return false }
      expect(bytes.copied(), &model)
      playback.state.input.consume(bytes.count)
    default:
      guard case .success(let bytes) = playback.run(ReadAvailable(limit: n)) else { return false }
      expect(bytes, &model)
    }
    return true
  }

  private static func expect(_ bytes: [UInt8], _ model: inout ArraySlice<UInt8>) {
    #expect(bytes == Array(model.prefix(bytes.count)), "\(Seeds.note)")
    model = model.dropFirst(bytes.count)
  }

  private static func line(_ playback: Playback, _ model: inout ArraySlice<UInt8>) -> Bool {
    let expected = LineModel(
      of: Array(model), ending: playback.state.format.lineEnding,
      limit: playback.state.maximumLineLength)
    let start = playback.state.input.consumedBytes
    switch playback.run(FrameLine()) {
    case .success(let frame?):
      #expect(frame.bytes.copied() == expected.lines.first, "\(Seeds.note)")
      playback.state.input.take(frame)
      model = model.dropFirst(frame.consume)
      return true
    case .success(nil):
      #expect(model.isEmpty, "\(Seeds.note)")
      return false
    case .failure(let error):
      let local: StepError =
        switch error {
        case .text(.bareLineFeed(let offset)): .text(.bareLineFeed(offset: offset - start))
        case .text(.bareCarriageReturn(let offset)):
          .text(.bareCarriageReturn(offset: offset - start))
        default: error
        }
      #expect(expected == LineModel(error: local), "\(Seeds.note)")
      return true
    }
  }

  private static func until(
    _ playback: Playback, _ model: inout ArraySlice<UInt8>, limit: Int
  ) -> Bool {
    let expected = model.prefix { $0 != 0 }
    switch playback.run(ReadUntil(delimiter: 0, limit: limit)) {
    case .success(let bytes?):
      #expect(bytes == Array(expected), "\(Seeds.note)")
      model = model.dropFirst(bytes.count + 1)
      return true
    case .success(nil):
      #expect(model.isEmpty, "\(Seeds.note)")
      return false
    case .failure(let error):
      #expect(error == .lineTooLong(limit: limit) && expected.count > limit, "\(Seeds.note)")
      return true
    }
  }

  private static func exactly(
    _ playback: Playback, _ model: inout ArraySlice<UInt8>, _ n: Int
  ) -> Bool {
    switch playback.run(ReadExactly(count: n)) {
    case .success(let bytes):
      #expect(bytes.count == n, "\(Seeds.note)")
      expect(bytes, &model)
      return true
    case .failure(let error):
      #expect(error == .endOfStream(received: model.count) && model.count < n, "\(Seeds.note)")
      return false
    }
  }
}
