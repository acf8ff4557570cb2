#if DEBUG
  import SluiceCore
  import TestSupport
  import Testing

  /// Whatever is searched for, no byte is looked at again because more have come.
  struct SearchedOnceTests {
    @Test(arguments: TextEncoding.all, LineEnding.allCases)
    func `lines in every encoding`(encoding: TextEncoding, ending: LineEnding) {
      let format = ExternalFormat(encoding: encoding, lineEnding: ending)
      let line = ending == .cr ? "0123456789012345678\r" : "0123456789012345678\r\n"
      let input = format.bytes(
        String(repeating: ending == .lf ? "0123456789\n" : line, count: 10), mark: true)
      for capacity in [1, 2, 5, 64] {
        let playback = Playback(input, format, chunking: .pieces(1), capacity: capacity)
        while case .success(.some) = playback.run(ReadLine()) {}
        let searched = playback.state.input.searchedInTotal
        let bound = ending == .crlfStrict ? 2 * input.count + 8 * 10 : input.count
        #expect(searched <= bound, "\(searched) of \(input.count)")
        #expect(playback.rest() == [])
      }
    }

    @Test(arguments: TextEncoding.all, [",", "\u{E9}"] as [Unicode.Scalar])
    func `a delimiter`(encoding: TextEncoding, delimiter: Unicode.Scalar) {
      guard encoding != .usASCII || delimiter == "," else { return }
      let format = ExternalFormat(encoding: encoding, lineEnding: .lf)
      let input = format.bytes(
        String(repeating: "0123456789012345678\(delimiter)", count: 10), mark: true)
      let playback = Playback(input, format, chunking: .pieces(1), capacity: 3)
      while case .success(.some) = playback.run(ReadTextUntil(delimiter: delimiter, limit: 1000)) {}
      // The start of a delimiter is looked at until it is whole.
      #expect(playback.state.input.searchedInTotal <= input.count + 3 * 10)
    }
  }
#endif
