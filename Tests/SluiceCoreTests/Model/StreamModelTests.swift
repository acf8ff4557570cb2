import Glibc
import SluiceCore
import TestSupport
import Testing

/// Random operations of every kind on a stream and on its model: two arrays, and naive code.
struct StreamModelTests {
  /// How many operations: `SLUICE_OPERATIONS`, else as many as take a few seconds.
  static let operations: Int = {
    // Read once, before anything in the tests sets a variable.
    guard let text = unsafe getenv("SLUICE_OPERATIONS") else { return 100_000 }
    guard let count = Int(unsafe String(cString: text)) else {
      fatalError("SLUICE_OPERATIONS is not a number")
    }
    return count
  }()

  @Test
  func `a stream does what its model does`() {
    var generator = Seeds.generator()
    var left = Self.operations
    var number = 0
    while left > 0 {
      number += 1
      // Each stream has a seed of its own, so that its failure can be repeated without the others.
      var play = StreamPlay(seed: generator.next())
      while left > 0, play.goesOn {
        left -= 1
        if let difference = play.step() {
          Issue.record("stream \(number): \(difference); \(Seeds.note)")
          return
        }
      }
      if let difference = play.finish() {
        Issue.record("stream \(number): \(difference); \(Seeds.note)")
        return
      }
    }
  }
}

/// A stream, its model, and the operations done so far.
struct StreamPlay {
  let playback: Playback
  var input: TextModel
  var output: OutputModel
  var random: SplitMix64
  /// What was done, and what it should have come to.
  var history: [String] = []
  /// The start and end of what can be unread.
  var unreadable: Range<Int>?
  /// The bytes that a failed read was about.
  var bad: Range<Int>?
  var steps = 0

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let format = random.format()
    let bytes = random.input(format)
    playback = Playback(
      bytes, format, chunking: .random(random.next()),
      capacity: .random(in: 1...12, using: &random),
      output: .random(in: 1...12, using: &random), limit: .random(in: 3...60, using: &random),
      armed: .random(using: &random))
    input = TextModel(bytes, format)
    output = OutputModel(format)
    history.append("\(format) \(bytes)")
  }

  var goesOn: Bool { steps < 300 && !(input.rest.isEmpty && steps > 40) }

  /// One random operation; what it did differently from the model, nil if nothing.
  mutating func step() -> String? {
    steps += 1
    let difference =
      switch Int.random(in: 0..<30, using: &random) {
      case 0: changeFormat()
      case 1..<12: write()
      case 12..<20: readText()
      case 20..<24: readBytes()
      default: readOne()
      }
    if let difference { return describe(difference) }
    guard playback.consumedBytes == input.position else {
      return describe("\(playback.consumedBytes) bytes are consumed, not \(input.position)")
    }
    return nil
  }

  /// What is left on both sides.
  mutating func finish() -> String? {
    let rest = playback.rest()
    guard rest == Array(input.rest) else { return describe("\(rest) is left") }
    let flushed = playback.flushed()
    guard flushed == output.bytes else {
      return describe("\(flushed) was sent, not \(output.bytes)")
    }
    return nil
  }

  private func describe(_ difference: String) -> String {
    """
    \(difference)
      after \(history.suffix(12).joined(separator: "\n    "))
      of \(history[0]) in \(playback.state.input.capacity)/\(playback.state.output.capacity)
    """
  }

  mutating func changeFormat() -> String? {
    var format = random.format()
    // Often only the ending or the policy.
    if Bool.random(using: &random) { format.encoding = input.format.encoding }
    history.append("format \(format)")
    playback.state.format = format
    input.format = format
    output.format = format
    return nil
  }

  /// Compares what an operation came to; notes where bad text was met.
  mutating func compare<P: Equatable>(
    _ name: String, _ outcome: ModelOutcome<P>, _ expected: ModelOutcome<P>
  ) -> String? {
    history.append("\(name): \(expected)")
    switch expected {
    case .malformed(let offset, let count): bad = offset..<(offset + count)
    case .stray(_, let offset): bad = offset..<(offset + input.width)
    case .read, .lineTooLong: break
    }
    return outcome == expected ? nil : "\(name): \(outcome), not \(expected)"
  }
}
