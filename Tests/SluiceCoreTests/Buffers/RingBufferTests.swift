import Testing

@testable import SluiceCore

/// Every layout of a small ring, against an array.
struct RingBufferTests {
  /// A capacity, where the first byte lies, and how many there are.
  struct Layout: CustomTestStringConvertible {
    let capacity: Int
    let head: Int
    let count: Int
    var testDescription: String { "capacity \(capacity), head \(head), count \(count)" }

    static let all: [Layout] = (1...5).flatMap { capacity in
      (0..<capacity).flatMap { head in
        (0...capacity).map { Layout(capacity: capacity, head: head, count: $0) }
      }
    }

    /// A ring in this layout and the bytes that are in it. (An empty ring rewinds: head 0.)
    func make() -> (Held, [UInt8]) {
      let held = Held(capacity: capacity)
      let bytes = (0..<UInt8(head + count)).map { $0 + 1 }
      held.append(Array(bytes.prefix(capacity)))
      held.ring.consume(min(head, capacity))
      held.append(Array(bytes.dropFirst(capacity)))
      return (held, Array(bytes.dropFirst(head)))
    }
  }

  /// A ring that closures may capture.
  final class Held {
    let pool = BufferPool(maximumPooledBytes: 1024)
    var ring: RingBuffer

    // What an expectation cannot ask a noncopyable value itself.
    var count: Int { ring.count }
    var isEmpty: Bool { ring.isEmpty }
    var isLent: Bool { ring.isLent }
    var freeCapacity: Int { ring.freeCapacity }
    var hasMemory: Bool { ring.hasMemory }
    var segments: Segments { ring.segments }

    init(capacity: Int) { ring = RingBuffer(capacity: capacity, pool: pool) }

    var bytes: [UInt8] {
      let segments = ring.segments
      return segments.first.copied() + segments.second.copied()
    }

    @discardableResult
    func append(_ bytes: [UInt8]) -> Int {
      var copied = 0
      while copied < bytes.count, ring.freeCapacity > 0 {
        let room = ring.lend()
        let part = min(room.count, bytes.count - copied)
        room.fill(from: LentBytes(lending: bytes.span.extracting(copied..<(copied + part))))
        ring.commit(part)
        copied += part
      }
      return copied
    }
  }

  @Test(arguments: Layout.all)
  func `a layout reads back`(layout: Layout) {
    let (held, model) = layout.make()
    #expect(held.bytes == model)
    #expect(held.count == model.count)
    #expect(held.isEmpty == model.isEmpty)
    #expect(held.freeCapacity == layout.capacity - model.count)
    if layout.count > 0 {
      let runs = held.ring.segments
      #expect(runs.first.count == min(layout.count, layout.capacity - layout.head))
    }
  }

  @Test(arguments: Layout.all)
  func `append takes what fits`(layout: Layout) {
    for length in 0...(layout.capacity + 1) {
      let (held, model) = layout.make()
      let more = (0..<UInt8(length)).map { $0 + 100 }
      let taken = held.append(more)
      #expect(taken == min(length, layout.capacity - model.count))
      #expect(held.bytes == model + more.prefix(taken))
    }
  }

  @Test(arguments: Layout.all)
  func `consume drops from the front`(layout: Layout) {
    for n in 0...layout.count {
      let (held, model) = layout.make()
      held.ring.consume(n)
      #expect(held.bytes == Array(model.dropFirst(n)))
    }
  }

  @Test(arguments: Layout.all)
  func `a loan is the room after the last byte`(layout: Layout) {
    let (probe, model) = layout.make()
    let room = probe.ring.lend()
    let wraps = layout.head + layout.count >= layout.capacity
    let expected =
      model.isEmpty
      ? layout.capacity
      : wraps
        ? layout.capacity - layout.count : layout.capacity - layout.head - layout.count
    #expect(room.count == expected)
    #expect(probe.isLent == (expected > 0))
    probe.ring.commit(0)

    for filled in 0...expected {
      for consumed in 0...layout.count {
        let (held, model) = layout.make()
        let room = held.ring.lend()
        let more = (0..<UInt8(filled)).map { $0 + 100 }
        room.store(more)
        // Bytes that are read meanwhile do not move those that are to come.
        held.ring.consume(consumed)
        held.ring.commit(filled)
        #expect(held.bytes == Array(model.dropFirst(consumed)) + more)
        if held.isEmpty {
          let whole = held.ring.lend().count
          #expect(whole == layout.capacity, "an empty ring lends all of itself")
          held.ring.commit(0)
        }
      }
    }
  }

  @Test(arguments: Layout.all)
  func `makeContiguous moves only what wraps`(layout: Layout) {
    for n in 0...layout.count {
      let (held, model) = layout.make()
      let before = held.ring.segments.first
      let moved = held.ring.makeContiguous(n)
      #expect(moved == (n > before.count))
      #expect(held.bytes == model)
      #expect(held.segments.first.count >= n)
      if !moved { #expect(held.segments.first == before) }
    }
  }

  @Test
  func `memory comes with the first byte and goes when told`() {
    let held = Held(capacity: 4)
    #expect(!held.hasMemory)
    #expect(held.pool.outstanding == 0)
    held.append([1])
    #expect(held.hasMemory)
    #expect(held.pool.outstanding == 1)
    held.ring.consume(1)
    held.ring.release()
    #expect(!held.hasMemory)
    #expect(held.pool.outstanding == 0)
    held.ring.release()
    #expect(held.pool.pooledBytes == 4)
  }

  @Test
  func `a ring that goes gives its memory back`() {
    let pool = BufferPool(maximumPooledBytes: 1024)
    do {
      var ring = RingBuffer(capacity: 4, pool: pool)
      ring.commit(ring.lend().count)
    }
    #expect(pool.outstanding == 0)
    #expect(pool.pooledBytes == 4)
  }

  @Test
  func `what breaks a loan's promise traps`() async {
    await #expect(processExitsWith: .failure) {
      var ring = RingBuffer(capacity: 4, pool: BufferPool(maximumPooledBytes: 0))
      _ = ring.lend()
      _ = ring.lend()
    }
    await #expect(processExitsWith: .failure) {
      var ring = RingBuffer(capacity: 4, pool: BufferPool(maximumPooledBytes: 0))
      _ = ring.lend()
      ring.commit(5)
    }
    await #expect(processExitsWith: .failure) {
      var ring = RingBuffer(capacity: 4, pool: BufferPool(maximumPooledBytes: 0))
      _ = ring.lend()
      ring.release()
    }
    await #expect(processExitsWith: .failure) {
      var ring = RingBuffer(capacity: 4, pool: BufferPool(maximumPooledBytes: 0))
      _ = ring.lend()
      // Destroyed while the kernel may still write.
    }
  }
}
