// The keys that all connections share, and their expiry.
//
// A key that has expired is removed by whoever looks for it, and by a look at a few places ten times a
// second, as long as anybody asks for anything. Nobody removes keys of a server that is not used.

/// Keys and values as the commands see them: what has expired is not there.
///
/// It reads the clock when a time is needed, and once between two calls of `begin`.
struct RedisKeyspace {
  private var table = RedisTable()
  private var expiring = 0
  private var time: Int64?
  private var lastSweep: Int64 = 0
  private var sweepPlace = 0

  private static let sweepInterval: Int64 = 100
  private static let sweepSize = 64

  /// No time of expiry.
  static let never = RedisTable.Entry.never

  /// Begins some requests that take no time.
  mutating func begin() {
    time = nil
    if expiring > 0 { sweep() }
  }

  /// Milliseconds since 1970.
  mutating func now() -> Int64 {
    if let time { return time }
    let now = millisecondsSince1970()
    time = now
    return now
  }

  /// How many keys there are, those included that have expired and have not been found out.
  var count: Int { table.count }

  // MARK: Keys. A place is good until the next call that changes anything.

  /// Where the key is.
  @inline(__always)
  mutating func find(_ key: Span<UInt8>) -> Int? {
    guard let place = table.find(key) else { return nil }
    return hasExpired(place) ? nil : place
  }

  /// Lends the value there.
  @inline(__always)
  func withValue<R>(at place: Int, _ body: (Span<UInt8>) -> R) -> R {
    table.withValue(at: place, body)
  }

  /// When it expires, or `never`.
  func expiry(at place: Int) -> Int64 { table[place].expiry }

  /// Gives the key a value, and a time of expiry; nil: the one that it has. Where that time has come, the
  /// key is gone.
  @inline(__always)
  mutating func set(
    _ key: Span<UInt8>, to value: Span<UInt8>, expiry: Int64? = Self.never
  ) {
    let place = table.insert(key)
    table[place].value = RedisString(value)
    guard let expiry else { return }
    setExpiry(expiry, at: place)
    if expiry != Self.never { _ = hasExpired(place) }
  }

  /// Gives it another value.
  mutating func setValue(_ value: Span<UInt8>, at place: Int) {
    table[place].value = RedisString(value)
  }

  /// Has it expire then, or `never`.
  @inline(__always)
  mutating func setExpiry(_ expiry: Int64, at place: Int) {
    let old = table[place].expiry
    guard old != expiry else { return }
    expiring += (old == Self.never ? 1 : 0) - (expiry == Self.never ? 1 : 0)
    table[place].expiry = expiry
  }

  mutating func remove(_ place: Int) {
    setExpiry(Self.never, at: place)
    table.remove(place)
  }

  mutating func removeAll() {
    (table, expiring) = (RedisTable(), 0)
  }

  // MARK: Expiry

  /// Whether it has expired, and is gone.
  @inline(__always)
  private mutating func hasExpired(_ place: Int) -> Bool {
    let expiry = table[place].expiry
    guard expiry != Self.never, expiry <= now() else { return false }
    remove(place)
    return true
  }

  private mutating func sweep() {
    guard now() - lastSweep >= Self.sweepInterval else { return }
    lastSweep = now()
    for _ in 0..<min(Self.sweepSize, table.capacity) {
      sweepPlace = (sweepPlace + 1) & (table.capacity - 1)
      // Another one may have moved up.
      while table.isTaken(sweepPlace), hasExpired(sweepPlace) {}
    }
  }
}
