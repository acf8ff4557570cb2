// The reading half of a peer: calls one after the other, each checked against what was written.

import Sluice
import SluiceTesting
import SystemPackage

extension Peer {
  /// Reads until the end of the stream, an error, or as often as the plan says. Whether the end of the
  /// stream was reached.
  func readAll() async throws -> Bool {
    var left = plan.readings ?? .max
    while left > 0 {
      left -= 1
      if random.chance(plan.pauses) {
        try await network.sleep(for: .microseconds(random.number(in: 1...50_000)))
      }
      let reading = plan.nextReading()
      tally.count(reading.kind)
      let (began, jumped) = (network.elapsed, network.timeJumped)
      let position = incoming.position
      tell("\(reading)")
      do {
        let call: @Sendable () async throws -> Bool = { [self] in
          let goesOn = try await read(reading)
          if goesOn { noteReceived(by: reading, since: began, jumped) }
          return goesOn
        }
        let goesOn =
          reading.isOneCall && !plan.readsElsewhere && random.chance(0.03)
          ? try await besidesAnother(call) : try await cancellably(call)
        try checkTime(of: reading, at: position, since: began, jumped)
        if !goesOn {
          tally.count(.readEnd)
          return true
        }
      } catch let error as StreamError {
        tell("\(reading): \(error)")
        try checkTime(of: reading, at: position, since: began, jumped)
        guard try await survives(error, of: reading, since: began) else {
          return incoming.hasEnded
        }
      }
    }
    return false
  }

  /// Whether reading can go on after that error.
  private func survives(
    _ error: StreamError, of reading: Reading, since began: Duration
  ) async throws -> Bool {
    switch error {
    case .cancelled:
      guard mayBeCancelled else { throw Misbehaviour("\(reading) says that it was cancelled") }
      tally.count(.readCancelled)
      return !Task.isCancelled
    case .timedOut:
      tally.count(.readTimedOut)
      try checkTimeOut(since: began)
      timeouts += 1
      return timeouts < 4 && plan.configuration.idleTimeout == nil
    case .lineTooLong(let limit):
      tally.count(.lineTooLong)
      return try await goOn(behind: reading, limit)
    case .text(.bareLineFeed(let offset)), .text(.bareCarriageReturn(let offset)):
      tally.count(.strayEnding)
      return try await goOn(behind: reading, strayAt: offset)
    case .text(.malformed) where incoming.mayEndEarly || incoming.readerDrains:
      // Where a write was cut short, its last character may have been.
      tally.count(.halfCharacter)
      return false
    case .endOfStream(let received):
      tally.count(.endTooEarly)
      return try await takeRest(of: reading, received)
    case .io(let failure) where network.mayFailReads(failure.errno):
      tally.count(.readReset)
      return false
    case .closed:
      tally.count(.readClosed)
      return false
    default: throw Misbehaviour("\(reading): \(error)")
    }
  }

  /// A line that is too long can be read raw.
  private func goOn(behind reading: Reading, _ limit: Int) async throws -> Bool {
    if reading.kind == .rest {
      guard incoming.content.count - incoming.position > limit else {
        throw Misbehaviour("\(reading): the rest is longer than \(limit) bytes, it is said")
      }
      return true
    }
    if reading.kind == .until || reading.kind == .textUntil {
      try incoming.checkIsLong(limit, until: reading.delimiter, by: "\(reading)")
    } else {
      try incoming.checkIsLong(limit, plan.lineEnding, by: "\(reading)")
    }
    let bytes = try? await stream.read(upTo: limit + 2)
    if bytes?.isEmpty == true { incoming.end() }
    guard let bytes, !bytes.isEmpty else { return false }
    try incoming.take(bytes, by: "read after a long line")
    return true
  }

  /// Half an ending can be taken out, or read with what stands before it.
  private func goOn(behind reading: Reading, strayAt offset: Int) async throws -> Bool {
    guard plan.lineEnding == .crlfStrict else { throw Misbehaviour("\(reading) is strict") }
    let index = try incoming.findStray(offset, by: "\(reading)")
    if index == incoming.position, random.chance(0.7) {
      guard let count = try? await stream.skipBadText() else { return false }
      try incoming.skip(count)
    } else {
      let count = index - incoming.position + 1
      guard let bytes = try? await stream.readExactly(count) else { return false }
      try incoming.take(bytes, by: "read after half an ending")
    }
    return true
  }

  /// The stream has ended before so many bytes had come: what did come is there.
  private func takeRest(of reading: Reading, _ received: Int) async throws -> Bool {
    guard reading.kind == .exactly, received < reading.count else {
      throw Misbehaviour("\(reading): \(received) bytes were too few, it is said")
    }
    // The other half may have closed the stream.
    guard let rest = try? await stream.readToEnd(limit: .max) else { return false }
    guard rest.count == received else {
      throw Misbehaviour("\(received) bytes came, it is said, and \(rest.count) are there")
    }
    try incoming.take(rest, by: "what is left of \(reading)")
    incoming.end()
    return false
  }

  /// One call. False at the end of the stream.
  private func read(_ reading: Reading) async throws -> Bool {
    switch reading.kind {
    case .line, .lineBytes, .lineAndEnding, .lineNow, .until, .nested:
      try await readLine(reading)
    case .text, .textHere, .textUntil, .textRest, .scalar, .scalarAgain, .peekScalar, .scalarNow,
      .character, .isReady:
      try await readText(reading)
    default: try await readBytes(reading)
    }
  }

  // MARK: Lines

  private func readLine(_ reading: Reading) async throws -> Bool {
    switch reading.kind {
    case .line:
      guard let line = try await stream.readLine() else { return ended() }
      try take(line, by: reading)
    case .lineAndEnding:
      guard let line = try await stream.readLineAndEnding() else { return ended() }
      try take(line.text, isTerminated: line.isTerminated, by: reading)
    case .lineNow:
      guard case .read(let line) = try await stream.readLineWithoutWaiting() else {
        return nothingThere()
      }
      guard let line else { return ended() }
      try take(line, by: reading)
    case .until:
      let limit = plan.lineLimit
      guard let found = try await stream.read(until: reading.delimiter) else { return ended() }
      try incoming.take(until: reading.delimiter, found, limit: limit, by: "\(reading)")
    default:
      var found: [UInt8]?
      let hasLine: Void? = try await stream.withLine { line in
        if reading.kind == .nested, !plan.readsElsewhere { try await readInside() }
        found = copy(line)
      }
      guard hasLine != nil, let found else { return ended() }
      try take(found, by: reading)
    }
    return true
  }

  private func take(
    _ line: String, isTerminated: Bool? = nil, by reading: Reading
  ) throws {
    try take(plan.style.bytes(of: line), isTerminated: isTerminated, by: reading)
  }

  private func take(
    _ line: [UInt8], isTerminated: Bool? = nil, by reading: Reading
  ) throws {
    try incoming.take(
      line: line, plan.lineEnding, limit: plan.lineLimit, isTerminated: isTerminated,
      by: "\(reading)")
  }

  func ended() -> Bool {
    incoming.end()
    return false
  }

  /// A read that does not wait has found nothing.
  func nothingThere() -> Bool {
    tally.count(.nothingThere)
    return true
  }
}

private func copy(_ span: Span<UInt8>) -> [UInt8] {
  var bytes: [UInt8] = []
  for index in span.indices { bytes.append(span[index]) }
  return bytes
}
