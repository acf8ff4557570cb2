// What one peer of a connection does, drawn from the seed: both its halves, reading and writing.

import Sluice
import SluiceTesting

/// A reading call.
enum Reading {
  case line, lineBytes, exactly(Int), exactlyInto(Int), into(Int), available(Int), borrowed(Int)
  case until(UInt8), byte, text(Int), look
}

/// A writing call.
enum Writing {
  case bytes([UInt8]), line([UInt8]), text([UInt8]), atOnce([UInt8])
  case flush, startFlush, pause(Duration)
}

/// A plan: what is read in which way, over and over; what is written; and how it ends.
struct PeerPlan: Sendable {
  /// How the writing half ends.
  enum Ending: Sendable {
    /// SHUT_WR.
    case half
    /// The stream is closed, whatever the reading half does.
    case close
    /// Everything is thrown away.
    case abort
  }

  var configuration: StreamConfiguration
  var random: SeededRandom
  var writings: [Writing]
  var ending = Ending.half
  /// Reads so often, and then no more; nil: to the end.
  var readings: Int?
  /// Of a call: that it is cancelled after a while.
  var cancellations = 0.0
  /// Of a read: that it is preceded by a pause.
  var pauses = 0.0
  /// Bytes that are read as text are what was written.
  var isPlainText: Bool

  /// Both peers speak the same encoding: Latin-1, in which every byte is text, or UTF-8, of which they
  /// use the ASCII part.
  init(from random: SeededRandom, faults: NetworkFaults, isLatin1: Bool) {
    var random = random
    let ending = random.element(of: [LineEnding.lf, .crlf])
    isPlainText = ending == .lf
    configuration = StreamConfiguration(
      inputBufferSize: random.element(of: [1, 2, 3, 16, 100, 4_096]),
      outputBufferSize: random.element(of: [1, 2, 3, 16, 100, 4_096]),
      maximumLineLength: random.chance(0.2) ? random.number(in: 0...20) : nil,
      externalFormat: ExternalFormat(
        encoding: isLatin1 ? .latin1 : .utf8, lineEnding: ending))
    configuration.autoFlush = random.chance(0.8)
    writings = (0..<random.number(in: 0...12)).map { _ in
      Self.writing(from: &random, isLatin1: isLatin1)
    }
    if random.chance(0.25) { cancellations = 0.2 }
    if random.chance(0.3) { pauses = 0.2 }
    if random.chance(0.15) { readings = random.number(in: 0...6) }
    if random.chance(0.1) { self.ending = random.element(of: [.close, .abort]) }
    // Where nothing may ever arrive, or be accepted, nothing else would end a wait.
    let isLimited =
      faults.blackHoles > 0 || faults.descriptorLimit != nil || random.chance(0.3)
    if isLimited {
      configuration.readTimeout = .milliseconds(random.element(of: [2, 100, 4_000]))
      configuration.writeTimeout = .milliseconds(random.element(of: [2, 100, 4_000]))
    }
    if random.chance(0.1) { configuration.idleTimeout = .milliseconds(random.number(in: 1...900)) }
    self.random = random
  }

  /// Whether time may end a call.
  var hasTimeouts: Bool {
    configuration.readTimeout != nil || configuration.writeTimeout != nil
      || configuration.idleTimeout != nil
  }

  private static func writing(from random: inout SeededRandom, isLatin1: Bool) -> Writing {
    switch random.number(in: 0...9) {
    case 0: return .flush
    case 1: return .startFlush
    case 2: return .pause(.microseconds(random.element(of: [1, 100, 3_000, 1_500_000])))
    case 3: return .line(content(from: &random, isLatin1: isLatin1).filter { $0 != 10 && $0 != 13 })
    case 4: return .text(content(from: &random, isLatin1: isLatin1))
    case 5: return .atOnce(content(from: &random, isLatin1: isLatin1))
    case 6:
      return .line(content(from: &random, isLatin1: isLatin1).filter { $0 != 10 && $0 != 13 })
    default: return .bytes(content(from: &random, isLatin1: isLatin1))
    }
  }

  /// Mostly short, with line endings and the halves of them strewn in.
  private static func content(from random: inout SeededRandom, isLatin1: Bool) -> [UInt8] {
    let longest = random.element(of: [0, 1, 5, 30, 30, 200, 2_000])
    return (0..<random.number(in: 0...longest)).map { _ in
      let number = random.next()
      switch number & 15 {
      case 0: return 10
      case 1: return 13
      case 2, 3, 4: return 59
      default:
        let byte = UInt8(truncatingIfNeeded: number >> 8)
        return isLatin1 ? byte : (byte % 95) + 32
      }
    }
  }

  /// The next reading call.
  mutating func nextReading() -> Reading {
    let count = random.element(of: [1, 2, 7, 40, 300])
    switch random.number(in: 0...12) {
    case 0, 1: return .line
    case 2: return .lineBytes
    case 3: return .exactly(count)
    case 4: return .exactlyInto(count * 20)
    case 5: return .into(count * 20)
    case 6: return .available(count)
    case 7: return .borrowed(count)
    case 8: return .until(random.element(of: [59, 10]))
    case 9: return .byte
    case 10: return .look
    case 11: return isPlainText ? .text(count) : .line
    default: return .exactly(1)
    }
  }
}

extension PeerPlan {
  /// Whether it does nothing that may lose bytes: nothing ends before the end.
  var isOrderly: Bool {
    !hasTimeouts && readings == nil && ending == .half && cancellations == 0
  }
}
