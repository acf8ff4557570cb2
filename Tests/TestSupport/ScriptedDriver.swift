// A driver without a kernel: a test decides what completes, when, and in what order.
//
// It never waits and knows no real time. What a test can do with it is in
// ScriptedDriver+Script.swift; this file is the driver as the loop sees it. It traps where the rules
// of `Driver` are broken: two receives (or sends) of one descriptor in flight, memory lent twice, a
// descriptor closed while an operation names it or closed twice.

package import SluiceCore
package import SluiceLoop
import Synchronization
package import SystemPackage

/// A driver that does what a script says.
package final class ScriptedDriver: Driver, @unchecked Sendable {
  // Sendable because the loop of a test is turned on one thread, which is the only one to touch this
  // driver but for `wake`, which counts atomically and calls what never changes once there are threads.

  /// Everything that was asked for, in order.
  package internal(set) var trace: [ScriptedCall] = []
  /// What has been handed down and has not completed for good, oldest first.
  package internal(set) var inFlight: [ScriptedOperation] = []
  /// The clock: it stands still until `advance`.
  package internal(set) var now = Instant(nanoseconds: 1_000_000_000)
  package internal(set) var statistics = DriverStatistics()

  /// Sends complete only when the test says so; otherwise in the next turn, whole.
  package var completesSends = true
  /// A cancelled operation completes only when the test says so; otherwise in the next turn.
  package var completesCancels = true
  /// Called by the first `wake`, on the thread that calls that. To be set before there are other threads.
  package var firstWake: @Sendable () -> Void = {}
  /// What `open` fails with, if anything.
  package var openFailure: Errno?
  /// What `bind` fails with, if anything.
  package var bindFailure: Errno?
  /// What `listen` fails with, if anything.
  package var listenFailure: Errno?
  /// What `shutdown` fails with, if anything.
  package var shutdownFailure: Errno?
  /// What getpeername(2) answers.
  package var peerAddress = SocketAddress.ipv4(IPv4Address(value: 0x0a00_0002), port: 5000)
  /// What getsockname(2) answers.
  package var localAddress = SocketAddress.ipv4(.loopback, port: 80)
  /// Descriptors that were opened or invented, and not closed.
  package internal(set) var openDescriptors: Set<Descriptor> = []

  var ready: [Completion] = []
  var arrived: [Descriptor: [UInt8]] = [:]
  var ended: Set<Descriptor> = []
  var nextDescriptor: Int32 = 1000
  private let wakeCount = Atomic(0)

  /// A driver that has done nothing yet.
  package init() {}

  package var kind: DriverKind { .scripted }

  /// How often `wake` was called.
  package var wakes: Int { wakeCount.load(ordering: .sequentiallyConsistent) }

  // MARK: Calls that answer at once

  package func open(_ family: SocketFamily, _ kind: SocketKind) throws(Errno) -> Descriptor {
    if let openFailure { throw openFailure }
    let descriptor = makeDescriptor()
    trace.append(.open(descriptor, family))
    return descriptor
  }

  package func bind(_ descriptor: Descriptor, to address: SocketAddress) throws(Errno) {
    checkOpen(descriptor)
    if let bindFailure { throw bindFailure }
    trace.append(.bind(descriptor, address))
  }

  package func listen(_ descriptor: Descriptor, backlog: Int) throws(Errno) {
    checkOpen(descriptor)
    if let listenFailure { throw listenFailure }
    trace.append(.listen(descriptor, backlog: backlog))
  }

  package func setOption(
    _ name: SocketOptionName, of descriptor: Descriptor, to value: SocketOptionValue
  ) throws(Errno) {
    checkOpen(descriptor)
    trace.append(.setOption(descriptor, name, value))
  }

  package func option(
    _ name: SocketOptionName, of descriptor: Descriptor
  ) throws(Errno) -> SocketOptionValue {
    checkOpen(descriptor)
    return 0
  }

  package func localAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    checkOpen(descriptor)
    return localAddress
  }

  package func peerAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    checkOpen(descriptor)
    return peerAddress
  }

  package func shutdown(
    _ descriptor: Descriptor, _ direction: ShutdownDirection
  ) throws(Errno) {
    checkOpen(descriptor)
    if let shutdownFailure { throw shutdownFailure }
    trace.append(.shutdown(descriptor, direction))
  }

  package func close(_ descriptor: Descriptor, reset: Bool) {
    checkOpen(descriptor)
    if let left = inFlight.first(where: { $0.descriptor == descriptor }) {
      fatalError("closed with a \(left.kind) in flight")
    }
    openDescriptors.remove(descriptor)
    arrived[descriptor] = nil
    ended.remove(descriptor)
    trace.append(.close(descriptor, reset: reset))
  }

  package func tryReceive(from descriptor: Descriptor, into bytes: LentBytes) -> Int32 {
    checkOpen(descriptor)
    if let count = takeArrived(descriptor, into: bytes) { return count }
    return -Errno.wouldBlock.rawValue
  }

  package func trySend(to descriptor: Descriptor, from bytes: LentBytes) -> Int32 {
    checkOpen(descriptor)
    return -Errno.wouldBlock.rawValue
  }

  // MARK: Operations

  package func accept(on descriptor: Descriptor, multishot: Bool, id: OperationID) {
    begin(.accept, id, descriptor, isMultishot: multishot)
    trace.append(.accept(descriptor, multishot: multishot))
  }

  package func connect(_ descriptor: Descriptor, to address: SocketAddress, id: OperationID) {
    begin(.connect, id, descriptor)
    trace.append(.connect(descriptor, address))
  }

  package func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    id: OperationID
  ) {
    begin(.receive, id, descriptor, bytes: bytes)
    trace.append(.receive(descriptor, count: bytes.count, expecting))
  }

  package func send(to descriptor: Descriptor, from bytes: LentBytes, id: OperationID) {
    begin(.send, id, descriptor, bytes: bytes)
    trace.append(.send(descriptor, bytes.copied()))
  }

  package func poll(
    _ descriptor: Descriptor, for events: PollEvents, multishot: Bool, id: OperationID
  ) {
    begin(.poll, id, descriptor, isMultishot: multishot)
    trace.append(.poll(descriptor, events))
  }

  package func cancel(_ id: OperationID) {
    guard let index = inFlight.firstIndex(where: { $0.id == id }) else {
      trace.append(.staleCancel)
      return
    }
    inFlight[index].isCancelled = true
    trace.append(.cancel(inFlight[index].descriptor, inFlight[index].kind))
  }

  // MARK: The turn

  package func turn(until deadline: Instant?, into completions: inout [Completion]) {
    statistics.enters += 1
    completeByItself()
    let batch = ready.prefix(256)
    completions.append(contentsOf: batch)
    ready.removeFirst(batch.count)
    statistics.completions += batch.count
    statistics.largestBatch = max(statistics.largestBatch, batch.count)
  }

  package func wake() {
    if wakeCount.add(1, ordering: .sequentiallyConsistent).oldValue == 0 { firstWake() }
  }

  package func close() { inFlight = [] }

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
