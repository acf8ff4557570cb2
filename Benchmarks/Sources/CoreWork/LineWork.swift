// Framing from memory: a stream's input is filled, and its lines are read.

import CReference
public import SluiceCore

/// A stream whose whole input lies in memory, and what is done with its lines.
public struct LineWork: ~Copyable {
  /// What fills the input once.
  public let bytes: [UInt8]

  private var state: StreamState

  /// A stream of that format with a buffer for all of `bytes`.
  public init(_ bytes: [UInt8], format: ExternalFormat = ExternalFormat()) {
    self.bytes = bytes
    state = StreamState(
      inputBufferSize: bytes.count, outputBufferSize: 4096, maximumLineLength: 65536,
      format: format, pool: BufferPool(maximumPooledBytes: 0))
  }

  /// Fills the empty input.
  public mutating func fill() {
    let room = state.input.lend()
    precondition(room.count == bytes.count, "the input is not empty")
    // The room is as long as the bytes, and lent to this call.
    unsafe bytes.withUnsafeBytes {
      unsafe room.base.copyMemory(from: $0.baseAddress!, byteCount: $0.count)
    }
    state.input.commit(bytes.count)
  }

  /// Takes every line as a span, in two calls, as `withLine` does; returns the sum of their lengths.
  @inline(never)
  public mutating func takeSpansInTwoCalls() -> Int {
    var sum = 0
    while true {
      var step = FrameLine()
      guard case .produced(let frame?) = step.advance(&state) else { return sum }
      sum &+= frame.bytes.withSpan { $0.count }
      state.input.take(frame)
    }
  }

  /// Takes every line as a span; each step takes out the one before. Returns the sum of their lengths.
  @inline(never)
  public mutating func takeSpans() -> Int {
    var sum = 0
    var step = FrameLine()
    while case .produced(let frame?) = step.advance(&state) {
      sum &+= frame.bytes.withSpan { $0.count }
      step = FrameLine(after: frame)
    }
    return sum
  }

  /// Takes every line as a string; returns the sum of their lengths.
  @inline(never)
  public mutating func takeStrings() -> Int {
    var sum = 0
    while true {
      var step = ReadLine()
      guard case .produced(let line?) = step.advance(&state) else { return sum }
      sum &+= line.utf8.count
    }
  }

  /// The same by C alone, on the same bytes: no strings.
  @inline(never)
  public static func reference(_ bytes: [UInt8]) -> Int {
    unsafe bytes.withUnsafeBufferPointer { unsafe c_reference_lines($0.baseAddress, $0.count) }
  }

  /// Makes a string of every 64 bytes but the last, by the cheapest way that there is: what
  /// `readLine` cannot do without. Returns the sum of their lengths.
  @inline(never)
  public static func strings(_ bytes: [UInt8]) -> Int {
    var sum = 0
    unsafe bytes.withUnsafeBufferPointer { all in
      for start in stride(from: 0, to: all.count, by: 64) {
        let line = unsafe UnsafeBufferPointer(rebasing: all[start..<start + 63])
        sum &+= unsafe String(decoding: line, as: UTF8.self).utf8.count
      }
    }
    return sum
  }

  /// The same by validating and copying.
  @inline(never)
  public static func validatedStrings(_ bytes: [UInt8]) -> Int {
    var sum = 0
    let all = bytes.span
    for start in stride(from: 0, to: all.count, by: 64) {
      guard let text = try? UTF8Span(validating: all.extracting(start..<start + 63)) else {
        return 0
      }
      sum &+= String(copying: text).utf8.count
    }
    return sum
  }
}
