// A hash table of keys and values, looked up by borrowed bytes: no key is made to look for one.
//
// Open addressing with linear probing. An entry is removed by moving those behind it up, so that there
// are no graves: a table that keys come to and go from stays as quick as it was.
//
// Invariants: `hashes` and `entries` are as long, a power of two; a hash of 0 marks a free place, and
// at least a quarter of the places are free.

/// Keys with their values and their times of expiry.
struct RedisTable {
  struct Entry {
    var key = RedisString()
    var value = RedisString()
    /// When it expires; `never` if it does not.
    var expiry = Entry.never

    /// No time of expiry.
    static let never = Int64.max
  }

  private(set) var count = 0
  private var hashes: [UInt64]
  private var entries: [Entry]
  private let seed = UInt64.random(in: .min ... .max)

  private static let leastCapacity = 16

  init() {
    hashes = Array(repeating: 0, count: Self.leastCapacity)
    entries = Array(repeating: Entry(), count: Self.leastCapacity)
  }

  /// How many places there are; each is named by its index.
  var capacity: Int { hashes.count }

  /// Whether there is an entry at that place.
  func isTaken(_ place: Int) -> Bool { hashes[place] != 0 }

  /// The entry at a place that is taken.
  subscript(place: Int) -> Entry {
    @inline(__always) _read { yield entries[place] }
    @inline(__always) _modify { yield &entries[place] }
  }

  /// Lends the value at a place that is taken.
  @inline(__always)
  func withValue<R>(at place: Int, _ body: (Span<UInt8>) -> R) -> R {
    body(entries[place].value.span)
  }

  /// Where the key is.
  @inline(__always)
  func find(_ key: Span<UInt8>) -> Int? { find(key, key.hash(seed: seed)).taken }

  /// Where the key is, with an empty value if it is new.
  @inline(__always)
  mutating func insert(_ key: Span<UInt8>) -> Int {
    let hash = key.hash(seed: seed)
    let (taken, free) = find(key, hash)
    return taken ?? insert(key, hash, at: free)
  }

  @inline(__always)
  private func find(_ key: Span<UInt8>, _ hash: UInt64) -> (taken: Int?, free: Int) {
    let mask = hashes.count &- 1
    var place = Int(truncatingIfNeeded: hash >> 1) & mask
    while hashes[place] != 0 {
      if hashes[place] == hash, entries[place].key.span.isEqual(to: key) { return (place, place) }
      place = (place &+ 1) & mask
    }
    return (nil, place)
  }

  @inline(never)
  private mutating func insert(_ key: Span<UInt8>, _ hash: UInt64, at free: Int) -> Int {
    var place = free
    if (count + 1) * 4 > capacity * 3 {
      grow()
      place = find(key, hash).free
    }
    hashes[place] = hash
    entries[place].key = RedisString(key)
    count += 1
    return place
  }

  private mutating func grow() {
    let (oldHashes, oldEntries) = (hashes, entries)
    hashes = Array(repeating: 0, count: oldHashes.count * 2)
    entries = Array(repeating: Entry(), count: oldHashes.count * 2)
    let mask = hashes.count - 1
    for (hash, entry) in zip(oldHashes, oldEntries) where hash != 0 {
      var place = Int(truncatingIfNeeded: hash >> 1) & mask
      while hashes[place] != 0 { place = (place + 1) & mask }
      hashes[place] = hash
      entries[place] = entry
    }
  }

  /// Removes the entry there; another one may be at that place afterwards.
  mutating func remove(_ place: Int) {
    let mask = hashes.count - 1
    var hole = place
    var next = (hole + 1) & mask
    while hashes[next] != 0 {
      // One may move up to the hole if that is not before where its search begins.
      let home = Int(truncatingIfNeeded: hashes[next] >> 1) & mask
      if (next - home) & mask >= (next - hole) & mask {
        hashes[hole] = hashes[next]
        entries[hole] = entries[next]
        hole = next
      }
      next = (next + 1) & mask
    }
    hashes[hole] = 0
    entries[hole] = Entry()
    count -= 1
  }
}
