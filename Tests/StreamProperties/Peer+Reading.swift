// The reading half of a peer: calls one after the other, each checked against what was written.

import Sluice
import SluiceTesting

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
      let began = network.elapsed
      let jumped = network.timeJumped
      tell("\(reading)")
      do {
        let goesOn = try await cancellably { [self] in try await read(reading) }
        try checkTime(of: "\(reading)", since: began, jumped)
        if !goesOn { return true }
      } catch let error as StreamError {
        tell("\(reading): \(error)")
        try checkTime(of: "\(reading)", since: began, jumped)
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
      guard cancellations > 0 else { throw Misbehaviour("\(reading) says that it was cancelled") }
      return true
    case .timedOut:
      try checkTimeOut(since: began)
      timeouts += 1
      return timeouts < 4 && plan.configuration.idleTimeout == nil
    case .lineTooLong(let limit):
      var delimiter: UInt8 = 10
      if case .until(let other) = reading { delimiter = other }
      try incoming.checkIsLong(limit, until: delimiter, by: "\(reading)")
      let bytes = try? await stream.read(upTo: limit + 2)
      if bytes?.isEmpty == true { incoming.end() }
      guard let bytes, !bytes.isEmpty else { return false }
      try incoming.take(bytes, by: "read after a long line")
      return true
    case .endOfStream(let received):
      guard case .exactly = reading else { return false }
      // The other half may have closed the stream.
      guard let rest = try? await stream.readToEnd(limit: .max) else { return false }
      guard rest.count == received else {
        throw Misbehaviour("\(received) bytes came, it is said, and \(rest.count) are there")
      }
      try incoming.take(rest, by: "what is left of \(reading)")
      incoming.end()
      return false
    default: return false
    }
  }

  /// One call. False at the end of the stream.
  private func read(_ reading: Reading) async throws -> Bool {
    let name = "\(reading)"
    switch reading {
    case .line:
      guard let line = try await stream.readLine() else { return ended() }
      try takeLine(bytes(of: line), by: name)
    case .lineBytes:
      var found: [UInt8]?
      let hasLine: Void? = try await stream.withLine { found = copy($0) }
      guard hasLine != nil, let found else { return ended() }
      try takeLine(found, by: name)
    case .exactly(let count): try incoming.take(await stream.readExactly(count), by: name)
    case .exactlyInto(let count): return try await readExactlyInto(count, name)
    case .into(let count):
      var room = [UInt8](repeating: 0xA5, count: count)
      let filled = try await fill(&room)
      guard filled > 0 else { return ended() }
      try incoming.take(Array(room[..<filled]), by: name)
      guard room[filled...].allSatisfy({ $0 == 0xA5 }) else {
        throw Misbehaviour("\(name) wrote behind what it read")
      }
    case .available(let limit):
      let bytes = try await stream.read(upTo: limit)
      guard !bytes.isEmpty else { return ended() }
      try incoming.take(bytes, by: name)
    case .borrowed(let limit):
      var found: [UInt8]?
      let hasBytes: Void? = try await stream.withBytes(upTo: limit) {
        found = copy($0)
      }
      guard hasBytes != nil, let found else { return ended() }
      try incoming.take(found, by: name)
    default: return try await readOther(reading, name)
    }
    return true
  }

  private func readOther(_ reading: Reading, _ name: String) async throws -> Bool {
    switch reading {
    case .until(let delimiter):
      guard let found = try await stream.read(until: delimiter) else { return ended() }
      try incoming.take(until: delimiter, found, by: name)
    case .byte:
      guard let byte = try await stream.readByte() else { return ended() }
      try incoming.take([byte], by: name)
    case .text(let count):
      let text = try await stream.readText(count: count)
      try incoming.take(bytes(of: text), by: name)
      if text.unicodeScalars.count < count { return ended() }
    case .look:
      guard case .read(let byte) = try await stream.readByteWithoutWaiting() else { return true }
      guard let byte else { return ended() }
      try incoming.take([byte], by: name)
    default: preconditionFailure("\(name) is read elsewhere")
    }
    return true
  }

  private func readExactlyInto(_ count: Int, _ name: String) async throws -> Bool {
    var room = [UInt8](repeating: 0, count: count)
    do throws(StreamError) { try await fillWhole(&room) } catch {
      guard case .endOfStream(let received) = error else { throw error }
      try incoming.take(Array(room[..<received]), by: name)
      return ended()
    }
    try incoming.take(room, by: name)
    return true
  }

  private func fill(_ room: inout [UInt8]) async throws(StreamError) -> Int {
    var span = room.mutableSpan
    return try await stream.read(into: &span)
  }

  private func fillWhole(_ room: inout [UInt8]) async throws(StreamError) {
    var span = room.mutableSpan
    try await stream.readExactly(into: &span)
  }

  private func takeLine(_ line: [UInt8], by name: String) throws {
    try incoming.take(line: line, stripsReturn: !plan.isPlainText, by: name)
  }

  private func ended() -> Bool {
    incoming.end()
    return false
  }
}

private func copy(_ span: Span<UInt8>) -> [UInt8] {
  var bytes: [UInt8] = []
  for index in span.indices { bytes.append(span[index]) }
  return bytes
}
