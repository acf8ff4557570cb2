// A request as it lies in the bytes that were received.

/// Where a word of a request is.
struct RedisWord {
  let start: Int
  let count: Int
}

/// A command and its arguments, borrowed.
struct RedisRequest: ~Escapable {
  private let bytes: Span<UInt8>
  private let words: Span<RedisWord>

  /// At least one word, all of them within the bytes.
  @_lifetime(copy bytes, copy words)
  init(_ bytes: Span<UInt8>, _ words: Span<RedisWord>) {
    self.bytes = bytes
    self.words = words
  }

  /// How many words there are, the command included.
  var count: Int { words.count }

  /// A word; the command is the first.
  subscript(index: Int) -> Span<UInt8> {
    @inline(__always)
    @_lifetime(copy self)
    get {
      let word = words[index]
      return bytes.extracting(word.start..<word.start &+ word.count)
    }
  }

  /// Whether the word at `index` is that one, in whatever case; the one given is in small letters.
  func isWord(_ index: Int, _ expected: String) -> Bool {
    let word = self[index]
    let expected = expected.utf8.span
    guard word.count == expected.count else { return false }
    for index in word.indices where word[index].smallLetter != expected[index] { return false }
    return true
  }
}
