// What those targets use that fuzz text: a format out of two bytes, a stream that is fed from an array.
//
// Each target is compiled together with the sources it aims at, so that these are instrumented.

#if !CORE
  import SluiceCore
#endif

func fuzzedFormat(_ encoding: UInt8, _ ending: UInt8) -> ExternalFormat {
  let encodings = TextEncoding.all
  let endings = LineEnding.allCases
  return ExternalFormat(
    encoding: encodings[Int(encoding) % encodings.count],
    lineEnding: endings[Int(ending) % endings.count], invalid: ending & 4 == 0 ? .fail : .replace)
}

#if CORE
  /// The text in that encoding.
  func fuzzedBytes(_ text: String, _ codec: any TextCodec.Type) -> [UInt8] {
    let memory = BufferMemory(capacity: 4 * text.utf8.count + 1)
    // As long as `memory`, which is freed at the end.
    let room = unsafe LentBytes(base: memory.base, count: 4 * text.utf8.count)
    let progress = codec.encode(text.utf8.span, into: room)
    defer { withExtendedLifetime(memory) {} }
    return progress.stop == .finished ? room.prefix(progress.written).copied() : []
  }
#endif

final class FuzzedStream {
  private var state: StreamState
  private var rest: ArraySlice<UInt8>
  private let piece: Int

  init(
    _ bytes: [UInt8], _ format: ExternalFormat, capacity: Int, piece: Int,
    maximumLineLength: Int = 40
  ) {
    state = StreamState(
      inputBufferSize: capacity, outputBufferSize: 1, maximumLineLength: maximumLineLength,
      format: format, pool: BufferPool(maximumPooledBytes: 1 << 12))
    rest = bytes[...]
    self.piece = piece
  }

  /// Takes a step to its end.
  func run<S: StreamStep>(_ step: S) -> Result<S.Product, StepError> {
    var step = step
    while true {
      switch step.advance(&state) {
      case .produced(let product): return .success(product)
      case .failed(let error): return .failure(error)
      case .needsRoom: preconditionFailure("no step here writes")
      case .needsInput: receive()
      }
    }
  }

  private func receive() {
    precondition(!state.input.endOfStream, "input is needed after the end")
    let room = state.input.lend()
    precondition(!room.isEmpty, "input is needed and there is no room")
    let part = Array(rest.prefix(min(piece, room.count)))
    rest = rest.dropFirst(part.count)
    // No more than there is room for, which is valid until the commit.
    if !part.isEmpty { unsafe room.base.copyMemory(from: part, byteCount: part.count) }
    state.input.commit(part.count)
    if part.isEmpty { state.input.finish() }
  }
}
