// One body against the first of its path, as it comes in.

/// Compares in place, once the first body of a path is known; until then it keeps what comes.
struct HTTPBodyCheck {
  private let bodies: HTTPBodies
  /// The first bodies that this connection knows, by path.
  private var known: [Int: [UInt8]] = [:]
  private var path = 0
  private var compares = false
  /// What the body has to be; nil where this one may be the first.
  private var expected: [UInt8]?
  private var own: [UInt8] = []
  /// Bytes of the body that came.
  private var count = 0
  /// The first byte that is not as it should be.
  private var difference: Int?

  init(_ bodies: HTTPBodies) { self.bodies = bodies }

  /// A body of that path begins. One that does not count is not compared.
  mutating func begin(path: Int, compares: Bool) {
    if path != self.path || expected == nil { expected = known(path) }
    self.path = path
    self.compares = compares
    count = 0
    difference = nil
    if expected == nil { own.removeAll(keepingCapacity: true) }
  }

  private mutating func known(_ path: Int) -> [UInt8]? {
    if let body = known[path] { return body }
    let body = bodies.body(of: path)
    if let body { known[path] = body }
    return body
  }

  mutating func compare(_ bytes: Span<UInt8>) {
    defer { count += bytes.count }
    guard compares, difference == nil else { return }
    guard let expected else {
      appendBytes(bytes, to: &own)
      return
    }
    let common = min(bytes.count, max(0, expected.count - count))
    let index = indexOfDifference(
      bytes.extracting(..<common), expected.span.extracting(count..<count + common))
    difference = index.map { count + $0 } ?? (common < bytes.count ? expected.count : nil)
  }

  /// The body is complete: what is wrong with it.
  mutating func finish() -> LoadFault? {
    guard compares else { return nil }
    if expected == nil {
      let first = bodies.note(own, of: path)
      known[path] = first
      expected = first
      // Another connection may have been faster.
      if first != own {
        let common = min(first.count, own.count)
        difference =
          indexOfDifference(own.span.extracting(..<common), first.span.extracting(..<common))
          ?? common
      }
      own = []
    }
    let length = expected?.count ?? 0
    guard difference != nil || count != length else { return nil }
    return LoadFault(
      kind: "body differs",
      text: "a body of \(count) bytes differs from the first of its path, which has \(length), at "
        + "byte \(difference ?? count)")
  }
}
