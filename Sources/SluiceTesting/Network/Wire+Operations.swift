// What operations do, when; and how they are cancelled.

import SluiceCore
import SluiceLoop
import SystemPackage

extension Wire {
  /// Takes an operation over, after a look at the rules.
  func submit(_ operation: SimulatedOperation) {
    let socket = operation.socket
    switch operation.kind {
    case .receive, .accept:
      if socket.reading != nil { violate("two receives of one descriptor are in flight") }
      socket.reading = operation
    case .send, .connect:
      if socket.writing != nil { violate("two sends of one descriptor are in flight") }
      socket.writing = operation
    case .poll: socket.polls.append(operation)
    }
    socket.undelivered += 1
    if operation.kind == .send || operation.kind == .receive {
      note(
        operation.kind == .send ? .sendAsked : .receiveAsked, socket, count: operation.bytes.count)
    }
    events.insert(.attempt(operation), at: now)
  }

  func attempt(_ operation: SimulatedOperation) {
    guard !operation.isDone else { return }
    switch operation.kind {
    case .receive:
      let limit = operation.bytes.count
      if let result = receive(operation.socket, into: operation.bytes, limit: limit) {
        let isMore = result > 0 && operation.socket.inbox.readable > 0
        finish(operation, result, moreQueued: isMore)
      }
    case .send: attemptSend(operation)
    case .accept: attemptAccept(operation)
    case .connect: beginConnecting(operation)
    case .poll: attemptPoll(operation)
    }
  }

  private func attemptSend(_ operation: SimulatedOperation) {
    let rest = operation.bytes.dropping(operation.moved)
    guard let result = send(operation.socket, from: rest, total: operation.bytes.count) else {
      return
    }
    guard result >= 0 else {
      // What has left counts; the next call is told.
      if operation.moved > 0 { operation.socket.error = Errno(rawValue: -result) }
      return finish(operation, operation.moved > 0 ? Int32(operation.moved) : result)
    }
    operation.moved += Int(result)
    let isWhole = operation.moved == operation.bytes.count
    if isWhole || random.chance(faults.shortSends) { finish(operation, Int32(operation.moved)) }
  }

  private func attemptPoll(_ operation: SimulatedOperation) {
    let asked = operation.events.union([.error, .hangUp])
    let found = operation.socket.readiness.intersection(asked)
    guard operation.isMultishot else {
      if !found.isEmpty { finish(operation, Int32(truncatingIfNeeded: found.rawValue)) }
      return
    }
    let isNews = !found.subtracting(operation.reported).isEmpty
    operation.reported = found
    if isNews { complete(operation, Int32(truncatingIfNeeded: found.rawValue), more: true) }
  }

  func answerPolls(of socket: SimulatedSocket) {
    guard !socket.polls.isEmpty else { return }
    for poll in socket.polls { attempt(poll) }
  }

  // MARK: Completing

  /// The final completion is determined; it is seen a little later.
  func finish(_ operation: SimulatedOperation, _ result: Int32, moreQueued: Bool = false) {
    operation.isDone = true
    let socket = operation.socket
    switch operation.kind {
    case .receive, .accept: if socket.reading === operation { socket.reading = nil }
    case .send, .connect: if socket.writing === operation { socket.writing = nil }
    case .poll: socket.polls.removeAll { $0 === operation }
    }
    complete(operation, result, more: false, moreQueued: moreQueued)
  }

  func complete(
    _ operation: SimulatedOperation, _ result: Int32, more: Bool, moreQueued: Bool = false
  ) {
    // What follows from a failure of the socket is not seen before it: the kernel tells a failure once,
    // and whoever asks next is told what is left.
    let socket = operation.socket
    let time = max(later(times.completionDelay), max(operation.lastSeen, socket.lastFailureSeen))
    if time < latestSeen { counts[.overtaking] += 1 }
    latestSeen = max(latestSeen, time)
    operation.lastSeen = time
    if result < 0 { socket.lastFailureSeen = time }
    let completion = Completion(
      id: operation.id, result: result, more: more, moreQueued: moreQueued)
    events.insert(.completion(operation.driver, completion, of: operation), at: time)
  }

  // MARK: Cancelling

  func cancel(_ operation: SimulatedOperation) {
    events.insert(.cancel(operation), at: later(times.cancelDelay))
  }

  /// It ends with what it has done, or, if that is nothing, as cancelled.
  func cancelNow(_ operation: SimulatedOperation) {
    guard !operation.isDone else {
      note(.cancelTooLate, operation.socket)
      counts[.cancelTooLate] += 1
      return
    }
    counts[operation.moved > 0 ? .cancelHalfWay : .cancelInTime] += 1
    note(.cancelled, operation.socket, count: operation.moved)
    finish(operation, operation.moved > 0 ? Int32(operation.moved) : -Errno.canceled.rawValue)
  }
}
