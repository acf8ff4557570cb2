// A stream without a kernel: the input is an array that arrives in chunks, the output an array.

import SluiceCore
import TestSupport
import Testing

/// How the bytes of a test arrive.
enum Chunking: Hashable, CustomTestStringConvertible {
  case whole
  case pieces(Int)
  case random(UInt64)
  /// In two parts, the first of that length.
  case split(Int)

  var testDescription: String { "\(self)" }

  static let usual: [Chunking] = [.whole, .pieces(1), .pieces(2), .pieces(3), .random(1)]

  func sizes(of total: Int) -> [Int] {
    var generator = SplitMix64(seed: 0)
    if case .random(let seed) = self { generator = SplitMix64(seed: seed) }
    var sizes: [Int] = []
    var rest = total
    while rest > 0 {
      let size =
        switch self {
        case .whole: rest
        case .pieces(let n): n
        case .random: Int.random(in: 1...7, using: &generator)
        case .split(let n): sizes.isEmpty && n > 0 ? n : rest
        }
      sizes.append(min(size, rest))
      rest -= sizes[sizes.count - 1]
    }
    return sizes
  }
}

/// Runs steps on a stream whose bytes arrive chunk by chunk, as they are needed or, `armed`, with
/// room always lent, as a loop has it that keeps a receive armed.
final class Playback {
  var state: StreamState
  let pool: BufferPool
  private(set) var sent: [UInt8] = []
  var dropsPartialLine = false

  private var incoming: ArraySlice<UInt8>
  private var chunks: ArraySlice<Int>
  private let armed: Bool
  private var room: LentBytes?

  init(
    _ incoming: [UInt8] = [], chunking: Chunking = .whole, capacity: Int = 16, output: Int = 16,
    limit: Int = 1 << 20, ending: LineEnding = .crlf, encoding: TextEncoding = .utf8,
    invalid: InvalidTextPolicy = .fail, armed: Bool = false
  ) {
    pool = BufferPool(maximumPooledBytes: 1 << 16)
    state = StreamState(
      inputBufferSize: capacity, outputBufferSize: output, maximumLineLength: limit,
      format: ExternalFormat(encoding: encoding, lineEnding: ending, invalid: invalid), pool: pool)
    self.incoming = incoming[...]
    chunks = chunking.sizes(of: incoming.count)[...]
    self.armed = armed
  }

  deinit {
    if room != nil { state.input.commit(0) }
  }

  /// Takes a step to its end.
  func run<S: StreamStep>(_ step: S) -> Result<S.Product, StepError> {
    var step = step
    while true {
      if armed { arm() }
      switch step.advance(&state) {
      case .produced(let product): return .success(product)
      case .failed(let error): return .failure(error)
      case .needsInput: receive()
      case .needsRoom: send()
      }
    }
  }

  /// What is left to read, as bytes.
  func rest() -> [UInt8] {
    var all: [UInt8] = []
    while let part = try? run(ReadAvailable(limit: 3)).get(), !part.isEmpty { all += part }
    return all
  }

  /// What a framed line holds, without taking it out.
  func framedLine() -> Result<[UInt8]?, StepError> {
    run(FrameLine()).map { $0.map { $0.bytes.copied() } }
  }

  private func arm() {
    guard room == nil, !state.input.endOfStream else { return }
    let lent = state.input.lend()
    if !lent.isEmpty { room = lent }
  }

  private func receive() {
    precondition(!state.input.endOfStream, "input is needed after the end of the stream")
    arm()
    guard let lent = room else { preconditionFailure("input is needed and there is no room") }
    room = nil
    guard let chunk = chunks.popFirst() else {
      state.input.commit(0)
      return state.input.finish(droppingPartialLine: dropsPartialLine)
    }
    let count = min(chunk, lent.count)
    if chunk > count { chunks = [chunk - count] + chunks }
    lent.store(incoming.prefix(count))
    incoming = incoming.dropFirst(count)
    state.input.commit(count)
  }

  private func send() {
    precondition(!state.output.isEmpty, "room is needed and nothing can be sent")
    var rest = state.output.seal()
    while let bytes = rest {
      // In two halves, as a kernel might.
      let count = (bytes.count + 1) / 2
      sent += bytes.prefix(count).copied()
      rest = state.output.sent(count)
    }
  }

  /// Sends what has been written, and returns all that has been sent.
  func flushed() -> [UInt8] {
    if case .failure(let error) = run(Flush()) { preconditionFailure("\(error)") }
    return sent
  }
}

/// What an expectation cannot ask a noncopyable value itself.
extension Playback {
  var consumedBytes: Int { state.input.consumedBytes }
  var available: Int { state.input.available }
  var lineMoves: Int { state.input.lineMoves }
  var endOfStream: Bool { state.input.endOfStream }
  var gathered: Int { state.output.gathered }
  var isFlying: Bool { state.output.isFlying }
  var allHasLeft: Bool { state.output.isEmpty }
  func seal() -> [UInt8]? { state.output.seal()?.copied() }
  func appendAll(line: String, ending: LineEnding) -> Bool {
    state.output.appendAll(line: line.utf8.span, framing: LineFraming(ending))
  }
}

extension Playback {
  /// Writes all of a text, or nothing.
  func tryWrite(_ text: String, isLine: Bool = false) -> Result<Bool, StepError> {
    let memory = TestMemory(Array(text.utf8))
    return run(TryWriteText(text: memory.bytes, isLine: isLine))
  }
}

extension LentBytes {
  /// Plays the kernel: fills the start of a loan.
  func store(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count <= count)
    for (index, byte) in bytes.enumerated() {
      // In bounds by the line above; the loan is the test's.
      unsafe base.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
  }
}

/// Memory of the test's own, to lend to a step.
final class TestMemory {
  private let memory: BufferMemory
  let bytes: LentBytes

  init(_ contents: [UInt8]) {
    memory = BufferMemory(capacity: max(1, contents.count))
    // As long as the test holds on to this object.
    bytes = unsafe LentBytes(base: memory.base, count: contents.count)
    bytes.store(contents)
  }

  convenience init(count: Int) { self.init([UInt8](repeating: 0xEE, count: count)) }
}
