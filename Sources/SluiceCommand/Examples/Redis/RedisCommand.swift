// The commands by name, and what they take.

/// A command that the server knows.
enum RedisCommand: CaseIterable {
  case get, set, incr, mset, mget, del, exists, decr, incrby, decrby
  case expire, pexpire, ttl, pttl, dbsize, flushall
  case ping, echo, select, hello, quit, client, config, command

  /// How many words a request has, the command included; of a negative number, at least so many.
  var arity: Int {
    switch self {
    case .get, .incr, .decr, .ttl, .pttl, .echo, .select: 2
    case .incrby, .decrby: 3
    case .dbsize: 1
    case .set, .mset, .expire, .pexpire: -3
    case .mget, .del, .exists, .client, .config: -2
    case .flushall, .ping, .hello, .quit, .command: -1
    }
  }

  /// Whether a request may have so many words.
  @inline(__always)
  func takes(_ count: Int) -> Bool { arity >= 0 ? count == arity : count >= -arity }

  /// Where the keys are among the words: the first, the last (negative: from the end), the step; 0
  /// where there are none.
  var keys: (first: Int, last: Int, step: Int) {
    switch self {
    case .get, .set, .incr, .decr, .incrby, .decrby, .expire, .pexpire, .ttl, .pttl: (1, 1, 1)
    case .mget, .del, .exists: (1, -1, 1)
    case .mset: (1, -1, 2)
    default: (0, 0, 0)
    }
  }

  /// The command of that name, in whatever case.
  @inline(__always)
  init?(_ name: Span<UInt8>) {
    guard 1...8 ~= name.count else { return nil }
    var packed: UInt64 = 0
    for index in name.indices { packed = packed << 8 | UInt64(name[index].smallLetter) }
    var place = Self.place(of: packed)
    while let (name, command) = Self.places[place] {
      if name == packed {
        self = command
        return
      }
      place = (place &+ 1) & 63
    }
    return nil
  }

  // A small hash table of the names, each packed into a number. Its elements are in place: loops that
  // look into it at the same time count no references.
  private static let places: [64 of (name: UInt64, command: RedisCommand)?] = {
    var places = [64 of (name: UInt64, command: RedisCommand)?](repeating: nil)
    for command in allCases {
      let name = "\(command)".utf8.reduce(0) { $0 << 8 | UInt64($1) }
      var place = Self.place(of: name)
      while places[place] != nil { place = (place + 1) & 63 }
      places[place] = (name, command)
    }
    return places
  }()

  @inline(__always)
  private static func place(of name: UInt64) -> Int {
    Int(truncatingIfNeeded: (name &* 0x9e37_79b9_7f4a_7c15) >> 58)
  }
}
