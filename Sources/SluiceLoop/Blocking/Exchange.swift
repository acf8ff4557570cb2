// What a blocking call moves over one socket.

public import SluiceCore

/// Bytes to send and room to receive into, over one socket and at once.
///
/// A surface that flushes before it reads hands both over: on io_uring they go to the kernel in one
/// call.
@frozen public struct Exchange {
  /// What has not been sent.
  public var sending: LentBytes
  /// Where to receive at least one byte, or the end of the stream; nil: nothing is to be received.
  public let receiving: LentBytes?
  /// Whether something is likely to be there already.
  public let expecting: ReceiveExpectation
  /// Whether it is over once all was sent, because there is more to send.
  public let endsWhenSent: Bool

  /// How many bytes were sent.
  public internal(set) var sent = 0
  /// A negated errno, if sending failed. What was not sent is then still `sending`.
  public var sendFailure: Int32 = 0
  /// A count, 0 at the end of the stream, or a negated errno; nil while nothing was received.
  public var received: Int32?

  /// An exchange that has not begun.
  @inlinable
  public init(
    sending: LentBytes = .empty, receiving: LentBytes? = nil,
    expecting: ReceiveExpectation = .nothing, endsWhenSent: Bool = false
  ) {
    self.sending = sending
    self.receiving = receiving
    self.expecting = expecting
    self.endsWhenSent = endsWhenSent
  }

  /// Whether the caller has what it waits for: input where it wants some, else an empty output.
  ///
  /// A reader does not wait for its output to leave, but for an answer. Output that cannot leave fails
  /// when it is next written.
  @inlinable public var isDone: Bool {
    guard receiving != nil else { return sending.isEmpty || sendFailure < 0 }
    return received != nil || endsWhenSent && sending.isEmpty
  }

  /// Whether there is something to send and no reason not to.
  var canSend: Bool { !sending.isEmpty && sendFailure == 0 }

  /// A send ended: a count or a negated errno.
  mutating func noteSent(_ result: Int32) {
    guard result >= 0 else { return sendFailure = result }
    sending = sending.dropping(Int(result))
    sent += Int(result)
  }
}

/// How a wait of a plain thread ended.
@frozen public enum BlockingOutcome: Hashable, Sendable {
  /// With what was waited for.
  case done
  /// The time was up.
  case timedOut
  /// Somebody wanted the thread to look around: see `BlockingDriver.wake`.
  case woken
}
