// One connection of the client, from its beginning to an end that is drawn.

import Sluice
import SluiceTesting

/// What the connections of the client did, summed up.
struct ChaosTally {
  var sent = 0
  var answered = 0
  var connections = 0
  var resets = 0
  var halfCloses = 0
  var closes = 0
  var stalls = 0
  var bytewise = 0
  var shortReads = 0

  static func += (a: inout ChaosTally, b: ChaosTally) {
    a.sent += b.sent
    a.answered += b.answered
    a.connections += b.connections
    a.resets += b.resets
    a.halfCloses += b.halfCloses
    a.closes += b.closes
    a.stalls += b.stalls
    a.bytewise += b.bytewise
    a.shortReads += b.shortReads
  }
}

/// A connection that sends bursts of requests and checks every byte of the replies.
struct ChaosClient {
  private let stream: SocketStream
  private let number: UInt32
  private let requests: FrameSource
  private let replies: FrameSource
  private var random: SeededRandom
  private var checker: FrameChecker
  private var next: UInt32 = 0
  private(set) var tally = ChaosTally()

  /// So many bytes of a burst, and of its answers, are under way without anybody reading at most: both
  /// ends could wait for each other otherwise. More are written beside the reading.
  private static let safe = 32 * 1024

  init(_ stream: SocketStream, number: UInt32, seed: UInt64) {
    self.stream = stream
    self.number = number
    requests = FrameSource(seed: seed, direction: .request)
    replies = FrameSource(seed: seed, direction: .reply)
    random = SeededRandom(seed: seed, stream: UInt64(number))
    checker = FrameChecker(replies, connection: number)
    tally.connections = 1
  }

  /// Talks until the end that was drawn for it. Throws where something is wrong.
  mutating func run() async throws {
    let bursts = random.number(in: 1...60)
    for _ in 0..<bursts {
      let (bytes, answers) = makeBurst()
      try await exchange(bytes, answers)
    }
    switch random.number(in: 0...3) {
    case 0: try await reset()
    case 1, 2: try await halfClose()
    default:
      try await stream.close()
      tally.closes = 1
    }
  }

  /// The bytes of some requests, and how many their answers have.
  private mutating func makeBurst() -> ([UInt8], Int) {
    var bytes: [UInt8] = []
    var answers = 0
    for _ in 0..<(random.chance(1 / 4) ? 1 : random.number(in: 1...48)) {
      requests.append(number, next, to: &bytes)
      answers += FrameSource.headSize + replies.length(number, next)
      next += 1
      tally.sent += 1
    }
    return (bytes, answers)
  }

  /// Sends a burst and reads its answers.
  private mutating func exchange(_ bytes: [UInt8], _ answers: Int) async throws {
    if max(bytes.count, answers) > Self.safe {
      let stream = stream
      async let written: Void = stream.write(bytes)
      try await receive(answers)
      try await written
    } else {
      try await send(bytes)
      if random.chance(1 / 150) { try await stall() }
      try await receive(answers)
    }
  }

  private mutating func stall() async throws {
    tally.stalls += 1
    try await stream.flush()
    try await Task.sleep(for: .microseconds(random.number(in: 1...20_000)))
  }

  /// Mostly at once; at times in pieces, or byte by byte, each with a system call of its own.
  private mutating func send(_ bytes: [UInt8]) async throws {
    let kind = random.number(in: 0...63)
    guard kind < 4 else { return try await stream.write(bytes) }
    var offset = 0
    // A piece of a long burst goes byte by byte, the rest at once.
    let slow = kind == 0 ? min(bytes.count, 64) : bytes.count
    while offset < slow {
      let count = kind == 0 ? 1 : min(slow - offset, random.number(in: 1...2000))
      try await stream.write(bytes.span.extracting(offset..<offset + count))
      try await stream.flush()
      offset += count
      if kind == 1, random.chance(1 / 20) { try await stall() }
    }
    if kind == 0 { tally.bytewise += 1 }
    try await stream.write(bytes.span.extracting(offset...))
  }

  /// Reads and checks that many bytes; at times a few at a time.
  private mutating func receive(_ count: Int) async throws {
    var left = count
    let most = random.chance(1 / 20) ? random.number(in: 1...40) : Int.max
    if most != .max { tally.shortReads += 1 }
    while left > 0 {
      let bytes = try await stream.read(upTo: min(left, most))
      guard !bytes.isEmpty else {
        throw WrongBytes(description: "connection \(number) ended \(left) bytes too early")
      }
      try check(bytes)
      left -= bytes.count
    }
  }

  private mutating func check(_ bytes: [UInt8]) throws {
    var answered = 0
    try checker.take(bytes.span) { _, _ in answered += 1 }
    tally.answered += answered
  }

  // MARK: Ends

  /// Ends our side behind some requests: all of them are answered, and then comes the end.
  private mutating func halfClose() async throws {
    let (bytes, answers) = makeBurst()
    if max(bytes.count, answers) > Self.safe {
      try await exchange(bytes, answers)
      try await stream.finishWriting()
    } else {
      try await stream.write(bytes)
      try await stream.finishWriting()
      try await receive(answers)
    }
    let rest = try await stream.read(upTo: 1)
    guard rest.isEmpty, checker.count == next, checker.isBetweenFrames else {
      throw WrongBytes(description: "connection \(number): more came than was asked for")
    }
    try await stream.close()
    tally.halfCloses = 1
  }

  /// Resets the connection somewhere within a burst and its answers: what came of them must be right.
  private mutating func reset() async throws {
    let (bytes, _) = makeBurst()
    try await stream.write(bytes.span.extracting(first: random.number(in: 0...bytes.count)))
    try await stream.flush()
    if random.chance(1 / 2), case .read(let byte?) = try await stream.readByteWithoutWaiting() {
      try check([byte])
      try check(await stream.drainInput(upTo: random.number(in: 1...5000)))
    }
    await stream.abort()
    tally.resets = 1
  }
}
