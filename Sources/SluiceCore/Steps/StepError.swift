// Why a step could not be done. Errors of the kernel are not among them: steps do not meet it.

/// What can be wrong with the bytes of a stream, or with their end.
public enum StepError: Error, Hashable, Sendable {
  /// A line (or what was to be read up to a delimiter) is longer than `limit` bytes. Nothing has
  /// been consumed.
  case lineTooLong(limit: Int)
  /// The bytes are not text. Nothing has been consumed.
  case text(TextError)
  /// The stream ended when `received` bytes of those asked for had come.
  case endOfStream(received: Int)
  /// No character or byte was read by itself, or something else has been read since.
  case nothingToUnread
}

extension StepError: CustomStringConvertible {
  /// What is wrong, on one line.
  public var description: String {
    switch self {
    case .lineTooLong(let limit): "a line is longer than \(limit) bytes"
    case .text(let error): error.description
    case .endOfStream(let received): "the stream ended after \(received) bytes"
    case .nothingToUnread: "there is nothing to unread"
    }
  }
}
