import SluiceCore
import Testing

/// Lines come out the same however they arrive: chunkings × capacities × endings × consumers.
struct InputBufferLinesTests {
  struct Case: CustomTestStringConvertible {
    let chunking: Chunking
    let capacity: Int
    let ending: LineEnding
    let armed: Bool
    var testDescription: String { "\(chunking), \(capacity), \(ending)\(armed ? ", armed" : "")" }

    static let all: [Case] = Chunking.usual.flatMap { chunking in
      [1, 2, 3, 5, 8, 64].flatMap { capacity in
        LineEnding.allCases.flatMap { ending in
          [false, true].map {
            Case(chunking: chunking, capacity: capacity, ending: ending, armed: $0)
          }
        }
      }
    }

    func playback(_ input: [UInt8], limit: Int = 1000) -> Playback {
      Playback(
        input, chunking: chunking, capacity: capacity, limit: limit, ending: ending, armed: armed)
    }
  }

  static let inputs = [
    "", "a", "\n", "\r", "\r\n", "ab\r\ncd\r\n", "ab\r\ncd", "a\nb\r\nc\rd\n", "\r\r\n\n\r",
    "0123456789\r\n\r\n0123456789abcdef\r\nx\r", "a long line without any end to it",
    "één\r\n日本\r\n🌊🌊🌊\r\n",
  ]

  @Test(arguments: Case.all)
  func `lines are those of the naive reader`(example: Case) {
    for input in Self.inputs.map({ Array($0.utf8) }) {
      let model = LineModel(of: input, ending: example.ending, limit: 1000)
      #expect(example.playback(input).lines() == model, "\(input)")
      #expect(example.playback(input).strings() == model, "\(input)")
    }
  }

  @Test(arguments: Case.all)
  func `an error consumes nothing, comes again, and leaves the bytes readable`(example: Case) {
    for input in Self.inputs.map({ Array($0.utf8) }) {
      for limit in [0, 1, 2, 9, 10, 11] {
        let model = LineModel(of: input, ending: example.ending, limit: limit)
        let playback = example.playback(input, limit: limit)
        #expect(playback.lines() == model, "\(input), limit \(limit)")
        guard model.error != nil else { continue }
        #expect(playback.lines() == LineModel(error: model.error), "\(input), limit \(limit)")
        let consumed = playback.state.input.consumedBytes
        #expect(playback.rest() == Array(input.dropFirst(consumed)), "\(input), limit \(limit)")
        #expect(playback.consumedBytes == input.count)
      }
    }
  }

  @Test(arguments: Case.all)
  func `no byte is searched twice`(example: Case) {
    #if DEBUG
      // Lines several times as long as the ring, byte by byte: quadratic if the search starts over.
      let input = Array(String(repeating: "0123456789012345678\r\n", count: 10).utf8)
      let playback = example.playback(input)
      #expect(playback.lines().error == nil)
      let searched = playback.state.input.searchedInTotal
      // A strict search looks for two bytes, and again at a CR that may be half an ending.
      let bound = example.ending == .crlfStrict ? 2 * input.count + 4 * 10 : input.count
      #expect(searched >= input.count)
      #expect(searched <= bound)
    #endif
  }

  @Test(arguments: Case.all)
  func `a partial line is dropped where a drain says so`(example: Case) {
    for input in Self.inputs.map({ Array($0.utf8) }) {
      let playback = example.playback(input)
      playback.dropsPartialLine = true
      let model = LineModel(
        of: input, ending: example.ending, limit: 1000, dropsPartialLine: true)
      #expect(playback.lines() == model, "\(input)")
    }
  }

  @Test(arguments: LineEnding.allCases, [1, 2, 7, 64])
  func `an ending may be split at every offset`(ending: LineEnding, capacity: Int) {
    let input = Array("abc\r\nde\r\n\r\nf".utf8)
    for offset in 0...input.count {
      let playback = Playback(input, chunking: .split(offset), capacity: capacity, ending: ending)
      #expect(
        playback.lines() == LineModel(of: input, ending: ending, limit: 1 << 20), "at \(offset)")
    }
  }

  @Test(arguments: LineEnding.allCases, [Chunking.whole, .pieces(1), .pieces(5)])
  func `lines of every length around the buffer and the limit`(
    ending: LineEnding, chunking: Chunking
  ) {
    let terminator = ending == .cr ? [13] : ending == .lf ? [10] : [13, 10] as [UInt8]
    for (capacity, limit) in [(8, 8), (8, 20), (20, 8), (8, 7), (7, 8), (1, 3)] {
      for length in 0...(max(capacity, limit) + 4) {
        let line = [UInt8](repeating: 0x61, count: length)
        for input in [line + terminator, line, [0x62] + terminator + line + terminator + [0x63]] {
          let playback = Playback(
            input, chunking: chunking, capacity: capacity, limit: limit, ending: ending)
          let model = LineModel(of: input, ending: ending, limit: limit)
          #expect(playback.lines() == model, "\(length) bytes, capacity \(capacity), \(limit)")
        }
      }
    }
  }
}
