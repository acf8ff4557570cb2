// Fills the caller's memory to the last byte.

/// Fills all of the caller's memory; the count is that of the room.
///
/// Bytes go there as they come. Fails with `endOfStream(received:)` when the stream ends before:
/// that many bytes are then in the memory. `room` must stay valid until the step is over and, where
/// it was handed to the kernel as `direct`, until the final completion of that operation.
public struct ReadExactlyInto: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The memory to fill.
  public let room: LentBytes

  /// How many bytes of it have been filled.
  public private(set) var received = 0

  /// A step that fills `room`.
  public init(room: LentBytes) { self.room = room }

  /// What has not been filled.
  public var direct: LentBytes? { received < room.count ? room.dropping(received) : nil }

  /// That many bytes of `direct` were received.
  public mutating func movedDirectly(_ count: Int) {
    precondition(count >= 0 && count <= room.count - received, "more bytes than room")
    received += count
  }

  /// Copies what is there; done when the room is full.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Int> {
    let part = room.dropping(received).prefix(state.input.available)
    if !part.isEmpty {
      state.input.take(into: part)
      received += part.count
    }
    if received == room.count { return .produced(received) }
    return state.input.endOfStream ? .failed(.endOfStream(received: received)) : .needsInput
  }

  /// Puts what has been received back, to be read again.
  public mutating func abandon(_ state: inout StreamState) {
    state.input.putBack(room.prefix(received))
    received = 0
  }
}
