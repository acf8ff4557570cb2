// The network itself: its clock, its events, its sockets. One thread has all of it.
//
// What operations do is in Wire+Operations.swift, how connections come and go in
// Wire+Connections.swift, how bytes travel in Wire+Transport.swift.

import SluiceCore
import SluiceLoop
import SystemPackage

/// A kernel's worth of sockets, in memory.
///
/// Invariant: nothing in it depends on anything but the seed and the order of the calls: no address in
/// memory, no order of a dictionary, no clock.
final class Wire {
  enum Event {
    /// An operation is looked at for the first time.
    case attempt(SimulatedOperation)
    /// Somebody may go on: the peer has read.
    case retrySend(SimulatedSocket)
    case cancel(SimulatedOperation)
    /// A completion is seen.
    case completion(SimulatedDriver, Completion, of: SimulatedOperation)
    /// The next bytes, or the end, come to a socket.
    case arrival(SimulatedSocket)
    /// A reset comes to a socket.
    case reset(SimulatedSocket)
    /// A connect comes to the listener's side.
    case knock(SimulatedOperation)
    /// The answer to it, 0 or a negated errno, comes back.
    case answer(SimulatedOperation, Int32)
  }

  // What changes with every event is not checked for exclusive access at run time, which would cost
  // more than most events do: one thread has it, and no access lasts over a call of other code.

  @safe @exclusivity(unchecked) private(set) var now = Wire.beginning
  let faults: NetworkFaults
  let times: FaultTimes
  @safe @exclusivity(unchecked) var random: SeededRandom
  @safe @exclusivity(unchecked) var events = EventQueue<Event>()
  @safe @exclusivity(unchecked) var trace: Trace
  /// How often what has gone wrong.
  @safe @exclusivity(unchecked) var counts = FaultCounts()
  /// When the latest completion is seen of those that were determined until now.
  @safe @exclusivity(unchecked) var latestSeen = Instant.distantPast
  /// Rules of `Driver` that were broken, in words.
  private(set) var violations: [String] = []

  /// By descriptor.
  @safe @exclusivity(unchecked) private var sockets: [SimulatedSocket?] = []
  private var lowestFree = 3
  private(set) var openCount = 0
  var listeners: [SocketAddress: SimulatedSocket] = [:]
  /// Every connection's client end, so that the cycles can be broken.
  var connections: [SimulatedSocket] = []
  private var nextPort: UInt16 = 40_000
  /// How far the clock has jumped.
  private(set) var jumped: Int64 = 0

  /// Where the clock begins.
  static let beginning = Instant(nanoseconds: 1_000_000_000_000)

  init(seed: UInt64, faults: NetworkFaults, traceLimit: Int) {
    self.faults = faults
    times = FaultTimes(faults)
    random = SeededRandom(seed: seed, stream: 2)
    trace = Trace(limit: traceLimit)
    sockets = [nil, nil, nil]
  }

  // MARK: Time

  /// Lets everything happen whose time has come.
  func runDueEvents() {
    while let event = events.popDue(at: now) { run(event) }
  }

  /// Moves the clock to the next thing that happens.
  func advance(to time: Instant) { now = max(now, time) }

  /// A turn of a loop takes a few microseconds, and now and then something stops the process.
  func passTurn() {
    now = now.advanced(byNanoseconds: Int64(random.number(in: 500...8_000)))
    guard random.chance(faults.clockJumps) else { return }
    let jump = draw(times.clockJump)
    counts[.clockJump] += 1
    jumped += jump
    now = now.advanced(byNanoseconds: jump)
    note(.clockJump, nil, count: Int(jump / 1000))
  }

  func draw(_ range: ClosedRange<Int64>) -> Int64 {
    guard range.lowerBound < range.upperBound else { return range.lowerBound }
    return Int64(random.number(in: Int(range.lowerBound)...Int(range.upperBound)))
  }

  func later(_ range: ClosedRange<Int64>) -> Instant {
    now.advanced(byNanoseconds: draw(range))
  }

  private func run(_ event: Event) {
    switch event {
    case .attempt(let operation): attempt(operation)
    case .retrySend(let socket):
      if let sending = socket.writing, sending.kind == .send { attempt(sending) }
      answerPolls(of: socket)
    case .cancel(let operation): cancelNow(operation)
    case .completion(let driver, let completion, let operation):
      if !completion.more { operation.socket.undelivered -= 1 }
      driver.see(completion)
    case .arrival(let socket): arrive(at: socket)
    case .reset(let socket): resetArrives(at: socket)
    case .knock(let operation): knock(operation)
    case .answer(let operation, let result): answer(operation, result)
    }
  }

  // MARK: Descriptors

  /// The socket of a descriptor, which must be open.
  func socket(_ descriptor: Descriptor) -> SimulatedSocket? {
    let number = Int(descriptor.rawValue)
    guard number >= 0, number < sockets.count, let socket = sockets[number] else {
      violate("descriptor \(number), which is not open, was given to the driver")
      return nil
    }
    return socket
  }

  /// Gives a socket the lowest free number, as a kernel does; false where there are too many.
  func number(_ socket: SimulatedSocket) -> Bool {
    if let limit = faults.descriptorLimit, openCount >= limit {
      counts[.noDescriptor] += 1
      return false
    }
    while lowestFree < sockets.count, sockets[lowestFree] != nil { lowestFree += 1 }
    if lowestFree == sockets.count { sockets.append(nil) }
    sockets[lowestFree] = socket
    socket.number = Int32(lowestFree)
    openCount += 1
    return true
  }

  func release(_ socket: SimulatedSocket) {
    sockets[Int(socket.number)] = nil
    lowestFree = min(lowestFree, Int(socket.number))
    openCount -= 1
  }

  func freshPort() -> UInt16 {
    nextPort &+= 1
    return nextPort
  }

  /// A rule of `Driver` was broken.
  func violate(_ rule: String) {
    violations.append(rule)
    note(.violation, nil, count: violations.count - 1)
  }

  func note(
    _ kind: TraceEvent.Kind, _ socket: SimulatedSocket?, count: Int = 0, of total: Int = 0
  ) {
    let label = socket?.label ?? SimulatedSocket.Label()
    trace.append(
      TraceEvent(
        nanoseconds: now.nanoseconds &- Self.beginning.nanoseconds, kind: kind,
        connection: Int(label.connection), isServer: label.isServer, count: count, total: total))
  }

  /// Lets go of everything, which holds on to each other.
  func takeDown() {
    events.removeAll()
    for socket in connections {
      socket.other?.other = nil
      socket.other = nil
    }
    connections = []
    listeners = [:]
    sockets = []
  }
}

/// The times of `NetworkFaults` in nanoseconds, once.
struct FaultTimes {
  let latency: ClosedRange<Int64>
  let completionDelay: ClosedRange<Int64>
  let cancelDelay: ClosedRange<Int64>
  let stallTime: ClosedRange<Int64>
  let clockJump: ClosedRange<Int64>

  init(_ faults: NetworkFaults) {
    func nanoseconds(_ range: ClosedRange<Duration>) -> ClosedRange<Int64> {
      range.lowerBound.wholeNanoseconds...range.upperBound.wholeNanoseconds
    }
    latency = nanoseconds(faults.latency)
    completionDelay = nanoseconds(faults.completionDelay)
    cancelDelay = nanoseconds(faults.cancelDelay)
    stallTime = nanoseconds(faults.stallTime)
    clockJump = nanoseconds(faults.clockJump)
  }
}
