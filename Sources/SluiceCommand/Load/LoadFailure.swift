// What went wrong on a connection, and the kind by which it is counted.

import Sluice

/// A wrong reply.
enum LoadFailure: Error {
  /// A byte is not the expected one; `offset` counts from the connection's first reply byte.
  case mismatch(offset: Int, expected: UInt8, found: UInt8)
  /// More came than was asked for.
  case surplus(bytes: Int)
  /// A datagram is not the reply to any that was sent.
  case wrongDatagram(String)
  /// The peer ended the connection before it had answered all.
  case endOfStream(unanswered: Int)
}

/// A failed connection, as it is reported.
struct LoadProblem: Sendable {
  /// What it is counted under.
  let kind: String
  /// All that is known, on one line.
  let text: String
  /// How often it happened.
  var count = 1

  /// Datagrams that were sent and not answered in time.
  init(lost count: Int, after patience: Duration) {
    kind = "lost"
    text = "no reply came within \(patience.short)"
    self.count = count
  }

  /// The problem of a connection that is not there.
  init(connecting error: StreamError) {
    kind =
      switch error {
      case .io(let error) where error.operation == .connect:
        "connect \(Self.words[error.errno.name] ?? error.errno.name)"
      case .io(let error): "\(error.operation.rawValue) \(error.errno.name)"
      case .timedOut: "connect timed out"
      default: "connect failed"
      }
    text = "\(error)"
  }

  /// The problem of a connection under load. Nothing but a stall cancels one.
  init(_ error: any Error, unanswered: Int) {
    switch error {
    case let error as LoadFailure:
      (kind, text) = (error.kind, error.text)
    case StreamError.cancelled:
      (kind, text) = ("stalled", Self.stalled(unanswered))
    case StreamError.io(let error) where error.errno.name == "ECANCELED":
      (kind, text) = ("stalled", Self.stalled(unanswered))
    case StreamError.io(let error):
      kind = Self.words[error.errno.name] ?? "\(error.operation.rawValue) \(error.errno.name)"
      text = "\(error)"
    default:
      (kind, text) = ("\(error)", "\(error)")
    }
  }

  private static func stalled(_ unanswered: Int) -> String {
    "the server stopped answering: \(unanswered) requests have no reply"
  }

  /// The errors that are usual, by names that say what happened.
  private static let words = [
    "ECONNREFUSED": "refused", "ECONNRESET": "reset", "EPIPE": "reset", "ETIMEDOUT": "timed out",
  ]
}

extension LoadFailure {
  var kind: String {
    switch self {
    case .mismatch, .wrongDatagram: "mismatch"
    case .surplus: "surplus"
    case .endOfStream: "end of stream"
    }
  }

  var text: String {
    switch self {
    case .mismatch(let offset, let expected, let found):
      "byte \(offset) of a connection's replies differs: \(expected) was expected, \(found) came"
    case .wrongDatagram(let text): text
    case .surplus(let bytes):
      "\(bytes) bytes came that nobody had asked for"
    case .endOfStream(let unanswered):
      "the server ended a connection with \(unanswered) requests unanswered"
    }
  }
}
