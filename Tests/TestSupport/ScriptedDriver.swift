// A driver without a kernel: a test decides what completes, when, and in what order.
//
// It never waits and knows no real time. What a test can do with it is in
// ScriptedDriver+Script.swift; this file is the driver as the loop sees it. It traps where the rules
// of `Driver` are broken: two receives (or sends) of one descriptor in flight, memory lent twice, a
// descriptor closed while an operation names it or closed twice.

public import SluiceCore
public import SluiceLoop
import Synchronization
public import SystemPackage

/// A driver that does what a script says.
public final class ScriptedDriver: Driver, @unchecked Sendable {
  // Sendable because the loop of a test is turned on the test's own thread, which is the only one
  // to touch this driver but for `wake`, which counts atomically.

  /// Everything that was asked for, in order.
  public internal(set) var trace: [ScriptedCall] = []
  /// What has been handed down and has not completed for good, oldest first.
  public internal(set) var inFlight: [ScriptedOperation] = []
  /// The clock: it stands still until `advance`.
  public internal(set) var now = Instant(nanoseconds: 1_000_000_000)
  public internal(set) var statistics = DriverStatistics()

  /// Sends complete only when the test says so; otherwise in the next turn, whole.
  public var completesSends = true
  /// A cancelled operation completes only when the test says so; otherwise in the next turn.
  public var completesCancels = true
  /// What `open` fails with, if anything.
  public var openFailure: Errno?
  /// What `bind` fails with, if anything.
  public var bindFailure: Errno?
  /// What `listen` fails with, if anything.
  public var listenFailure: Errno?
  /// What `shutdown` fails with, if anything.
  public var shutdownFailure: Errno?
  /// What getpeername(2) answers.
  public var peerAddress = SocketAddress.ipv4(IPv4Address(value: 0x0a00_0002), port: 5000)
  /// What getsockname(2) answers.
  public var localAddress = SocketAddress.ipv4(.loopback, port: 80)
  /// Descriptors that were opened or invented, and not closed.
  public internal(set) var openDescriptors: Set<Descriptor> = []

  var ready: [Completion] = []
  var arrived: [Descriptor: [UInt8]] = [:]
  var ended: Set<Descriptor> = []
  var nextDescriptor: Int32 = 1000
  private let wakeCount = Atomic(0)

  /// A driver that has done nothing yet.
  public init() {}

  public var kind: DriverKind { .scripted }

  /// How often `wake` was called.
  public var wakes: Int { wakeCount.load(ordering: .sequentiallyConsistent) }

  // MARK: Calls that answer at once

  public func open(_ family: SocketFamily, _ kind: SocketKind) throws(Errno) -> Descriptor {
    if let openFailure { throw openFailure }
    let descriptor = makeDescriptor()
    trace.append(.open(descriptor, family))
    return descriptor
  }

  public func bind(_ descriptor: Descriptor, to address: SocketAddress) throws(Errno) {
    checkOpen(descriptor)
    if let bindFailure { throw bindFailure }
    trace.append(.bind(descriptor, address))
  }

  public func listen(_ descriptor: Descriptor, backlog: Int) throws(Errno) {
    checkOpen(descriptor)
    if let listenFailure { throw listenFailure }
    trace.append(.listen(descriptor, backlog: backlog))
  }

  public func setOption(
    _ option: SocketOption, of descriptor: Descriptor, to value: Int32
  ) throws(Errno) {
    checkOpen(descriptor)
    trace.append(.setOption(descriptor, option, value))
  }

  public func option(_ option: SocketOption, of descriptor: Descriptor) throws(Errno) -> Int32 {
    checkOpen(descriptor)
    return 0
  }

  public func localAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    checkOpen(descriptor)
    return localAddress
  }

  public func peerAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    checkOpen(descriptor)
    return peerAddress
  }

  public func shutdown(
    _ descriptor: Descriptor, _ direction: ShutdownDirection
  ) throws(Errno) {
    checkOpen(descriptor)
    if let shutdownFailure { throw shutdownFailure }
    trace.append(.shutdown(descriptor, direction))
  }

  public func close(_ descriptor: Descriptor, reset: Bool) {
    checkOpen(descriptor)
    if let left = inFlight.first(where: { $0.descriptor == descriptor }) {
      fatalError("closed with a \(left.kind) in flight")
    }
    openDescriptors.remove(descriptor)
    arrived[descriptor] = nil
    ended.remove(descriptor)
    trace.append(.close(descriptor, reset: reset))
  }

  public func tryReceive(from descriptor: Descriptor, into bytes: LentBytes) -> Int32 {
    checkOpen(descriptor)
    if let count = takeArrived(descriptor, into: bytes) { return count }
    return -Errno.wouldBlock.rawValue
  }

  public func trySend(to descriptor: Descriptor, from bytes: LentBytes) -> Int32 {
    checkOpen(descriptor)
    return -Errno.wouldBlock.rawValue
  }

  // MARK: Operations

  public func accept(on descriptor: Descriptor, multishot: Bool, id: OperationID) {
    begin(.accept, id, descriptor, isMultishot: multishot)
    trace.append(.accept(descriptor, multishot: multishot))
  }

  public func connect(_ descriptor: Descriptor, to address: SocketAddress, id: OperationID) {
    begin(.connect, id, descriptor)
    trace.append(.connect(descriptor, address))
  }

  public func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    id: OperationID
  ) {
    begin(.receive, id, descriptor, bytes: bytes)
    trace.append(.receive(descriptor, count: bytes.count, expecting))
  }

  public func send(to descriptor: Descriptor, from bytes: LentBytes, id: OperationID) {
    begin(.send, id, descriptor, bytes: bytes)
    trace.append(.send(descriptor, bytes.copied()))
  }

  public func poll(
    _ descriptor: Descriptor, for events: PollEvents, multishot: Bool, id: OperationID
  ) {
    begin(.poll, id, descriptor, isMultishot: multishot)
    trace.append(.poll(descriptor, events))
  }

  public func cancel(_ id: OperationID) {
    guard let index = inFlight.firstIndex(where: { $0.id == id }) else {
      trace.append(.staleCancel)
      return
    }
    inFlight[index].isCancelled = true
    trace.append(.cancel(inFlight[index].descriptor, inFlight[index].kind))
  }

  // MARK: The turn

  public func turn(until deadline: Instant?, into completions: inout [Completion]) {
    statistics.enters += 1
    completeByItself()
    let batch = ready.prefix(256)
    completions.append(contentsOf: batch)
    ready.removeFirst(batch.count)
    statistics.completions += batch.count
    statistics.largestBatch = max(statistics.largestBatch, batch.count)
  }

  public func wake() { wakeCount.add(1, ordering: .sequentiallyConsistent) }

  public func close() { inFlight = [] }

  // MARK: Bookkeeping

  func makeDescriptor() -> Descriptor {
    nextDescriptor += 1
    let descriptor = Descriptor(rawValue: nextDescriptor)
    openDescriptors.insert(descriptor)
    return descriptor
  }

  private func checkOpen(_ descriptor: Descriptor) {
    guard openDescriptors.contains(descriptor) else {
      fatalError("the driver was given \(descriptor), which is not open")
    }
  }

  private func begin(
    _ kind: ScriptedOperation.Kind, _ id: OperationID, _ descriptor: Descriptor,
    bytes: LentBytes = .empty, isMultishot: Bool = false
  ) {
    checkOpen(descriptor)
    for other in inFlight {
      guard other.id != id else { fatalError("the name of a \(kind) is in use") }
      guard other.descriptor != descriptor || other.kind != kind else {
        fatalError("two of \(kind) are in flight on one descriptor")
      }
      guard !other.bytes.overlaps(bytes) else { fatalError("memory was lent twice") }
    }
    statistics.submissions += 1
    statistics.inFlight += 1
    inFlight.append(
      ScriptedOperation(
        id: id, kind: kind, descriptor: descriptor, bytes: bytes, isMultishot: isMultishot))
  }
}

extension LentBytes {
  fileprivate func overlaps(_ other: LentBytes) -> Bool {
    guard !isEmpty, !other.isEmpty else { return false }
    // Addresses are compared, nothing is read.
    return unsafe base < other.base + other.count && other.base < base + count
  }
}
