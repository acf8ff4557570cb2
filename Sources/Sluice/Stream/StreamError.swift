// Everything that a call on a stream can throw.

public import SluiceCore
public import SluiceLoop

/// Why a call on a stream failed.
public enum StreamError: Error, Hashable, Sendable {
  /// The kernel refused: operation, errno, addresses.
  ///
  /// Indirect, because every asynchronous frame between a call and its wait has room for an error:
  /// the addresses in it would cost each idle connection half a KiB.
  indirect case io(IOError)
  /// A name to connect to was not found.
  indirect case resolver(ResolverError)
  /// A name was found, and to none of its addresses could be connected: what each attempt came to,
  /// in the order in which they failed.
  case noneConnected([IOError])
  /// The line is longer than `maximumLineLength`, in bytes. Nothing was consumed: it can still be
  /// read raw.
  case lineTooLong(limit: Int)
  /// The bytes are no text, or the line ending is not the strict one. Nothing was consumed.
  case text(TextError)
  /// The calling task was cancelled while it waited. Bytes that arrive stay for the next read.
  case cancelled
  /// `readTimeout`, `writeTimeout`, `idleTimeout` or a deadline ran out.
  case timedOut
  /// The stream was closed, or its output finished, before or during the call.
  case closed
  /// Another task is reading this stream.
  case busy
  /// The stream ended after `received` of the bytes that were asked for.
  case endOfStream(received: Int)
  /// Nothing was read by itself that could be put back, or more was read since.
  case nothingToUnread

  init(_ error: StepError) {
    switch error {
    case .lineTooLong(let limit): self = .lineTooLong(limit: limit)
    case .text(let error): self = .text(error)
    case .endOfStream(let received): self = .endOfStream(received: received)
    case .nothingToUnread: self = .nothingToUnread
    }
  }

  /// The error of a wait that did not end with what was waited for.
  init(_ outcome: WaitOutcome) {
    switch outcome {
    case .cancelled: self = .cancelled
    case .timedOut: self = .timedOut
    case .closed, .ready: self = .closed
    }
  }
}

extension StreamError: CustomStringConvertible {
  /// What happened, on one line.
  public var description: String {
    switch self {
    case .io(let error): "\(error)"
    case .resolver(let error): "\(error)"
    case .noneConnected(let failures):
      "no address could be connected to: " + failures.map { "\($0)" }.joined(separator: "; ")
    case .lineTooLong(let limit): "a line is longer than \(limit) bytes"
    case .text(let error): "\(error)"
    case .cancelled: "the task was cancelled while it waited"
    case .timedOut: "the time was up"
    case .closed: "the stream is closed"
    case .busy: "another task is reading this stream"
    case .endOfStream(let received): "the stream ended after \(received) bytes"
    case .nothingToUnread: "there is nothing to unread"
    }
  }
}
