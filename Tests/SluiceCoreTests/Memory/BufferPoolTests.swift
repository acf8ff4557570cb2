import SluiceCore
import Testing

struct BufferPoolTests {
  /// Where a block lies, as a number to compare.
  private static func address(_ memory: borrowing BufferMemory) -> UInt {
    unsafe UInt(bitPattern: memory.base)
  }

  @Test
  func `a block is used again for the same capacity only`() {
    let pool = BufferPool(maximumPooledBytes: 1000)
    let first = pool.take(capacity: 100)
    let address = Self.address(first)
    pool.give(first)
    #expect(pool.pooledBytes == 100)
    let other = pool.take(capacity: 99)
    #expect(pool.pooledBytes == 100)
    let again = pool.take(capacity: 100)
    let isTheSame = Self.address(again) == address
    #expect(isTheSame)
    #expect(pool.pooledBytes == 0)
    #expect(pool.outstanding == 2)
    let sizes = (other.capacity, again.capacity)
    #expect(sizes == (99, 100))
    pool.give(other)
    pool.give(again)
    #expect(pool.outstanding == 0)
  }

  @Test(arguments: [0, 99, 100, 250])
  func `the pool keeps no more than its bound`(bound: Int) {
    let pool = BufferPool(maximumPooledBytes: bound)
    let a = pool.take(capacity: 100)
    let b = pool.take(capacity: 100)
    let c = pool.take(capacity: 100)
    pool.give(a)
    pool.give(b)
    pool.give(c)
    #expect(pool.pooledBytes == bound / 100 * 100)
    #expect(pool.outstanding == 0)
  }

  @Test
  func `free keeps nothing`() {
    let pool = BufferPool(maximumPooledBytes: 1000)
    pool.free(pool.take(capacity: 100))
    #expect(pool.pooledBytes == 0)
    #expect(pool.outstanding == 0)
  }
}
