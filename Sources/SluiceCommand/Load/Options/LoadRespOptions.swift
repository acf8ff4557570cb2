// The options of `sluice load resp`.

import ArgumentParser

struct LoadRespOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "resp: how many of the requests are a SET and how many a GET. (default: 1:10)",
      valueName: "sets:gets"),
    transform: Self.parseRatio)
  var ratio: RespRatio?

  @Option(help: "resp: keys that there are. (number; default: 10000)")
  var keySpace: Int?

  @Option(
    help: "resp: what a key begins with, before its twelve digits. (text; default: key:)")
  var keyPrefix: String?

  @Option(
    help:
      "resp: in which order keys are used, uniform (at random) or sequential. (default: uniform)")
  var keyOrder: RespKeyOrder?

  @Option(
    help: ArgumentHelp(
      """
      resp: the size of values, or from which to which; a key always has the same value. (bytes; \
      default: 32)
      """, valueName: "size or from-to"),
    transform: Self.parseSizes)
  var valueSize: ClosedRange<Int>?

  @Flag(
    help: "resp: set each key once before the load begins; then nil is a wrong answer to a GET.")
  var fill = false

  private static let largestValue = 1 << 26
  private static let largestSpace = 1_000_000_000_000

  func validate() throws {
    guard 1...Self.largestSpace ~= keySpace ?? 1 else {
      throw ValidationError("--key-space must be at least 1 and at most \(Self.largestSpace)")
    }
    guard keyPrefix?.utf8.count ?? 0 <= 1024 else {
      throw ValidationError("--key-prefix must be at most 1024 bytes")
    }
  }

  /// Throws where an option of `resp` was given to another protocol.
  func validateAbsent(for name: LoadProtocol) throws {
    let given = [
      ("--ratio", ratio != nil), ("--key-space", keySpace != nil),
      ("--key-prefix", keyPrefix != nil), ("--key-order", keyOrder != nil),
      ("--value-size", valueSize != nil), ("--fill", fill),
    ]
    if name != .resp, let (option, _) = given.first(where: \.1) {
      throw ValidationError("\(option) goes with resp only")
    }
  }

  func settings(seed: UInt64) -> RespSettings {
    var settings = RespSettings()
    settings.ratio = ratio ?? settings.ratio
    settings.keySpace = keySpace ?? settings.keySpace
    settings.keyPrefix = keyPrefix ?? settings.keyPrefix
    settings.keyOrder = keyOrder ?? settings.keyOrder
    settings.valueSizes = valueSize ?? settings.valueSizes
    settings.fillsFirst = fill
    settings.seed = seed
    return settings
  }

  private static func parseRatio(_ text: String) throws -> RespRatio {
    guard let ratio = RespRatio(text) else {
      throw ValidationError("--ratio is two numbers of which one is not 0, as in 1:10: \(text)")
    }
    return ratio
  }

  private static func parseSizes(_ text: String) throws -> ClosedRange<Int> {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard 1...2 ~= parts.count, let first = parts[0], let last = parts[parts.count - 1],
      first >= 0, first <= last, last <= largestValue
    else {
      throw ValidationError(
        "--value-size is a size or two, as in 32 or 16-1024, at most \(largestValue): \(text)")
    }
    return first...last
  }
}

extension RespKeyOrder: ExpressibleByArgument {}
