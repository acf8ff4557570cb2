// The bounds of time that a stream keeps, by name.

/// Which bound of `StreamConfiguration` was passed. Its raw value is its name in reports.
public enum TimeBound: String, CaseIterable, Hashable, Sendable {
  /// `firstByteTimeout`
  case firstByte = "first-byte"
  /// `lineTimeout`
  case line
  /// `readTimeout`
  case read
  /// `writeTimeout`
  case write
  /// `idleTimeout`
  case idle
  /// `closeTimeout`
  case close
}
