// Encoding under a policy for characters that the encoding does not have.

extension TextCodec {
  /// As `encode(_:into:)`, but under `.replace` writes the substitute for each character that
  /// cannot be encoded. So it stops at one under `.fail` alone, or when the encoding has neither
  /// the substitute nor `?`.
  public static func encode(
    _ text: Span<UInt8>, into room: LentBytes, invalid: InvalidTextPolicy
  ) -> EncodingProgress {
    var progress = encode(text, into: room)
    guard invalid.replaces else { return progress }
    while case .unencodable(_, let count) = progress.stop, let substitute = encoded(for: invalid) {
      guard substitute.count <= room.count - progress.written else {
        progress.stop = .needsRoom
        return progress
      }
      substitute.store(to: room.dropping(progress.written))
      progress.read += count
      progress.written += substitute.count
      let more = encode(
        text.extracting(progress.read...), into: room.dropping(progress.written))
      progress.read += more.read
      progress.written += more.written
      progress.stop = more.stop
    }
    return progress
  }

  /// The bytes to write for a scalar: its own, else under `.replace` those of the substitute.
  public static func encode(
    _ scalar: Unicode.Scalar, invalid: InvalidTextPolicy
  ) -> EncodedScalar? {
    encode(scalar) ?? encoded(for: invalid)
  }

  private static func encoded(for invalid: InvalidTextPolicy) -> EncodedScalar? {
    guard let substitute = invalid.substitute else { return nil }
    return encode(substitute) ?? encode("?")
  }
}
