// The whole of a block as a loan.

extension BufferMemory {
  /// All of the block, lent by its owner: who keeps it until whatever got the loan is done with it.
  public var lent: LentBytes {
    // The block is that long, and lives as long as its owner.
    unsafe LentBytes(base: base, count: capacity)
  }
}
