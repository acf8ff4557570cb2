// Reads what is there into the caller's memory.

/// Fills the caller's memory with what is there; waits for the first byte only. The count, which is
/// 0 only at the end of the stream or where there is no room at all.
///
/// `room` must stay valid until the step is over and, where it was handed to the kernel as
/// `direct`, until the final completion of that operation.
public struct ReadInto: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The memory to fill.
  public let room: LentBytes

  private var received = 0

  /// A step that fills `room`, or the start of it.
  public init(room: LentBytes) { self.room = room }

  /// All of the room, until some of it has been filled.
  public var direct: LentBytes? { received == 0 && !room.isEmpty ? room : nil }

  /// That many bytes of `direct` were received.
  public mutating func movedDirectly(_ count: Int) {
    precondition(count >= 0 && count <= room.count, "more bytes than room")
    received = count
  }

  /// Copies what is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Int> {
    if received > 0 || room.isEmpty { return .produced(received) }
    let part = room.prefix(state.input.available)
    if part.isEmpty { return state.input.endOfStream ? .produced(0) : .needsInput }
    state.input.take(into: part)
    return .produced(part.count)
  }
}
