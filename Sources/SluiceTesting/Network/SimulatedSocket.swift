// A socket of a simulated network: what a kernel would keep of it.

import SluiceCore
import SluiceLoop
import SystemPackage

/// One socket: fresh, listening, or an end of a connection.
final class SimulatedSocket {
  // What changes often is not checked for exclusive access, for the reason given at `Wire`.

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
  @safe @exclusivity(unchecked) var state = State.fresh
  @safe @exclusivity(unchecked) var isClosed = false
  var local: SocketAddress?
  var peer: SocketAddress?
  /// The other end. The cycle is broken when the network is taken down.
  @safe @exclusivity(unchecked) var other: SimulatedSocket?
  /// What comes from the other end.
  @safe @exclusivity(unchecked) var inbox = Channel(capacity: 0, segmentSize: 1)
  /// What the next call is told.
  @safe @exclusivity(unchecked) var error: Errno?
  /// It was reset.
  @safe @exclusivity(unchecked) var isReset = false
  /// Our side has ended.
  var isOutputShut = false
  var options: [SocketOptionName: SocketOptionValue] = [:]

  /// The receive or the accept that waits.
  @safe @exclusivity(unchecked) var reading: SimulatedOperation?
  /// The send or the connect that waits.
  @safe @exclusivity(unchecked) var writing: SimulatedOperation?
  @safe @exclusivity(unchecked) var polls: [SimulatedOperation] = []
  /// Operations on it whose final completion has not been handed up.
  @safe @exclusivity(unchecked) var undelivered = 0
  /// When the last failure is seen.
  @safe @exclusivity(unchecked) var lastFailureSeen = Instant.distantPast

  /// Connections that nobody has accepted.
  var backlog: [SimulatedSocket] = []
  var backlogLimit = 0

  init(family: SocketFamily) { self.family = family }

  /// Lets go of the operations that wait, which hold on to it.
  func forgetOperations() {
    reading = nil
    writing = nil
    polls = []
  }

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
  @safe @exclusivity(unchecked) var moved = 0
  /// How often a connect has found the listener's queue full.
  var knocks = 0
  /// What a multishot poll reported last.
  var reported: PollEvents = []
  /// Its final completion is determined: a cancel comes too late.
  @safe @exclusivity(unchecked) var isDone = false
  /// When its last completion is seen: later ones come later.
  @safe @exclusivity(unchecked) var lastSeen = Instant.distantPast

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
