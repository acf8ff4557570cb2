// An error as it is counted and reported.

import Sluice

struct LoadProblem: Sendable {
  /// What the count counts.
  enum Unit: String, Sendable {
    case connection, request, datagram
  }

  /// What it is counted under.
  let kind: String
  /// All that is known of the first one, on one line.
  let text: String
  let unit: Unit
  /// How often it happened.
  var count = 1

  /// Datagrams that were sent and not answered in time.
  init(lost count: Int, after patience: Duration) {
    kind = "lost"
    text = "no reply came within \(patience.short)"
    unit = .datagram
    self.count = count
  }

  /// Requests that were sent and not answered in time.
  init(timedOut count: Int, after patience: Duration) {
    kind = "timeout"
    text = "no answer came within \(patience.short)"
    unit = .request
    self.count = count
  }

  /// Requests that no other problem explains, and that were not answered.
  init(unanswered count: Int) {
    kind = "unanswered"
    text = "the run ended before requests were answered, or could be sent"
    unit = .request
    self.count = count
  }

  /// An answer that is wrong.
  init(_ fault: LoadFault) {
    (kind, text) = (fault.kind, fault.text)
    unit = .request
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
    unit = .connection
  }

  /// The problem of a connection under load. Nothing but a stall cancels one.
  init(_ error: any Error, unanswered: Int) {
    unit = .connection
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
