// The one place where a caller's own memory becomes a loan, and where a loan is shown to a caller
// that suspends.

extension LentBytes {
  /// Lends the bytes of a span to an operation that only reads them.
  ///
  /// Formally the pointer may not leave the closure. It does, on the ground of the type's
  /// invariant: the call that was given the span does not return before the final completion of
  /// every operation that got this loan, and until then the span's owner is borrowed by the caller
  /// of that call.
  public init(lending bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return .empty }
      return unsafe LentBytes(base: UnsafeMutableRawPointer(mutating: base), count: raw.count)
    }
  }

  /// Lends room to an operation that fills it: as the form that reads, with the span's owner
  /// exclusively borrowed.
  public init(lending room: inout MutableSpan<UInt8>) {
    self = unsafe room.withUnsafeMutableBytes { raw in
      guard let base = raw.baseAddress else { return .empty }
      return unsafe LentBytes(base: base, count: raw.count)
    }
  }

  // Transparent for the reason given at `SocketStream.withLine`.
  /// Reads the bytes, which nobody may write or move meanwhile, in a closure that may suspend.
  @_transparent
  public func withSpan<R>(_ body: (Span<UInt8>) async throws -> R) async throws -> R {
    // The run is valid as long as the loan, which the holder keeps until `body` returns.
    let bytes = unsafe UnsafeBufferPointer(
      start: UnsafePointer(base.assumingMemoryBound(to: UInt8.self)), count: count)
    return try await body(unsafe bytes.span)
  }
}
