// What `sluice load resp` asks for.

/// A mix of SET and GET over a space of keys. The names are the keys of its JSON.
struct RespSettings: Sendable {
  /// Of so many requests together, this many are a SET and that many a GET.
  var ratio = RespRatio(sets: 1, gets: 10)
  /// Keys: `prefix` and twelve digits, of the numbers from 0 up to and without it.
  var keySpace = 10_000
  var keyPrefix = "key:"
  var keyOrder = RespKeyOrder.uniform
  /// Bytes of a value; which of them a key has depends on the key alone.
  var valueSizes = 32...32
  var seed: UInt64 = 1
  /// Whether each key is set once before the load begins.
  var fillsFirst = false
}

struct RespRatio: Sendable, Equatable {
  var sets: Int
  var gets: Int

  /// `1:10`; nil where it is none.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard parts.count == 2, numbers.count == 2, numbers.allSatisfy({ 0...1_000_000 ~= $0 }),
      numbers[0] + numbers[1] > 0
    else { return nil }
    self.init(sets: numbers[0], gets: numbers[1])
  }

  init(sets: Int, gets: Int) {
    self.sets = sets
    self.gets = gets
  }
}

enum RespKeyOrder: String, CaseIterable, Sendable {
  case uniform, sequential
}

/// The commands of one connection, in order: the sender has one, and the checker an equal one.
struct RespCommands: Sendable {
  private let settings: RespSettings
  private var random: SplitMix64
  private var nextKey: Int
  private let step: Int

  init(_ settings: RespSettings, connection: Int, of connections: Int, generation: Int) {
    self.settings = settings
    let stream = connection + generation * connections
    random = SplitMix64(seed: settings.seed, stream: stream)
    nextKey = connection % settings.keySpace
    step = connections % settings.keySpace
  }

  mutating func next() -> (isSet: Bool, key: Int) {
    let ratio = settings.ratio
    let isSet =
      ratio.gets == 0 || (ratio.sets > 0 && random.below(ratio.sets + ratio.gets) < ratio.sets)
    guard settings.keyOrder == .sequential else { return (isSet, random.below(settings.keySpace)) }
    defer {
      nextKey += step
      if nextKey >= settings.keySpace { nextKey -= settings.keySpace }
    }
    return (isSet, nextKey)
  }
}
