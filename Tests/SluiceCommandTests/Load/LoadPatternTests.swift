// The payloads: endless, different, and compared byte by byte.

import Testing

@testable import SluiceCommand

@Suite struct LoadPatternTests {
  /// The first `count` bytes from the payload `number` on, as the runs give them.
  private func bytes(_ pattern: LoadPattern, from number: Int, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var offset = pattern.start(of: number)
    while bytes.count < count {
      let run = pattern.run(from: offset, limit: count - bytes.count)
      bytes += pattern.bytes[run]
      offset = pattern.offset(after: run)
    }
    return bytes
  }

  @Test(arguments: [
    LoadPattern.random(payload: 64, atOnce: 3), .random(payload: 300_001, atOnce: 1),
    .lines(payload: 40, atOnce: 32), .constant("+PONG\r\n", atOnce: 1),
  ])
  func `The runs are one sequence, wherever one begins`(pattern: LoadPattern) {
    let payload = pattern.payload
    let count = pattern.period / payload + 3
    let whole = bytes(pattern, from: 0, count: (count + 2) * payload)
    for number in [1, 2, count - 2, count - 1, count] {
      let part = bytes(pattern, from: number, count: payload)
      #expect(part[...] == whole[number * payload..<(number + 1) * payload], "\(number)")
    }
  }

  @Test(arguments: [3, 40, 4096])
  func `Lines are printable, end in CRLF, and differ while under way`(size: Int) {
    let pattern = LoadPattern.lines(payload: size, atOnce: 16)
    var lines: Set<[UInt8]> = []
    for number in 0..<17 {
      let line = bytes(pattern, from: number, count: size)
      #expect(line.suffix(2) == [13, 10])
      #expect(line.dropLast(2).allSatisfy { 0x21...0x7E ~= $0 })
      lines.insert(line)
    }
    // There are only ninety lines of one byte.
    #expect(lines.count == 17 || size == 3)
  }

  @Test func `A difference is found where it is`() throws {
    let pattern = LoadPattern.random(payload: 64, atOnce: 4)
    let right = bytes(pattern, from: 5, count: 256)
    let offset = pattern.start(of: 5)
    #expect(pattern.firstDifference(in: right.span, from: offset) == nil)
    for index in [0, 1, 17, 254, 255] {
      var wrong = right
      wrong[index] ^= 0x80
      #expect(pattern.firstDifference(in: wrong.span, from: offset) == index)
    }
  }
}
