// One socket of a load of datagrams: keeps its window full, checks all that comes back, and gives up what
// does not come.

import Sluice

/// A socket under load.
///
/// A datagram begins with its place in the window and the number of its use of that place, four bytes
/// each; what follows is of the pattern, by its number. Invariant: a place is in flight, or in `free`.
struct LoadDatagrams: ~Copyable {
  private struct Place {
    var generation: UInt32 = 0
    var sent: UInt64 = 0
    var isInFlight = false
  }

  /// The bytes that name a place.
  static let headerSize = 8

  private let tally: LoadTally
  private let pattern: LoadPattern
  private let first: Int
  private let end: UInt64
  private let patience: UInt64
  private var quota: Int
  private var places: [Place]
  private var free: [Int]
  private var requests: DatagramBatch
  private var replies: DatagramBatch
  private var nextLook: UInt64 = 0
  /// Datagrams that were given up.
  private(set) var lost = 0

  /// The socket `number`, which sends `quota` datagrams unless `end` comes before.
  init(
    _ number: Int, settings: LoadSettings, pattern: LoadPattern, quota: Int, until end: UInt64,
    tally: LoadTally
  ) {
    self.tally = tally
    self.pattern = pattern
    self.quota = quota
    self.end = end
    first = number * 7919
    patience = UInt64(settings.datagramPatience / .nanoseconds(1))
    places = Array(repeating: Place(), count: settings.pipeline)
    free = Array(0..<settings.pipeline)
    let capacity = min(settings.pipeline, 64)
    requests = DatagramBatch(capacity: capacity, datagramSize: pattern.payload)
    // A byte more, so that a reply that is too long shows.
    replies = DatagramBatch(capacity: capacity, datagramSize: pattern.payload + 1)
  }

  /// Datagrams that were sent and neither answered nor given up.
  var outstanding: Int { places.count - free.count }

  /// Runs until all datagrams are answered or given up. The first thing that goes wrong is thrown.
  mutating func run(over socket: DatagramSocket) async throws {
    try await fill(over: socket)
    while outstanding > 0 {
      do {
        try await socket.receive(into: &replies)
        try takeReplies()
      } catch StreamError.timedOut {}
      giveUp(at: monotonicNanoseconds())
      try await fill(over: socket)
    }
  }

  /// Sends as many as there are free places, if it is not over.
  private mutating func fill(over socket: DatagramSocket) async throws {
    while !free.isEmpty, quota > 0 {
      let time = monotonicNanoseconds()
      guard time < end else { return }
      requests.removeAll()
      while !requests.isFull, quota > 0, let place = free.popLast() {
        quota -= 1
        places[place].generation &+= 1
        places[place].sent = time
        places[place].isInFlight = true
        try add(place)
      }
      try await socket.send(&requests)
    }
  }

  private mutating func add(_ place: Int) throws {
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

  private mutating func takeReplies() throws(LoadFailure) {
    let time = monotonicNanoseconds()
    for index in 0..<replies.count {
      let (place, generation) = try check(replies.bytes(at: index))
      tally.note(bytes: pattern.payload)
      // One that was given up has come after all, or came twice.
      guard places[place].isInFlight, places[place].generation == generation else { continue }
      places[place].isInFlight = false
      free.append(place)
      tally.note(sent: places[place].sent, at: time)
    }
  }

  /// Compares a reply, byte by byte, with what was sent from the place that it names.
  private func check(_ bytes: Span<UInt8>) throws(LoadFailure) -> (Int, UInt32) {
    guard bytes.count == pattern.payload else {
      throw .wrongDatagram(
        "a reply of \(bytes.count) bytes or more came, \(pattern.payload) were expected")
    }
    var place = 0
    var generation: UInt32 = 0
    for index in 0..<4 {
      place |= Int(bytes[index]) << (8 * index)
      generation |= UInt32(bytes[index + 4]) << (8 * UInt32(index))
    }
    guard place < places.count, generation &- 1 < places[place].generation else {
      throw .wrongDatagram("a reply came to a datagram that was not sent")
    }
    let start = pattern.start(of: number(place, generation))
    let rest = bytes.extracting(Self.headerSize..<bytes.count)
    if let index = pattern.firstDifference(in: rest, from: start + Self.headerSize) {
      throw .wrongDatagram(
        "byte \(index + Self.headerSize) of a reply differs: "
          + "\(pattern.bytes[start + Self.headerSize + index]) was expected, \(rest[index]) came")
    }
    return (place, generation)
  }

  /// Gives up what has had no reply for too long; looks a few times in that time only.
  private mutating func giveUp(at time: UInt64) {
    guard time >= nextLook else { return }
    nextLook = time + patience / 8
    for place in places.indices where places[place].isInFlight {
      guard time - places[place].sent > patience else { continue }
      places[place].isInFlight = false
      free.append(place)
      lost += 1
    }
  }
}
