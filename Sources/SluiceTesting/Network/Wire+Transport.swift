// How bytes travel from one end of a connection to the other.

import SluiceCore
import SluiceLoop
import SystemPackage

extension Wire {
  // MARK: Calls

  /// recv(2): a count, 0 at the end, a negated errno; nil where it would have to wait.
  func receive(_ socket: SimulatedSocket, into bytes: LentBytes, limit: Int) -> Int32? {
    let readable = socket.inbox.readable
    if readable > 0, limit > 0 {
      var count = min(readable, limit)
      if random.chance(faults.shortReceives) { count = random.number(in: 1...count) }
      if count < min(readable, limit) { counts[.shortReceive] += 1 }
      socket.inbox.read(count, into: bytes)
      note(.received, socket, count: count, of: limit)
      if let other = socket.other, !other.isClosed {
        events.insert(.retrySend(other), at: later(times.latency))
      }
      return Int32(count)
    }
    // What has ended in an orderly way stays ended so, whatever came behind it.
    if let error = socket.error, !socket.inbox.hasEnded {
      socket.error = nil
      note(.receiveFailed, socket, count: Int(error.rawValue))
      return -error.rawValue
    }
    guard socket.state == .connected else { return -Errno.socketNotConnected.rawValue }
    guard socket.isReset || socket.inbox.hasEnded || limit == 0 else { return nil }
    note(.receivedEnd, socket)
    return 0
  }

  /// send(2): a count, a negated errno; nil where it would have to wait.
  func send(_ socket: SimulatedSocket, from bytes: LentBytes, total: Int) -> Int32? {
    if let error = socket.error {
      socket.error = nil
      note(.sendFailed, socket, count: Int(error.rawValue))
      return -error.rawValue
    }
    guard socket.state == .connected else { return -Errno.socketNotConnected.rawValue }
    guard !socket.isReset, !socket.isOutputShut, let other = socket.other else {
      note(.sendFailed, socket, count: Int(Errno.brokenPipe.rawValue))
      return -Errno.brokenPipe.rawValue
    }
    // A peer that is gone takes what comes, and answers with a reset.
    let room = other.isClosed ? Int.max : other.inbox.room
    guard room > 0 || bytes.isEmpty else {
      counts[.fullBuffer] += 1
      return nil
    }
    var count = min(room, bytes.count)
    if count > 1, random.chance(faults.shortSends) { count = random.number(in: 1...count) }
    if count < bytes.count { counts[.shortSend] += 1 }
    let earliest = later(times.latency)
    if earliest > now { counts[.latency] += 1 }
    other.inbox.write(bytes, count: count, earliest: earliest)
    note(.sent, socket, count: count, of: total)
    scheduleArrival(at: other)
    return Int32(count)
  }

  /// shutdown(2) with SHUT_WR: the end of the stream follows the bytes.
  func finishOutput(of socket: SimulatedSocket) {
    guard !socket.isOutputShut else { return }
    socket.isOutputShut = true
    guard let other = socket.other else { return }
    if !socket.isClosed, !other.isOutputShut { counts[.halfClose] += 1 }
    other.inbox.finish(at: later(times.latency))
    scheduleArrival(at: other)
  }

  // MARK: On the way

  /// Decides when the next bytes arrive, and how many, unless some are on their way already.
  func scheduleArrival(at socket: SimulatedSocket) {
    guard socket.inbox.arriving == nil, !socket.inbox.hasEnded, !socket.isReset,
      let earliest = socket.inbox.earliestArrival
    else { return }
    let arrived = socket.inbox.arrived
    guard !socket.inbox.isBlackHole else {
      note(.blackHole, socket, count: arrived)
      counts[.blackHole] += 1
      // Never to come.
      socket.inbox.arriving = 0
      return
    }
    let count = min(socket.inbox.onTheWay, random.number(in: 1...socket.inbox.segmentSize))
    if count == 1, socket.inbox.onTheWay > 1 { counts[.singleByte] += 1 }
    var time = max(earliest, socket.inbox.lastArrival)
    if let bandwidth = faults.bandwidth, count > 0 {
      counts[.bandwidth] += 1
      time = max(time, now).advanced(byNanoseconds: Int64(count) * 1_000_000_000 / Int64(bandwidth))
    }
    if let stall = socket.inbox.stall, arrived >= stall.at {
      socket.inbox.stall = nil
      counts[.stall] += 1
      note(.stall, socket, count: Int(stall.time / 1000))
      time = max(time, now).advanced(byNanoseconds: stall.time)
    }
    socket.inbox.arriving = count
    events.insert(.arrival(socket), at: time)
  }

  func arrive(at socket: SimulatedSocket) {
    guard let count = socket.inbox.arriving, !socket.isReset else { return }
    socket.inbox.arriving = nil
    socket.inbox.lastArrival = now
    if count == 0 {
      socket.inbox.hasEnded = true
      note(.endArrived, socket)
    } else {
      guard !socket.isClosed else { return refuseBytes(at: socket) }
      socket.inbox.arrive(count)
      note(.arrived, socket, count: count, of: socket.inbox.readable)
      if let limit = socket.inbox.resetAt, socket.inbox.arrived >= limit { cut(socket) }
    }
    if let receiving = socket.reading { attempt(receiving) }
    answerPolls(of: socket)
    scheduleArrival(at: socket)
  }

  /// Bytes for a socket that is closed: its kernel answers with a reset.
  private func refuseBytes(at socket: SimulatedSocket) {
    socket.inbox.lose(losingArrived: true)
    if let other = socket.other { sendReset(to: other) }
  }

  /// A reset is on its way, unless nothing arrives there any more.
  func sendReset(to socket: SimulatedSocket) {
    guard !socket.isClosed, !socket.inbox.isBlackHole else { return }
    events.insert(.reset(socket), at: later(times.latency))
  }

  /// Somebody between the two ends resets the connection.
  private func cut(_ socket: SimulatedSocket) {
    socket.inbox.resetAt = nil
    note(.cut, socket, count: socket.inbox.arrived)
    counts[.cut] += 1
    sendReset(to: socket)
    if let other = socket.other { sendReset(to: other) }
  }

  func resetArrives(at socket: SimulatedSocket) {
    guard !socket.isClosed, !socket.isReset else { return }
    note(.resetArrived, socket)
    counts[.reset] += 1
    socket.isReset = true
    // As Linux has it: a reset behind the end of the input concerns the output alone.
    socket.error = socket.inbox.hasEnded ? .brokenPipe : .connectionReset
    // What lies before an orderly end is not lost: nobody could tell that it was.
    let losesInput = random.chance(faults.resetsLosingInput) && !socket.inbox.hasEnded
    if losesInput, socket.inbox.readable > 0 { counts[.lostInput] += 1 }
    socket.inbox.lose(losingArrived: losesInput)
    if let receiving = socket.reading, socket.state == .connected { attempt(receiving) }
    if let sending = socket.writing, sending.kind == .send { attempt(sending) }
    answerPolls(of: socket)
  }
}
