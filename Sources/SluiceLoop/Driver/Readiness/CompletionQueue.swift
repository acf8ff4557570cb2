// Completions on their way up, first come first served.
//
// Invariant: `entries[head...]` are those that have not been taken.

/// A queue of completions that allocates only while it grows.
struct CompletionQueue {
  private var entries: [Completion] = []
  private var head = 0

  var count: Int { entries.count - head }
  var isEmpty: Bool { head == entries.count }

  mutating func append(_ completion: Completion) { entries.append(completion) }

  /// Moves the first `limit`, or all, to the end of `completions`: how many, and how many of them
  /// were final.
  mutating func move(
    atMost limit: Int, into completions: inout [Completion]
  ) -> (count: Int, final: Int) {
    let end = min(head + limit, entries.count)
    var moved = (count: end - head, final: 0)
    // By index: a slice would share the storage, and have it copied when the taken ones go.
    for index in head..<end {
      completions.append(entries[index])
      if !entries[index].more { moved.final += 1 }
    }
    head = end
    dropTaken()
    return moved
  }

  mutating func removeAll() {
    head = entries.count
    dropTaken()
  }

  /// Moves what is left to the front, but only when that is the smaller part.
  private mutating func dropTaken() {
    guard head * 2 >= entries.count else { return }
    entries.removeSubrange(..<head)
    head = 0
  }
}
