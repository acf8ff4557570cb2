// What one peer of a connection does, drawn from the seed: both its halves, reading and writing.

import Sluice
import SluiceTesting

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

  let style: Style
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
  /// Which half is at home on another loop, if there is one.
  var readsElsewhere = false
  var writesElsewhere = false

  init(from random: SeededRandom, faults: NetworkFaults, _ style: Style) {
    var random = random
    self.style = style
    configuration = Self.configuration(from: &random, faults: faults, style)
    writings = (0..<random.number(in: 0...style.size.writings)).map { _ in
      Writing(from: &random, style)
    }
    if random.chance(0.25) { cancellations = 0.2 }
    if random.chance(0.3) { pauses = 0.2 }
    if random.chance(0.15) { readings = random.number(in: 0...6) }
    if random.chance(0.1) { ending = random.element(of: [.close, .abort]) }
    if random.chance(0.3) { readsElsewhere = random.chance(0.6) }
    if random.chance(0.3) { writesElsewhere = random.chance(0.6) }
    self.random = random
  }

  private static func configuration(
    from random: inout SeededRandom, faults: NetworkFaults, _ style: Style
  ) -> StreamConfiguration {
    let sizes = [1, 2, 3, 16, 100, 4_096]
    var configuration = StreamConfiguration(
      inputBufferSize: random.element(of: sizes), outputBufferSize: random.element(of: sizes),
      externalFormat: ExternalFormat(
        encoding: style.encoding,
        lineEnding: random.element(of: [.lf, .lf, .lf, .crlf, .crlf, .crlfStrict, .cr])))
    // What is too long is read as bytes, which would cut characters into halves.
    if style.alphabet != .unicode, random.chance(0.2) {
      configuration.maximumLineLength = random.number(in: 0...20)
    }
    configuration.autoFlush = random.chance(0.8)
    if random.chance(0.3) {
      configuration.closeTimeout = .milliseconds(random.element(of: [20, 400]))
    }
    // Where nothing may ever arrive, or be accepted, nothing else would end a wait.
    if faults.blackHoles > 0 || faults.descriptorLimit != nil || random.chance(0.3) {
      configuration.readTimeout = .milliseconds(random.element(of: [2, 100, 4_000]))
      configuration.writeTimeout = .milliseconds(random.element(of: [2, 100, 4_000]))
    }
    if random.chance(0.1) { configuration.idleTimeout = .milliseconds(random.number(in: 1...900)) }
    return configuration
  }

  /// Text is what was written, byte for byte: no ending becomes another one.
  var isPlainText: Bool { lineEnding == .lf }

  var lineEnding: LineEnding { configuration.externalFormat.lineEnding }

  /// The longest line that is read.
  var lineLimit: Int {
    configuration.maximumLineLength ?? max(configuration.inputBufferSize, 64 * 1024)
  }

  /// What stands behind a line that is written.
  var writtenEnding: [UInt8] {
    switch lineEnding {
    case .lf: [10]
    case .crlf, .crlfStrict: [13, 10]
    case .cr: [13]
    }
  }

  /// Whether time may end a call.
  var hasTimeouts: Bool {
    configuration.readTimeout != nil || configuration.writeTimeout != nil
      || configuration.idleTimeout != nil
  }

  /// Whether it does nothing that may lose bytes: nothing ends before the end.
  var isOrderly: Bool {
    !hasTimeouts && readings == nil && ending == .half && cancellations == 0
  }

  /// The next reading call.
  mutating func nextReading() -> Reading {
    let kind: Reading.Kind
    let readsText = isPlainText && random.chance(style.alphabet == .unicode ? 0.7 : 0.3)
    if readsText {
      kind = random.chance(0.03) ? .textRest : random.element(of: Reading.ofText)
    } else if style.alphabet == .unicode {
      kind = random.element(of: Reading.ofLines)
    } else if random.chance(0.03) {
      kind = random.element(of: Reading.rare)
    } else {
      kind = random.element(of: random.chance(0.4) ? Reading.ofLines : Reading.ofBytes)
    }
    return Reading(
      kind: kind, count: random.element(of: style.size.counts),
      delimiter: random.element(of: [59, 59, 10, 10, 13]))
  }
}
