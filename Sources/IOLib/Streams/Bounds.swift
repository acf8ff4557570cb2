// Bounding indices, as every operator on sequences takes them.

/// `start` and `end`.
enum Bounds {
  /// The range from `start` to `end`, nil being `count`.
  ///
  /// - Throws: `invalidArgument` unless 0 ≤ start ≤ end ≤ count.
  @inline(__always)
  static func check(
    _ start: Int, _ end: Int?, count: Int
  ) throws(SocketError) -> Range<Int> {
    let last = end ?? count
    guard 0 <= start, start <= last, last <= count else {
      throw .argument(
        "start", "\(start) to \(last) is no part of a sequence of \(count) elements")
    }
    return start..<last
  }
}
