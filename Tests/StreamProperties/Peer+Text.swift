// Reads of text, each checked against what was written: by peers for whom text is what was written,
// byte for byte.

import Sluice
import SluiceTesting

extension Peer {
  /// One call. False at the end of the stream.
  func readText(_ reading: Reading) async throws -> Bool {
    let count = reading.count
    switch reading.kind {
    case .text:
      let text = try await stream.readText(count: count)
      try take(text, by: reading)
      guard text.unicodeScalars.count == count else { return ended() }
    case .textHere:
      let text = try await stream.readText(upTo: count)
      try take(text, by: reading)
      guard !text.isEmpty else { return ended() }
      guard text.unicodeScalars.count <= count else { throw Misbehaviour("\(reading): too much") }
    case .textUntil:
      let delimiter = Unicode.Scalar(reading.delimiter)
      guard let text = try await stream.readText(until: delimiter) else { return ended() }
      try incoming.take(
        until: reading.delimiter, plan.style.bytes(of: text), limit: plan.lineLimit,
        by: "\(reading)")
    case .textRest:
      try take(await stream.readTextToEnd(limit: .max), by: reading)
      return ended()
    case .character:
      guard let character = try await stream.readCharacter() else { return ended() }
      try take("\(character)", by: reading)
      try checkIsWhole(character)
    case .isReady:
      guard try await stream.isInputReady() else { return nothingThere() }
      let buffered = await stream.bufferedInputCount()
      // Between two calls from another loop the other half may have closed the stream.
      guard plan.readsElsewhere || buffered > 0 else {
        throw Misbehaviour("a character is ready, and no byte is there")
      }
    default: return try await readScalar(reading)
    }
    return true
  }

  private func readScalar(_ reading: Reading) async throws -> Bool {
    let found: Unicode.Scalar?
    switch reading.kind {
    case .scalarNow:
      guard case .read(let scalar) = try await stream.readScalarWithoutWaiting() else {
        return nothingThere()
      }
      found = scalar
    case .peekScalar: found = try await stream.peekScalar()
    default: found = try await stream.readScalar()
    }
    guard let found else { return ended() }
    let bytes = plan.style.bytes(of: found)
    guard reading.kind != .peekScalar else {
      try incoming.look(at: bytes, by: "\(reading)")
      return true
    }
    try incoming.take(bytes, by: "\(reading)")
    if reading.kind == .scalarAgain {
      try await stream.unread()
      incoming.putBack(bytes.count)
    }
    return true
  }

  /// The scalar behind a character that was read does not belong to it.
  private func checkIsWhole(_ character: Character) throws {
    // So much is one however much belongs to it; and behind an end that comes early nothing does.
    guard "\(character)".utf8.count < 1_000, !incoming.mayEndEarly, !incoming.readerDrains
    else { return }
    let rest = plan.style.text(of: Array(incoming.content[incoming.position...].prefix(4)))
    guard let next = rest.unicodeScalars.first, character != "\n" else { return }
    var longer = "\(character)"
    longer.unicodeScalars.append(next)
    guard longer.count > 1 else { throw Misbehaviour("a character was cut before \(next)") }
  }

  private func take(_ text: String, by reading: Reading) throws {
    try incoming.take(plan.style.bytes(of: text), by: "\(reading)")
  }
}
