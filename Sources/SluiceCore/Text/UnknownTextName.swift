// A name in an external format that means nothing.

/// A name that nobody knows, and those that would have been.
public struct UnknownTextName: Error, Hashable, Sendable {
  /// What was to be named.
  public enum Subject: String, Hashable, Sendable {
    /// An encoding.
    case encoding
    /// A line ending.
    case lineEnding = "line ending"
    /// A policy for invalid text.
    case invalidTextPolicy = "policy for invalid text"
  }

  /// What was to be named.
  public let subject: Subject
  /// The name as it was written.
  public let name: String
  /// The names that are known.
  public let known: [String]

  /// `name` is none of `known`.
  public init(_ subject: Subject, _ name: String, known: [String]) {
    self.subject = subject
    self.name = name
    self.known = known
  }
}

extension UnknownTextName: CustomStringConvertible {
  /// What is unknown and what is known, on one line.
  public var description: String {
    "unknown \(subject.rawValue) '\(name)': known are \(known.joined(separator: ", "))"
  }
}
