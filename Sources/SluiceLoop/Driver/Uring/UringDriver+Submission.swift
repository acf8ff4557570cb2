// From an operation to an entry of the submission queue.
//
// Invariant: entries leave in the order in which they were asked for. While the backlog is not
// empty, nothing overtakes it; so a cancel never comes before what it cancels.

import CURing
public import SluiceCore
import SystemPackage

extension UringDriver {
  /// IORING_OP_ACCEPT. Where multishot is not to be had, the driver accepts one at a time, hands
  /// each up with `more`, and asks for the next.
  public func accept(on descriptor: Descriptor, multishot: Bool, id: OperationID) {
    var record = makeRecord(
      .accept(multishot: multishot && offersMultishotAccept), descriptor, id)
    record.repeats = multishot && !offersMultishotAccept
    start(record, id)
  }

  /// IORING_OP_CONNECT. EAGAIN (a local listener's queue is full) is handed up.
  public func connect(_ descriptor: Descriptor, to address: SocketAddress, id: OperationID) {
    do {
      let address = try KernelAddress(address)
      register(makeRecord(.connect, descriptor, id), id)
      table.note(address, for: id)
      submit(id.userData)
    } catch {
      counters.submissions += 1
      failures.append(Completion(id: id, result: -error.rawValue))
    }
  }

  /// IORING_OP_RECV; after `.nothing` with IORING_RECVSEND_POLL_FIRST where the kernel has it.
  public func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    id: OperationID
  ) {
    var record = makeRecord(.receive(bytes), descriptor, id)
    record.pollFirst = expecting == .nothing && ring.step.offersPollFirst
    start(record, id)
  }

  /// IORING_OP_SEND with MSG_NOSIGNAL; short where there is not room for all. The kernel must not go on
  /// by itself (MSG_WAITALL): an error that it met on the way would be told to nobody.
  public func send(to descriptor: Descriptor, from bytes: LentBytes, id: OperationID) {
    start(makeRecord(.send(bytes), descriptor, id), id)
  }

  /// IORING_OP_POLL_ADD. A multishot poll reports each change; where the kernel (before 5.13) does
  /// not have it, the driver polls again each time and so reports a state that lasts, too.
  public func poll(
    _ descriptor: Descriptor, for events: PollEvents, multishot: Bool, id: OperationID
  ) {
    let action = OperationRecord.Action.poll(
      events.rawValue, multishot: multishot && offersMultishotPoll)
    var record = makeRecord(action, descriptor, id)
    record.repeats = multishot && !offersMultishotPoll
    start(record, id)
  }

  /// IORING_OP_NOP: completes with 0.
  public func nothing(id: OperationID) {
    start(makeRecord(.nothing, Descriptor(rawValue: -1), id), id)
  }

  /// IORING_OP_ASYNC_CANCEL by name.
  public func cancel(_ id: OperationID) {
    guard let slot = table.find(id) else { return }
    table[slot].isCancelled = true
    submit(InternalOperation.cancel(id))
  }

  private func makeRecord(
    _ action: OperationRecord.Action, _ descriptor: Descriptor, _ id: OperationID
  ) -> OperationRecord {
    OperationRecord(action: action, fd: descriptor.rawValue, generation: id.generation)
  }

  private func start(_ record: OperationRecord, _ id: OperationID) {
    register(record, id)
    submit(id.userData)
  }

  private func register(_ record: OperationRecord, _ id: OperationID) {
    precondition(!isClosed, "an operation on a closed driver")
    precondition(id.slot < InternalOperation.slotLimit, "a slot that the driver reserves")
    table.insert(record, for: id)
    counters.submissions += 1
  }

  /// Queues the entry of that name, or keeps the name for the next turn.
  func submit(_ userData: UInt64) {
    assert(isOnOwnThread, "a ring is used by one thread only")
    precondition(!ring.isForked, "a ring is not usable in a forked child")
    if !backlog.isEmpty || !place(userData) { backlog.append(userData) }
  }

  /// Moves the backlog to the submission queue, as far as the kernel takes its entries.
  func submitBacklog() {
    guard !backlog.isEmpty else { return }
    var moved = 0
    while moved < backlog.count, place(backlog[moved]) { moved += 1 }
    backlog.removeFirst(moved)
  }

  /// Queues an entry, after a submission where the queue is full. False where the kernel takes none
  /// now (it is out of memory, or wants completions to be taken first).
  private func place(_ userData: UInt64) -> Bool {
    if prepare(userData) { return true }
    enter(waiting: 0)
    return prepare(userData)
  }

  /// Writes the entry of that name; false where the queue is full.
  private func prepare(_ userData: UInt64) -> Bool {
    guard !InternalOperation.contains(userData) else { return prepareInternal(userData) }
    // One whose record is gone needs no entry any more.
    guard let slot = table.find(OperationID(userData: userData)) else { return true }
    let record = table[slot]
    guard !record.isPolling else {
      return ring.preparePoll(record.fd, record.readiness.rawValue, multishot: false, userData)
    }
    switch record.action {
    case .nothing: return ring.prepareNothing(userData)
    case .accept(let multishot):
      return ring.prepareAccept(record.fd, multishot: multishot, userData)
    case .connect: return ring.prepareConnect(record.fd, table.address(slot), userData)
    case .receive(let bytes):
      return ring.prepareReceive(record.fd, bytes, pollFirst: record.pollFirst, userData)
    case .send(let bytes):
      return ring.prepareSend(record.fd, bytes, pollFirst: record.pollFirst, userData)
    case .poll(let events, let multishot):
      return ring.preparePoll(record.fd, events, multishot: multishot, userData)
    }
  }

  /// Writes an entry of the driver's own; false where the queue is full.
  func prepareInternal(_ userData: UInt64) -> Bool {
    switch userData {
    case InternalOperation.wake: return prepareWatch(wakeUp.descriptor, userData)
    case InternalOperation.alarm: return prepareWatch(alarm.descriptor, userData)
    default:
      let target = InternalOperation.target(of: userData)
      // What has ended meanwhile needs no cancel any more.
      guard table.find(target) != nil else { return true }
      return ring.prepareCancel(target.userData, userData)
    }
  }

  /// A poll that goes on for as long as the driver lives, where the kernel has such.
  private func prepareWatch(_ fd: Int32, _ userData: UInt64) -> Bool {
    ring.preparePoll(
      fd, PollEvents.input.rawValue, multishot: offersMultishotPoll, userData)
  }
}
