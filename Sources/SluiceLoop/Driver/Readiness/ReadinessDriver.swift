// The driver over epoll(7): operations that complete, where the kernel only tells readiness.
//
// Submitting costs no system call: operations are queued and attempted, in order, when the next
// turn begins, if the flags of their descriptor (`Watch`) say that the call may succeed. Those that
// have to wait are attempted when epoll reports an edge.
//
// Not here: the turn and the attempts (in the files beside this one), and any policy.

import CURing
import Glibc
public import SluiceCore
public import SystemPackage

/// The readiness fallback: a `Driver` for kernels that refuse io_uring.
///
/// A descriptor that leaves this driver without `close` (because another loop takes it over) is to
/// be announced by `forget`.
public final class ReadinessDriver: KernelDriver {
  /// `.poll`
  public let kind = DriverKind.poll
  // What changes with every operation is not checked for exclusive access, for the reason given at
  // `EventLoop`.

  /// `enters` counts epoll_wait(2).
  @safe @exclusivity(unchecked) public internal(set) var statistics = DriverStatistics()

  /// SOCK_CLOEXEC | SOCK_NONBLOCK
  public let socketFlags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

  @safe @exclusivity(unchecked) var epoll: Epoll
  let wakeUp: WakeUp
  @safe @exclusivity(unchecked) var alarm: Alarm
  /// By number of descriptor.
  @safe @exclusivity(unchecked) var watches: [Watch] = []
  @safe @exclusivity(unchecked) var operations = ReadinessOperations()
  /// To be attempted when the next turn begins.
  @safe @exclusivity(unchecked) var queued: [OperationID] = []
  /// The other half of `queued`, empty between turns; kept for its storage.
  @safe @exclusivity(unchecked) var attempting: [OperationID] = []
  /// Connects that a local listener's full backlog holds up, which no readiness tells of.
  @safe @exclusivity(unchecked) var stalled: [OperationID] = []
  /// Where the connects in `queued` and `stalled` go.
  @safe @exclusivity(unchecked) var destinations: [OperationID: SocketAddress] = [:]
  /// Ready to be handed up.
  @safe @exclusivity(unchecked) var finished = CompletionQueue()
  /// Turns since epoll was asked last.
  @safe @exclusivity(unchecked) var turnsWithoutWait = 0
  /// System calls of operations, which the statistics do not tell apart.
  @safe @exclusivity(unchecked) var calls = Calls()
  var isClosed = false
  private let forks = curing_forks()

  /// How many attempts were made.
  struct Calls: Equatable {
    var receives = 0
    var sends = 0
    var accepts = 0
  }

  /// Makes an epoll instance, an eventfd and a timerfd, all close-on-exec: five system calls.
  public init() throws(IOError) {
    do throws(Errno) {
      epoll = try Epoll()
      wakeUp = try WakeUp()
      // Last: what comes before it may be refused, and it is nobody's to close then.
      alarm = Alarm()
      try epoll.watch(wakeUp.descriptor, for: .input, isKnown: false)
      if alarm.descriptor >= 0 {
        try epoll.watch(alarm.descriptor, for: .input, isKnown: false)
      }
    } catch {
      throw IOError(.driver, error, detail: "epoll or eventfd")
    }
  }

  deinit { close() }

  /// Whether this is a child, which shares the epoll instance with the parent that made it.
  var isForked: Bool { curing_forks() != forks }

  /// Forgets the operations in flight, whose memory nobody uses from here on, and closes epoll and
  /// eventfd. In a forked child the parent's driver is not disturbed. Idempotent.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    operations.removeAll()
    finished.removeAll()
    queued = []
    stalled = []
    destinations = [:]
    watches = []
    statistics.inFlight = 0
    epoll.close()
    wakeUp.close()
    alarm.close()
  }

  /// One system call at most, none while an earlier wake-up has not been noticed. Any thread.
  public func wake() {
    // A child's write would wake the parent.
    guard !isForked else { return }
    wakeUp.raise()
  }

  // MARK: Submissions

  /// accept4(2), at the earliest in the next turn; at most 64 connections a turn.
  public func accept(on descriptor: Descriptor, multishot: Bool, id: OperationID) {
    submit(.accept(multishot: multishot), descriptor, id)
  }

  /// connect(2) in the next turn, getsockopt(2) of SO_ERROR when the outcome is known.
  public func connect(_ descriptor: Descriptor, to address: SocketAddress, id: OperationID) {
    destinations[id] = address
    submit(.connect, descriptor, id)
  }

  /// recv(2), at the earliest in the next turn, when there may be bytes.
  public func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    id: OperationID
  ) {
    submit(.receive(bytes, expecting: expecting), descriptor, id)
  }

  /// send(2) in the next turn, before it waits.
  public func send(to descriptor: Descriptor, from bytes: LentBytes, id: OperationID) {
    submit(.send(bytes), descriptor, id)
  }

  /// Answered by epoll, or, where the descriptor is known already, by one poll(2) first.
  public func poll(
    _ descriptor: Descriptor, for events: PollEvents, multishot: Bool, id: OperationID
  ) {
    let events = EpollEvents(rawValue: events.rawValue)
    submit(.poll(events, multishot: multishot), descriptor, id)
  }

  /// No system call. The final completion comes with the next turn.
  public func cancel(_ id: OperationID) {
    guard operations[id] != nil else { return }
    finish(id, -ECANCELED)
  }

  private func submit(
    _ work: ReadinessOperation.Work, _ descriptor: Descriptor, _ id: OperationID
  ) {
    let fd = descriptor.rawValue
    statistics.submissions += 1
    statistics.inFlight += 1
    guard fd >= 0, !isClosed else {
      destinations[id] = nil
      finished.append(Completion(id: id, result: isClosed ? -ECANCELED : -EBADF))
      return
    }
    while watches.count <= Int(fd) { watches.append(Watch()) }
    operations.insert(ReadinessOperation(id: id, fd: fd, work: work))
    watches[Int(fd)].add(id, work)
    queued.append(id)
  }

  /// The final completion of an operation in flight, which is forgotten.
  func finish(_ id: OperationID, _ result: Int32, moreQueued: Bool = false) {
    guard let operation = operations[id] else { return }
    operations.remove(id)
    watches[Int(operation.fd)].remove(id, operation.work)
    if case .connect = operation.work { destinations[id] = nil }
    finished.append(Completion(id: id, result: result, moreQueued: moreQueued))
  }

  // MARK: Calls that answer at once

  /// socket(2), one system call.
  public func open(_ family: SocketFamily, _ kind: SocketKind) throws(Errno) -> Descriptor {
    let fd = try SystemCalls.socket(family, kind, flags: socketFlags)
    begin(fd)
    return Descriptor(rawValue: fd)
  }

  /// A number that the kernel has just given out carries no memory of its last use.
  func begin(_ fd: Int32) {
    if Int(fd) < watches.count { watches[Int(fd)] = Watch() }
  }

  /// epoll_ctl(2) with EPOLL_CTL_DEL, if the descriptor was registered. No operation on it may be
  /// in flight. In a forked child the registration, which is the parent's too, stays.
  public func forget(_ descriptor: Descriptor) {
    let fd = Int(descriptor.rawValue)
    guard fd >= 0, fd < watches.count else { return }
    assert(!watches[fd].isBusy, "a descriptor is closed under its operations")
    if !watches[fd].interest.isEmpty, !isForked { epoll.forget(descriptor.rawValue) }
    watches[fd] = Watch()
  }

  /// No system call: whatever comes now is an edge.
  public func noteDrained(_ descriptor: Descriptor) {
    let fd = Int(descriptor.rawValue)
    if fd >= 0, fd < watches.count { watches[fd].noteEmpty() }
  }

  /// fcntl(2), one system call.
  public func noteForeign(_ descriptor: Descriptor) {
    let fd = descriptor.rawValue
    guard fd >= 0 else { return }
    while watches.count <= Int(fd) { watches.append(Watch()) }
    watches[Int(fd)] = Watch()
    watches[Int(fd)].mayBlock = (try? SystemCalls.mayBlock(fd)) ?? true
  }

  /// recv(2) with MSG_DONTWAIT, one system call.
  public func tryReceive(from descriptor: Descriptor, into bytes: LentBytes) -> Int32 {
    receiveNow(descriptor.rawValue, into: bytes)
  }

  /// send(2) with MSG_DONTWAIT|MSG_NOSIGNAL, one system call.
  public func trySend(to descriptor: Descriptor, from bytes: LentBytes) -> Int32 {
    sendNow(descriptor.rawValue, from: bytes)
  }
}
