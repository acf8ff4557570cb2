// Reads of bytes, each checked against what was written.

import Sluice
import SluiceTesting

extension Peer {
  /// One call. False at the end of the stream.
  func readBytes(_ reading: Reading) async throws -> Bool {
    let count = reading.count
    switch reading.kind {
    case .exactly:
      try incoming.take(await stream.readExactly(count), by: "\(reading)")
    case .exactlyInto: return try await readExactlyInto(count * 8, reading)
    case .into: return try await readInto(count * 8, reading)
    case .available:
      let bytes = try await stream.read(upTo: count)
      guard !bytes.isEmpty else { return ended() }
      guard bytes.count <= count else { throw Misbehaviour("\(reading) has read more") }
      try incoming.take(bytes, by: "\(reading)")
    case .borrowed: return try await borrow(reading)
    case .drain: try incoming.take(await stream.drainInput(upTo: count), by: "\(reading)")
    case .rest:
      try incoming.take(await stream.readToEnd(limit: count * 4), by: "\(reading)")
      return ended()
    default: return try await readByte(reading)
    }
    return true
  }

  private func readByte(_ reading: Reading) async throws -> Bool {
    switch reading.kind {
    case .byte, .byteAgain:
      guard let byte = try await stream.readByte() else { return ended() }
      try incoming.take([byte], by: "\(reading)")
      if reading.kind == .byteAgain {
        try await stream.unread()
        incoming.putBack(1)
      }
    case .peek:
      guard let byte = try await stream.peekByte() else { return ended() }
      try incoming.look(at: [byte], by: "\(reading)")
    case .look:
      guard case .read(let byte) = try await stream.readByteWithoutWaiting() else {
        return nothingThere()
      }
      guard let byte else { return ended() }
      try incoming.take([byte], by: "\(reading)")
    default: preconditionFailure("\(reading) reads no bytes")
    }
    return true
  }

  private func borrow(_ reading: Reading) async throws -> Bool {
    var found: [UInt8]?
    let hasBytes: Void? = try await stream.withBytes(upTo: reading.count) { bytes in
      var copy: [UInt8] = []
      for index in bytes.indices { copy.append(bytes[index]) }
      found = copy
    }
    guard hasBytes != nil, let found else { return ended() }
    guard !found.isEmpty else { throw Misbehaviour("\(reading): nothing was lent") }
    try incoming.take(found, by: "\(reading)")
    return true
  }

  private func readInto(_ count: Int, _ reading: Reading) async throws -> Bool {
    var room = [UInt8](repeating: 0xA5, count: count)
    let filled = try await fill(&room)
    guard filled > 0 else { return ended() }
    try incoming.take(Array(room[..<filled]), by: "\(reading)")
    guard room[filled...].allSatisfy({ $0 == 0xA5 }) else {
      throw Misbehaviour("\(reading) wrote behind what it read")
    }
    return true
  }

  private func readExactlyInto(_ count: Int, _ reading: Reading) async throws -> Bool {
    var room = [UInt8](repeating: 0, count: count)
    do throws(StreamError) { try await fillWhole(&room) } catch {
      guard case .endOfStream(let received) = error else { throw error }
      tally.count(.endTooEarly)
      guard received < count else { throw Misbehaviour("\(reading): all of it came") }
      try incoming.take(Array(room[..<received]), by: "\(reading)")
      return ended()
    }
    try incoming.take(room, by: "\(reading)")
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
}
