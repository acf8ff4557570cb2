// The attempts: the one place where the system calls of operations are made.

import Glibc
import SluiceCore
import SystemPackage

extension ReadinessDriver {
  /// Connections that one accept takes in a turn.
  private static let acceptLimit = 64

  /// Makes the system call of a queued operation, if it may succeed; otherwise sees to it that epoll
  /// tells when.
  func attempt(_ id: OperationID) {
    // Nil: cancelled since.
    guard let operation = operations[id] else { return }
    // Field by field: a copy of the watch would share its list of polls.
    let input = watches[Int(operation.fd)].input
    let isWritable = watches[Int(operation.fd)].isWritable
    switch operation.work {
    case .connect: connectNow(operation)
    case .receive(_, .data) where input == .unknown: attemptNow(id)
    case .accept, .receive:
      if input == .some { attemptNow(id) } else { waitFor(.reading, operation) }
    case .send: if isWritable { attemptNow(id) } else { waitFor(.output, operation) }
    case .poll(let events, _): pollNow(operation, events)
    }
  }

  /// Makes the system call of an operation whose descriptor is ready.
  func attemptNow(_ id: OperationID) {
    guard let operation = operations[id] else { return }
    switch operation.work {
    case .accept(let multishot): acceptNow(operation, multishot: multishot)
    case .connect: concludeConnect(operation)
    case .receive(let bytes, _):
      let result = receiveNow(operation.fd, into: bytes)
      guard result != -EAGAIN else { return waitFor(.reading, operation) }
      finish(id, result, moreQueued: result > 0 && result == bytes.count)
    case .send(let bytes):
      let result = sendNow(operation.fd, from: bytes)
      guard result != -EAGAIN else { return waitFor(.output, operation) }
      finish(id, result)
    case .poll(let events, _): answerPoll(id, events)
    }
  }

  /// Has epoll report the events, now or later. A failure completes the operation.
  func waitFor(_ events: EpollEvents, _ operation: ReadinessOperation) {
    let index = Int(operation.fd)
    let interest = watches[index].interest
    guard !interest.isSuperset(of: events) else { return }
    do {
      try epoll.watch(operation.fd, for: interest.union(events), isKnown: !interest.isEmpty)
      watches[index].interest.formUnion(events)
    } catch {
      // EPERM: a file, which is always ready, and no socket.
      guard error == .notPermitted else { return finish(operation.id, -error.rawValue) }
      guard case .poll(let asked, _) = operation.work else {
        return finish(operation.id, -ENOTSOCK)
      }
      askNow(operation, asked)
    }
  }

  // MARK: Streams

  func receiveNow(_ fd: Int32, into bytes: LentBytes) -> Int32 {
    calls.receives += 1
    let index = Int(fd)
    guard index >= 0, index < watches.count else { return SystemCalls.receive(fd, bytes) }
    let brought: SystemCalls.Received
    if watches[index].drained == .shortCountWithoutRights {
      brought = SystemCalls.receiveMessage(fd, bytes)
    } else {
      brought = SystemCalls.Received(result: SystemCalls.receive(fd, bytes), hadRights: false)
    }
    if brought.result == -EAGAIN {
      watches[index].noteEmpty()
    } else if brought.result > 0, brought.result < bytes.count {
      watches[index].noteShort(hadRights: brought.hadRights, fd)
    } else {
      watches[index].input = .some
    }
    return brought.result
  }

  func sendNow(_ fd: Int32, from bytes: LentBytes) -> Int32 {
    calls.sends += 1
    let result = SystemCalls.send(fd, bytes)
    let index = Int(fd)
    if index >= 0, index < watches.count {
      watches[index].isWritable = result < 0 ? result != -EAGAIN : result == bytes.count
    }
    return result
  }

  // MARK: Connections

  private func acceptNow(_ operation: ReadinessOperation, multishot: Bool) {
    let mayBlock = watches[Int(operation.fd)].mayBlock
    for _ in 0..<Self.acceptLimit {
      // There is no accept that does not wait on a descriptor that does. One who accepts at the same
      // time, in another process, may still take the connection away in between.
      if mayBlock, !hasConnection(operation.fd) {
        watches[Int(operation.fd)].noteEmpty()
        waitFor(.reading, operation)
        return
      }
      calls.accepts += 1
      let result = SystemCalls.accept(operation.fd, flags: socketFlags)
      switch -result {
      case EAGAIN:
        watches[Int(operation.fd)].noteEmpty()
        waitFor(.reading, operation)
        return
      // The connection was gone before it was taken: accept(2) says to go on.
      case ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
        ENETUNREACH:
        continue
      default: break
      }
      if result >= 0 { begin(result, acceptedOn: operation.fd) }
      guard result >= 0, multishot else { return finish(operation.id, result) }
      finished.append(Completion(id: operation.id, result: result, more: true))
    }
    // The rest of the backlog in the next turn.
    queued.append(operation.id)
  }

  /// A connection is of its listener's kind, which is asked for once.
  private func begin(_ fd: Int32, acceptedOn listener: Int32) {
    if watches[Int(listener)].drained == .unknown {
      watches[Int(listener)].drained = SystemCalls.drainedSign(listener)
    }
    while watches.count <= Int(fd) { watches.append(Watch()) }
    watches[Int(fd)] = Watch()
    watches[Int(fd)].drained = watches[Int(listener)].drained
  }

  private func hasConnection(_ fd: Int32) -> Bool {
    (try? SystemCalls.poll(fd, for: .input, milliseconds: 0))?.isEmpty == false
  }

  private func connectNow(_ operation: ReadinessOperation) {
    let (id, fd) = (operation.id, operation.fd)
    guard let address = destinations[id] else { return }
    // A socket that is not connected has reported its end, which must not be taken for the outcome.
    disregard(fd)
    let result: Int32
    do {
      result = SystemCalls.connect(fd, try KernelAddress(address))
    } catch {
      return finish(id, -error.rawValue)
    }
    switch result {
    case -EINPROGRESS:
      watches[Int(fd)].isWritable = false
      waitFor(.output, operation)
    // A local listener's backlog is full.
    case -EAGAIN: stalled.append(id)
    default: finish(id, result)
    }
  }

  private func concludeConnect(_ operation: ReadinessOperation) {
    do {
      finish(operation.id, -(try SystemCalls.integerOption(operation.fd, SOL_SOCKET, SO_ERROR)))
    } catch {
      finish(operation.id, -error.rawValue)
    }
  }

  /// Takes the descriptor out of epoll and forgets its flags, not its operations.
  private func disregard(_ fd: Int32) {
    let index = Int(fd)
    guard !watches[index].interest.isEmpty else { return }
    epoll.forget(fd)
    watches[index].interest = []
    watches[index].input = .unknown
    watches[index].hasEnded = false
  }

  // MARK: Polls

  private func pollNow(_ operation: ReadinessOperation, _ events: EpollEvents) {
    // Never empty, so that a poll for nothing but errors is registered too.
    let events = events.union(.error)
    if watches[Int(operation.fd)].interest.isSuperset(of: events) {
      // Drained since it was registered: what comes is an edge.
      let isDrained = watches[Int(operation.fd)].input == .none
      if !isDrained || !events.isSubset(of: .arriving) { askNow(operation, events) }
    } else {
      // What is ready already is reported by the registration.
      waitFor(events, operation)
    }
  }

  /// poll(2) without waiting.
  private func askNow(_ operation: ReadinessOperation, _ events: EpollEvents) {
    let asked = PollEvents(rawValue: events.rawValue)
    guard let now = try? SystemCalls.poll(operation.fd, for: asked, milliseconds: 0) else { return }
    answerPoll(operation.id, EpollEvents(rawValue: now.rawValue))
  }

  /// Completes a poll with those of the events that it asked for, if any.
  func answerPoll(_ id: OperationID, _ reported: EpollEvents) {
    guard let operation = operations[id], case .poll(let asked, let multishot) = operation.work
    else { return }
    let answer = reported.intersection(asked.union([.error, .hangUp]))
    guard !answer.isEmpty else { return }
    let result = Int32(truncatingIfNeeded: answer.rawValue)
    guard multishot else { return finish(id, result) }
    finished.append(Completion(id: id, result: result, more: true))
  }
}

extension EpollEvents {
  /// Whatever lets a receive or an accept return.
  static let reading: EpollEvents = [.input, .urgent, .peerClosed]
  /// What comes as an edge once the descriptor has been drained.
  static let arriving: EpollEvents = [.input, .peerClosed, .error, .hangUp]
}
