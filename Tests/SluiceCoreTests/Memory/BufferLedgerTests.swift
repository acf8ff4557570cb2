import SluiceCore
import TestSupport
import Testing

#if DEBUG
  /// Debug builds find what writes to a buffer that it no longer holds.
  struct BufferLedgerTests {
    @Test
    func `a write to a pooled buffer is found when it is used again`() async {
      let exit = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        let pool = BufferPool(maximumPooledBytes: 1000)
        var ring = RingBuffer(capacity: 100, pool: pool)
        let lent = ring.lend()
        ring.plantEarlyFree()
        // The kernel, which was never told.
        lent.dropping(99).store([0])
        pool.give(pool.take(capacity: 100))
      }
      #expect(Self.says(exit, "a buffer was written after it was given back"))
    }

    @Test
    func `a write to a pooled buffer is found by the turn's check`() async {
      let exit = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        let pool = BufferPool(maximumPooledBytes: 1 << 20)
        let others = (0..<10).map { _ in Held(pool) }
        var ring = RingBuffer(capacity: 1 << 16, pool: pool)
        let lent = ring.lend()
        others.forEach { $0.giveBack() }
        ring.plantEarlyFree()
        lent.store([1])
        for _ in 0..<20 { pool.verifyPoison() }
      }
      #expect(Self.says(exit, "a buffer was written after it was given back"))
    }

    @Test
    func `a write to a freed buffer is found on leaving quarantine`() async {
      let exit = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        let pool = BufferPool(maximumPooledBytes: 0)
        var ring = RingBuffer(capacity: 100, pool: pool)
        let lent = ring.lend()
        ring.plantEarlyFree()
        lent.store([1])
        for _ in 0..<65 { pool.give(pool.take(capacity: 10)) }
      }
      #expect(Self.says(exit, "a buffer was written after it was given back"))
    }

    @Test
    func `without damage nothing traps`() {
      let pool = BufferPool(maximumPooledBytes: 300)
      for round in 0..<200 {
        let held = (1...5).map { _ in Held(pool, capacity: 1 + round) }
        held.forEach { $0.giveBack() }
        pool.verifyPoison()
      }
      #expect(pool.outstanding == 0)
    }

    @Test
    func `the pool knows what lies in a taken block`() {
      let pool = BufferPool(maximumPooledBytes: 1000)
      let held = (0..<20).map { _ in Held(pool, capacity: 100) }
      for block in held {
        let bytes = block.bytes
        #expect(pool.owns(bytes))
        #expect(pool.owns(bytes.dropping(99)))
        #expect(pool.owns(bytes.prefix(1)))
        let beyond = unsafe LentBytes(base: bytes.base + 99, count: 2)
        #expect(!pool.owns(beyond))
        let before = unsafe LentBytes(base: bytes.base - 1, count: 2)
        #expect(!pool.owns(before))
      }
      let gone = held[7].bytes
      held[7].giveBack()
      #expect(!pool.owns(gone))
      #expect(pool.owns(held[8].bytes))
    }

    private static func says(_ exit: ExitTest.Result?, _ message: String) -> Bool {
      guard let exit else { return false }
      return String(decoding: exit.standardErrorContent, as: UTF8.self).contains(message)
    }

    /// A block that an array can hold.
    final class Held {
      private let pool: BufferPool
      private var memory: BufferMemory?
      let bytes: LentBytes

      init(_ pool: BufferPool, capacity: Int = 1 << 16) {
        self.pool = pool
        let taken = pool.take(capacity: capacity)
        // Used only while the block is taken, or to ask where it was.
        bytes = unsafe LentBytes(base: taken.base, count: capacity)
        memory = consume taken
      }

      func giveBack() {
        if let memory = memory.take() { pool.give(memory) }
      }
    }
  }
#endif
