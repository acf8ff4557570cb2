// One socket of a load of datagrams: keeps its window full, checks all that comes back, and gives up what
// does not come.

import Sluice

/// What has come, lent one by one.
private struct DatagramReplies: ~Copyable {
  var batch: DatagramBatch

  func withBytes<R>(
    at index: Int, _ body: (Span<UInt8>) throws(LoadFailure) -> R
  ) throws(LoadFailure) -> R {
    try body(batch.bytes(at: index))
  }
}

/// A socket under load. In an open loop the pacer sends, too.
///
/// A datagram begins with its place in the window and the number of its use of that place, four bytes
/// each; what follows is of the pattern, by its number. Invariant: a place is in flight, or in `free`.
final class LoadDatagrams: LoadSeat, @unchecked Sendable {
  // Sendable: touched by tasks that stay on one loop, of which one runs at a time. `requests` is only
  // touched by the one that has set `isSending`, `replies` only by the one that reads.

  private struct Place {
    var generation: UInt32 = 0
    /// When its datagram was to start, and when it left.
    var start: UInt64 = 0
    var sent: UInt64 = 0
    var isInFlight = false
  }

  /// The bytes that name a place.
  static let headerSize = 8

  private let socket: DatagramSocket
  private let shift: LoadShift
  private let pattern: LoadPattern
  private let first: Int
  private let patience: UInt64
  private var quota: Int
  private var places: [Place]
  private var free: [Int]
  private var requests: DatagramBatch
  private var replies: DatagramReplies
  private var isSending = false
  /// Starts that the pacer has handed over.
  private var handedOver: [UInt64] = []
  private var nextLook: UInt64 = 0
  /// Whether nobody reads here any more.
  private var hasFailed = false
  private(set) var freeSince: UInt64 = 0
  var isListed = false

  /// The socket `number`.
  init(
    _ number: Int, over socket: DatagramSocket, settings: LoadSettings, pattern: LoadPattern,
    shift: LoadShift
  ) {
    self.socket = socket
    self.shift = shift
    self.pattern = pattern
    quota = settings.quota(of: number)
    first = number * 7919
    patience = UInt64(settings.datagramPatience / .nanoseconds(1))
    places = Array(repeating: Place(), count: settings.pipeline)
    free = Array(0..<settings.pipeline)
    let capacity = min(settings.pipeline, 64)
    requests = DatagramBatch(capacity: capacity, datagramSize: pattern.payload)
    // A byte more, so that a reply that is too long shows.
    replies = DatagramReplies(
      batch: DatagramBatch(capacity: capacity, datagramSize: pattern.payload + 1))
  }

  /// Datagrams that were sent, or are about to be, and neither answered nor given up.
  var outstanding: Int { hasFailed ? 0 : places.count - free.count + handedOver.count }

  var room: Int { hasFailed ? 0 : free.count - handedOver.count }

  /// It carries nothing more: what is under way stays unanswered. Returns how many those are.
  func fail() -> Int {
    let unanswered = outstanding
    hasFailed = true
    return unanswered
  }

  /// Runs until all datagrams are answered or given up. The first thing that goes wrong is thrown.
  func run() async throws {
    try await fill()
    while outstanding > 0 || (shift.arrivals != nil && !shift.isOver) {
      do {
        try await socket.receive(into: &replies.batch)
        try takeReplies()
      } catch StreamError.timedOut {}
      giveUp(at: monotonicNanoseconds())
      try await fill()
    }
  }

  func close() async { await socket.close() }

  func dispatch(startingAt start: UInt64) async {
    handedOver.append(start)
    // The task that reads finds out, too, and tells.
    try? await fill()
  }

  /// Sends as many as there are free places, if it is not over. Who is already sending sends these,
  /// too.
  private func fill() async throws {
    guard !isSending else { return }
    isSending = true
    defer { isSending = false }
    while !free.isEmpty, !hasFailed {
      let time = monotonicNanoseconds()
      requests.removeAll()
      while !requests.isFull, !free.isEmpty, let start = nextStart(at: time) {
        let place = free.removeLast()
        places[place].generation &+= 1
        places[place].start = start
        places[place].sent = time
        places[place].isInFlight = true
        try add(place)
      }
      freeSince = time
      if shift.arrivals != nil, room > 0 { shift.offer(self) }
      guard requests.count > 0 else { return }
      try await socket.send(&requests)
    }
  }

  /// When the next datagram is to start; nil where none may be sent now.
  private func nextStart(at time: UInt64) -> UInt64? {
    guard shift.arrivals == nil else {
      return handedOver.isEmpty ? shift.takeDue(by: time) : handedOver.removeFirst()
    }
    guard time < shift.window.end else { return nil }
    guard time >= shift.window.measuresFrom else { return time }
    guard quota > 0 else { return nil }
    quota -= 1
    return time
  }

  private func add(_ place: Int) throws {
    let generation = places[place].generation
    let start = pattern.start(of: number(place, generation))
    let bytes = pattern.bytes
    _ = try requests.append(bytes.span.extracting(start..<start + pattern.payload))
    let last = requests.count - 1
    requests.update(at: last) { room, count in
      for index in 0..<4 {
        room[index] = UInt8(truncatingIfNeeded: place >> (8 * index))
        room[index + 4] = UInt8(truncatingIfNeeded: generation >> (8 * index))
      }
      return count
    }
  }

  /// Which payload of the pattern a datagram has.
  private func number(_ place: Int, _ generation: UInt32) -> Int {
    first + place + Int(generation) * places.count
  }

  // MARK: Replies

  private func takeReplies() throws(LoadFailure) {
    let time = monotonicNanoseconds()
    for index in 0..<replies.batch.count {
      let (place, generation) = try replies.withBytes(at: index, check)
      shift.tally.note(bytes: pattern.payload)
      // One that was given up has come after all, or came twice.
      guard places[place].isInFlight, places[place].generation == generation else { continue }
      places[place].isInFlight = false
      free.append(place)
      shift.tally.note(start: places[place].start, at: time)
    }
  }

  /// Compares a reply, byte by byte, with what was sent from the place that it names.
  private func check(_ bytes: Span<UInt8>) throws(LoadFailure) -> (Int, UInt32) {
    guard bytes.count == pattern.payload else {
      throw .unexpected(
        "a reply of \(bytes.count) bytes or more came, \(pattern.payload) were expected")
    }
    var place = 0
    var generation: UInt32 = 0
    for index in 0..<4 {
      place |= Int(bytes[index]) << (8 * index)
      generation |= UInt32(bytes[index + 4]) << (8 * UInt32(index))
    }
    guard place < places.count, generation &- 1 < places[place].generation else {
      throw .unexpected("a reply came to a datagram that was not sent")
    }
    let start = pattern.start(of: number(place, generation))
    let rest = bytes.extracting(Self.headerSize..<bytes.count)
    if let index = pattern.firstDifference(in: rest, from: start + Self.headerSize) {
      throw .unexpected(
        "byte \(index + Self.headerSize) of a reply differs: "
          + "\(pattern.bytes[start + Self.headerSize + index]) was expected, \(rest[index]) came")
    }
    return (place, generation)
  }

  /// Gives up what has had no reply for too long; looks a few times in that time only.
  private func giveUp(at time: UInt64) {
    guard time >= nextLook else { return }
    nextLook = time + patience / 8
    var lost = 0
    for place in places.indices where places[place].isInFlight {
      guard time > places[place].sent + patience else { continue }
      places[place].isInFlight = false
      free.append(place)
      lost += 1
    }
    guard lost > 0 else { return }
    shift.tally.note(LoadProblem(lost: lost, after: .nanoseconds(Int64(patience))))
    shift.tally.note(unanswered: lost)
  }
}
