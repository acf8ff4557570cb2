// The tasks that are ready to run on a loop, first come first served.

/// A growable ring of jobs. Allocates only when more jobs wait than ever before.
struct JobQueue {
  private var slots: [LoopJob?]
  private var head = 0
  private(set) var count = 0

  /// `capacity` must be a power of two.
  init(capacity: Int = 256) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0)
    slots = Array(repeating: nil, count: capacity)
  }

  var isEmpty: Bool { count == 0 }

  mutating func append(_ job: LoopJob) {
    if count == slots.count { grow() }
    slots[(head + count) & (slots.count - 1)] = job
    count += 1
  }

  mutating func popFirst() -> LoopJob? {
    guard count > 0 else { return nil }
    let job = slots[head]
    head = (head + 1) & (slots.count - 1)
    count -= 1
    return job
  }

  private mutating func grow() {
    var larger = [LoopJob?](repeating: nil, count: slots.count * 2)
    for i in 0..<count { larger[i] = slots[(head + i) & (slots.count - 1)] }
    slots = larger
    head = 0
  }
}
