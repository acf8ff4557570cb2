// What is to be written around and instead of the characters of a text.

/// How a text goes out.
@usableFromInline
struct TextShape: Sendable {
  /// Whether the stream's line ending follows it.
  @usableFromInline let isLine: Bool

  /// Whether each "\n" in it is written as the stream's line ending.
  @usableFromInline let convertsNewlines: Bool

  @usableFromInline
  init(isLine: Bool, convertsNewlines: Bool) {
    self.isLine = isLine
    self.convertsNewlines = convertsNewlines
  }
}
