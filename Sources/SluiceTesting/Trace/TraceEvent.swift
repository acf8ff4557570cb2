// What happened on a simulated network, one thing at a time.

import SystemPackage

/// One thing that happened, as small as it can be kept: a run has thousands.
public struct TraceEvent: Hashable, Sendable {
  /// What happened.
  public enum Kind: UInt8, Hashable, Sendable {
    case listening, connecting, queued, accepted, connected, connectFailed, acceptFailed, openFailed
    case queueFull
    case sendAsked, sent, sendFailed, receiveAsked, received, receivedEnd, receiveFailed
    case arrived, endArrived, resetArrived
    case cancelled, cancelTooLate, shutDown, closed, closedWithReset
    case cut, stall, blackHole, clockJump
    case note, violation
  }

  /// Virtual time since the run began, in nanoseconds.
  public var nanoseconds: Int64
  /// What happened.
  public var kind: Kind
  /// The connection, counted from 1 in the order of the connects; 0: none.
  public var connection: Int
  /// At which end.
  public var isServer: Bool
  /// Bytes, an error number, microseconds, a descriptor, or a place in a list: as `kind` has it.
  public var count: Int
  /// Of how many.
  public var total: Int
}

extension TraceEvent: CustomStringConvertible {
  /// `     0.000214 s  #1 server  received 12 of 4096 bytes`
  public var description: String {
    let micros = nanoseconds / 1000
    let seconds = "\(micros / 1_000_000)"
    let fraction = "\(micros % 1_000_000)"
    let time =
      String(repeating: " ", count: max(0, 5 - seconds.utf8.count)) + seconds + "."
      + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    let place: String =
      switch (connection, isServer) {
      case (0, true): "   server"
      case (0, false): "         "
      case (_, true): "#\(connection) server"
      case (_, false): "#\(connection) client"
      }
    return "\(time) s  \(place)  \(what)"
  }

  private var what: String {
    switch kind {
    case .listening: "listens"
    case .connecting: "connects"
    case .queued: "is in the listener's queue"
    case .accepted: "was accepted, descriptor \(count)"
    case .connected: "is connected"
    case .connectFailed: "could not connect: \(errorText)"
    case .acceptFailed: "FAULT: accept fails: \(errorText)"
    case .openFailed: "FAULT: no descriptor is left"
    case .queueFull: "finds the listener's queue full"
    case .clockJump: "FAULT: the clock jumps by \(count) µs"
    case .stall: "FAULT: nothing arrives for \(count) µs"
    case .blackHole: "FAULT: nothing arrives from here on"
    case .cut: "FAULT: somebody resets the connection after \(count) bytes"
    case .note: "note \(count)"
    case .violation: "RULE BROKEN: \(count)"
    default: transfer
    }
  }

  private var transfer: String {
    switch kind {
    case .sendAsked: "asks to send \(count)"
    case .sent: count == total ? "sent \(count)" : "sent \(count) of \(total)"
    case .sendFailed: "could not send: \(errorText)"
    case .receiveAsked: "asks to receive up to \(count)"
    case .received: "received \(count) of up to \(total)"
    case .receivedEnd: "received the end of the stream"
    case .receiveFailed: "could not receive: \(errorText)"
    case .arrived: "\(count) bytes arrive, \(total) are there"
    case .endArrived: "the end of the stream arrives"
    case .resetArrived: "a reset arrives"
    case .cancelled: count == 0 ? "is cancelled" : "is cancelled after \(count) bytes"
    case .cancelTooLate: "a cancel comes too late"
    case .shutDown: "ends its side"
    case .closed: "closes"
    default: "closes with a reset"
    }
  }

  private var errorText: String { "\(Errno(rawValue: CInt(truncatingIfNeeded: count)))" }
}
