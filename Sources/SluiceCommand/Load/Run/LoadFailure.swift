// What went wrong on a connection, and the kind by which it is counted.

import Sluice

/// A reply behind which a connection cannot go on.
enum LoadFailure: Error {
  /// A byte is not the expected one; `offset` counts from the connection's first reply byte.
  case mismatch(offset: Int, expected: UInt8, found: UInt8)
  /// What came is not what was expected, in words.
  case unexpected(String)
  /// What came is not of the protocol: nobody can say where it ends.
  case malformed(String)
  /// More came than was asked for.
  case surplus(bytes: Int)
  /// The peer ended the connection before it had answered all.
  case endOfStream(unanswered: Int)

  var kind: String {
    switch self {
    case .mismatch, .unexpected: "mismatch"
    case .malformed: "malformed"
    case .surplus: "surplus"
    case .endOfStream: "end of stream"
    }
  }

  var text: String {
    switch self {
    case .mismatch(let offset, let expected, let found):
      "byte \(offset) of a connection's replies differs: \(expected) was expected, \(found) came"
    case .unexpected(let text), .malformed(let text): text
    case .surplus(let bytes):
      "\(bytes) bytes came that nobody had asked for"
    case .endOfStream(let unanswered):
      "the server ended a connection with \(unanswered) requests unanswered"
    }
  }
}
