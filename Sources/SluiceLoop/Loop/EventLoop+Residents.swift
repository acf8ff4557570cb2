// What the residents of a loop ask of it: names, operations, timers, a flush, a place at the end
// of the queue. All of it on the loop's thread.

package import SluiceCore

extension EventLoop {
  /// Takes a resident into the table, which keeps it alive until `remove`. On a loop that is being
  /// shut down it is abandoned soon after: the shut-down waits for all of them to be gone.
  package func insert(_ resident: any LoopResident) -> ResidentID {
    let (slot, generation) = residents.insert(resident)
    let id = ResidentID(slot: slot, generation: generation)
    if isShuttingDown { post { [self] in self.resident(id)?.abandoned(.loopShutDown) } }
    return id
  }

  /// Lets go of a resident. None of its operations may be in flight.
  package func remove(_ id: ResidentID) {
    residents.remove(slot: id.slot, generation: id.generation)
  }

  /// The resident of that name, if it is still the one.
  package func resident(_ id: ResidentID) -> (any LoopResident)? {
    residents.find(slot: id.slot, generation: id.generation)
  }

  // MARK: Operations

  private func begin(_ role: OperationRole, of owner: any LoopResident) -> OperationID {
    let (slot, generation) = operations.insert(PendingOperation(owner: owner, role: role))
    return OperationID(slot: slot, generation: generation)
  }

  package func accept(
    on descriptor: Descriptor, multishot: Bool, for owner: any LoopResident
  ) -> OperationID {
    let id = begin(.accept, of: owner)
    kernel.accept(on: descriptor, multishot: multishot, id: id)
    return id
  }

  package func connect(
    _ descriptor: Descriptor, to address: SocketAddress, for owner: any LoopResident
  ) -> OperationID {
    let id = begin(.connect, of: owner)
    kernel.connect(descriptor, to: address, id: id)
    return id
  }

  package func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    as role: OperationRole, for owner: any LoopResident
  ) -> OperationID {
    checkOwnership(of: bytes, unless: role == .directReceive)
    let id = begin(role, of: owner)
    kernel.receive(from: descriptor, into: bytes, expecting: expecting, id: id)
    return id
  }

  package func send(
    to descriptor: Descriptor, from bytes: LentBytes, as role: OperationRole,
    for owner: any LoopResident
  ) -> OperationID {
    checkOwnership(of: bytes, unless: role == .directSend)
    let id = begin(role, of: owner)
    kernel.send(to: descriptor, from: bytes, id: id)
    return id
  }

  package func poll(
    _ descriptor: Descriptor, for events: PollEvents, multishot: Bool, owner: any LoopResident
  ) -> OperationID {
    let id = begin(.poll, of: owner)
    kernel.poll(descriptor, for: events, multishot: multishot, id: id)
    return id
  }

  /// Asks that an operation end soon; its final completion still comes.
  package func cancel(_ id: OperationID) { kernel.cancel(id) }

  /// Debug builds: no memory goes to the kernel that a buffer of this loop does not own. The
  /// caller's own memory is exempt: the caller is suspended, and that is what keeps it.
  private func checkOwnership(of bytes: LentBytes, unless isCallers: Bool) {
    #if DEBUG
      guard !isCallers else { return }
      precondition(
        pool.owns(bytes), "\(name): an operation was given memory that no buffer owns")
    #endif
  }

  // MARK: Time and order

  /// Has `timerFired` called at `deadline` or soon after. There is no disarming: a resident whose
  /// deadline moved looks at the clock and arms again.
  ///
  /// What is armed for residents that are gone is swept out when it outnumbers what is not: a server
  /// of many short connections with long time-outs would drown in it.
  package func arm(_ deadline: Instant, for id: ResidentID) {
    timers.insert(deadline, token: id.token)
    guard timers.count > timersBeforeSweep else { return }
    timers.removeAll { resident(ResidentID(token: $0)) == nil }
    timersBeforeSweep = max(1024, timers.count * 2)
  }

  /// Deadlines that are armed, forgotten ones included.
  package var timerCount: Int { timers.count }

  /// The earliest of them; nil: none is armed.
  package var nextDeadline: Instant? { timers.next }

  /// Has `turnEnded` called once the ready tasks have run.
  package func markDirty(_ resident: any LoopResident) { dirty.append(resident) }

  /// Whether the running task has used its allowance up, and should let others run: at most every
  /// `TurnBudget.callsPerClockRead` calls it reads the clock.
  package func isBudgetSpent() -> Bool {
    guard budget.left.fuel > 0 else { return true }
    guard budget.left.callsUntilClock <= 0 else { return false }
    budget.left.callsUntilClock = TurnBudget.callsPerClockRead
    let spent = kernel.now.nanoseconds &- budget.left.startedAt.nanoseconds
    guard spent > TurnBudget.nanoseconds else { return false }
    // So that whoever asks next is told the same.
    budget.left.fuel = 0
    return true
  }

  /// Suspends the running task until all that were ready before it have run, and the kernel has
  /// been entered.
  package func giveWay() async {
    await Suspension.wait { yielded.append($0) }
  }

  /// Ends the wait `ticket` of a resident because its task was cancelled. Any thread.
  package func postCancellation(of ticket: UInt64, at id: ResidentID) {
    postIfRunning { [self] in resident(id)?.waitCancelled(ticket) }
  }

  /// Closes a resident whose last handle is gone. Any thread; nothing happens if it has closed.
  package func postAbandonment(of id: ResidentID) {
    postIfRunning { [self] in resident(id)?.abandoned(.handleDropped) }
  }
}
