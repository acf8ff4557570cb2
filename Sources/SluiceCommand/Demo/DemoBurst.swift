// What a client of the demonstration sends at once, and expects back byte by byte.

import Sluice

/// A burst of lines, of which no two of one run are the same: each carries the number of its
/// connection and of its burst.
struct DemoBurst {
  static let lineCount = 32
  /// Bytes of a line, its CRLF included.
  static let lineLength = 42

  /// The burst as it goes out, and is to come back.
  private(set) var bytes: [UInt8]
  private var answer: [UInt8]

  init(connection: Int) {
    let number = String(connection, radix: 16)
    let line = "00000000 connection " + String(repeating: "0", count: 4 - number.count) + number
    let padding = String(repeating: ".", count: Self.lineLength - 2 - line.utf8.count)
    let text = String(repeating: line + padding + "\r\n", count: Self.lineCount)
    bytes = Array(text.utf8)
    answer = [UInt8](repeating: 0, count: bytes.count)
  }

  /// Writes the number of the burst into each of its lines.
  mutating func stamp(_ number: UInt32) {
    for line in 0..<Self.lineCount {
      for digit in 0..<8 {
        let value = UInt8((number >> UInt32(28 - 4 * digit)) & 15)
        bytes[line * Self.lineLength + digit] = value < 10 ? 0x30 + value : 0x57 + value
      }
    }
  }

  /// Sends the burst and reads as many bytes; returns whether they are the same.
  mutating func exchange(over stream: SocketStream) async throws(StreamError) -> Bool {
    try await stream.write(bytes)
    var room = answer.mutableSpan
    try await stream.readExactly(into: &room)
    return bytes == answer
  }
}
