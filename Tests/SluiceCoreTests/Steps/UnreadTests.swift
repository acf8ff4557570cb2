import SluiceCore
import TestSupport
import Testing

/// One step back, wherever the bytes were.
struct UnreadTests {
  @Test(arguments: ExternalFormat.tested, [1, 2, 3, 16])
  func `every character can be unread, also over a refill and a line's end`(
    format: ExternalFormat, capacity: Int
  ) {
    for input in format.inputs {
      for armed in [false, true] {
        let playback = Playback(
          input, format, chunking: .pieces(1), capacity: capacity, armed: armed)
        var model = TextModel(input, format)
        while case .read(let scalar?) = model.readScalar() {
          // Looking ahead brings more bytes over those that were read.
          #expect(playback.run(ReadScalar()) == .success(scalar))
          _ = playback.run(PeekScalar())
          #expect(playback.run(Unread()) == .success(()))
          #expect(playback.run(Unread()) == .failure(.nothingToUnread))
          #expect(playback.run(PeekScalar()) == .success(scalar))
          #expect(playback.run(ReadScalar()) == .success(scalar))
        }
        // The end, or bad text: as far as the model looked.
        _ = playback.run(PeekScalar())
        #expect(playback.rest() == Array(model.rest), "\(input)")
      }
    }
  }

  @Test
  func `what was not read by itself cannot be unread`() {
    let playback = Playback(Array("ab\ncd\nef".utf8))
    #expect(playback.run(Unread()) == .failure(.nothingToUnread))
    _ = playback.run(ReadScalar())
    _ = playback.run(ReadLine())
    #expect(playback.run(Unread()) == .failure(.nothingToUnread))
    _ = playback.run(ReadByte())
    #expect(playback.run(Unread()) == .success(()))
    // The same byte, taken out by another step.
    _ = playback.run(ReadExactly(count: 1))
    #expect(playback.run(Unread()) == .failure(.nothingToUnread))
    #expect(playback.run(ReadLine()) == .success("d"))
  }

  @Test
  func `a character of many scalars goes back as a whole`() {
    let text = "e" + String(repeating: "\u{301}", count: 20) + "🇩🇪x"
    let playback = Playback(Array(text.utf8), chunking: .pieces(3), capacity: 4)
    for character in text.dropLast() {
      #expect(playback.run(ReadCharacter()) == .success(character))
      #expect(playback.run(Unread()) == .success(()))
      #expect(playback.run(ReadCharacter()) == .success(character))
    }
  }

  @Test
  func `a character without end is cut`() {
    let text = "e" + String(repeating: "\u{301}", count: 2000)
    let playback = Playback(Array(text.utf8), capacity: 64)
    var count = 0
    while case .success(let character?) = playback.run(ReadCharacter()) {
      let size = String(character).utf8.count
      #expect(size <= ReadCharacter.maximumCount)
      count += size
    }
    #expect(count == text.utf8.count)
  }
}

extension Result<Void, StepError> {
  static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.success, .success): true
    case (.failure(let a), .failure(let b)): a == b
    default: false
    }
  }
}
