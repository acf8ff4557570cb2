// One side of a bivalent stream: what its lock guards.
//
// A `StreamState` has buffers for both directions, and steps of either direction work on it. Reading and
// writing threads must not wait for each other, so each side has a state of its own, of which one half
// stays empty and never gets memory.

import SluiceCore

/// What a reading thread works on.
struct InputSide: ~Copyable {
  var state: StreamState

  /// Whether the last receive filled all of its room, so that more is likely to be there.
  var expectsMore = false

  init(size: Int, format: ExternalFormat) {
    state = StreamState(
      inputBufferSize: size, outputBufferSize: 1, maximumLineLength: .max, format: format,
      pool: BufferPool(maximumPooledBytes: 0))
  }
}

/// What a writing thread works on.
struct OutputSide: ~Copyable {
  var state: StreamState

  /// Whether sending has failed, so that only a writer tries again, who is told.
  var isStuck = false

  init(size: Int, format: ExternalFormat) {
    state = StreamState(
      inputBufferSize: 1, outputBufferSize: size, maximumLineLength: .max, format: format,
      pool: BufferPool(maximumPooledBytes: 0))
  }

  /// Whether a "\n" is to be written as something else than itself.
  var convertsNewlines: Bool { state.format.lineEnding != .lf }

  /// What to send next: the rest of what was handed out, else all that was written. Nil: nothing.
  mutating func next() -> LentBytes? {
    state.output.isFlying ? state.output.sent(0) : state.output.seal()
  }

  /// Drops all of it.
  mutating func clear() {
    _ = state.output.abandonFlight()
    _ = state.output.discard()
  }
}
