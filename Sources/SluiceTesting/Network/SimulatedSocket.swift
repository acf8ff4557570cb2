// A socket of a simulated network: what a kernel would keep of it.

import SluiceCore
import SluiceLoop
import SystemPackage

/// One socket: fresh, listening, or an end of a connection.
final class SimulatedSocket {
  enum State {
    case fresh, listening, connecting, connected
  }

  /// Which connection it is an end of, and which end; for the trace.
  struct Label {
    var connection: Int32 = 0
    var isServer = false
  }

  let family: SocketFamily
  /// The descriptor; -1 as long as nobody has accepted it.
  var number: Int32 = -1
  var label = Label()
  var state = State.fresh
  var isClosed = false
  var local: SocketAddress?
  var peer: SocketAddress?
  /// The other end. The cycle is broken when the network is taken down.
  var other: SimulatedSocket?
  /// What comes from the other end.
  var inbox = Channel(capacity: 0, segmentSize: 1)
  /// What the next call is told.
  var error: Errno?
  /// It was reset.
  var isReset = false
  /// Our side has ended.
  var isOutputShut = false
  var options: [SocketOptionName: SocketOptionValue] = [:]

  /// The receive or the accept that waits.
  var reading: SimulatedOperation?
  /// The send or the connect that waits.
  var writing: SimulatedOperation?
  var polls: [SimulatedOperation] = []
  /// Operations on it whose final completion has not been handed up.
  var undelivered = 0
  /// When the last failure is seen.
  var lastFailureSeen = Instant.distantPast

  /// Connections that nobody has accepted.
  var backlog: [SimulatedSocket] = []
  var backlogLimit = 0

  init(family: SocketFamily) { self.family = family }

  /// What poll(2) would report now.
  var readiness: PollEvents {
    var events: PollEvents = []
    if state == .listening { return backlog.isEmpty ? [] : .input }
    guard state == .connected else { return [.output, .hangUp] }
    if inbox.readable > 0 || inbox.hasEnded || isReset || error != nil { events.insert(.input) }
    if inbox.hasEnded || isReset { events.insert(.peerClosed) }
    if isReset || isOutputShut || (other?.inbox.room ?? 1) > 0 { events.insert(.output) }
    if isReset || (inbox.hasEnded && isOutputShut) { events.insert(.hangUp) }
    if error != nil { events.insert(.error) }
    return events
  }
}

/// An operation that was handed down and has not happened.
final class SimulatedOperation {
  enum Kind: UInt8 {
    case receive, send, accept, connect, poll
  }

  let id: OperationID
  let kind: Kind
  let driver: SimulatedDriver
  let socket: SimulatedSocket
  let bytes: LentBytes
  let isMultishot: Bool
  let events: PollEvents
  let address: SocketAddress?
  /// Bytes that a send has moved already.
  var moved = 0
  /// How often a connect has found the listener's queue full.
  var knocks = 0
  /// What a multishot poll reported last.
  var reported: PollEvents = []
  /// Its final completion is determined: a cancel comes too late.
  var isDone = false
  /// When its last completion is seen: later ones come later.
  var lastSeen = Instant.distantPast

  init(
    _ kind: Kind, _ id: OperationID, on socket: SimulatedSocket, by driver: SimulatedDriver,
    bytes: LentBytes = .empty, isMultishot: Bool = false, events: PollEvents = [],
    address: SocketAddress? = nil
  ) {
    self.kind = kind
    self.id = id
    self.socket = socket
    self.driver = driver
    self.bytes = bytes
    self.isMultishot = isMultishot
    self.events = events
    self.address = address
  }
}
