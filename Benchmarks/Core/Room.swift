// Memory to write to, so that none is allocated while something is measured.

/// Benchmarks run one after the other on one thread.
nonisolated(unsafe) private var room = [UInt8](repeating: 0, count: 4 << 20)

/// Lends the room.
func withRoom(_ body: (inout [UInt8]) -> Int) -> Int {
  // One thread: see above.
  unsafe body(&room)
}
