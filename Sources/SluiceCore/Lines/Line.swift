// A line, and whether it was whole.

/// A line of text as it stood in the stream.
public struct Line: Hashable, Sendable {
  /// The text, without the ending.
  public let text: String

  /// Whether an ending followed. The last line of a stream may have none.
  public let isTerminated: Bool

  /// A line that ended, or was ended by the end of the stream.
  public init(text: String, isTerminated: Bool) {
    self.text = text
    self.isTerminated = isTerminated
  }
}
