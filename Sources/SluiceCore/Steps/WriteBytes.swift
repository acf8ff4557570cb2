// Writes the caller's bytes.

/// Writes all of the caller's bytes, as room allows.
///
/// `bytes` must stay valid until the step is over and, where they were handed to the kernel as
/// `direct`, until the final completion of that operation.
public struct WriteBytes: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What has not been written.
  public private(set) var remainder: LentBytes

  private var sentDirectly = LentBytes.empty

  /// A step that writes `bytes`.
  public init(bytes: LentBytes) { remainder = bytes }

  /// What has not been written: it may be sent as it lies once the output is empty.
  public var direct: LentBytes? { remainder.isEmpty ? nil : remainder }

  /// That many bytes of `direct` were sent.
  public mutating func movedDirectly(_ count: Int) {
    if count > 0 { sentDirectly = remainder.prefix(count) }
    remainder = remainder.dropping(count)
  }

  /// Appends what there is room for.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    if !sentDirectly.isEmpty {
      state.output.sentDirectly(sentDirectly)
      sentDirectly = .empty
    }
    let written = remainder.withSpan { state.output.append($0) }
    remainder = remainder.dropping(written)
    return remainder.isEmpty ? .produced(()) : .needsRoom
  }
}
