// A stream over a scripted driver.

import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@testable import Sluice

/// A stream, and the descriptor by which the script knows it.
struct ScriptedStream: Sendable {
  let handle: SocketStream
  let descriptor: Descriptor

  var core: StreamCore { handle.core }
}

extension LoopFixture {
  /// A stream over a fresh connection. Nothing was asked of the driver for it.
  func stream(_ configuration: StreamConfiguration = StreamConfiguration()) -> ScriptedStream {
    let descriptor = driver.connection()
    let core = StreamCore(
      adopting: descriptor, peer: driver.peerAddress, on: loop,
      configuration: SharedConfiguration(configuration))
    return ScriptedStream(handle: SocketStream(core), descriptor: descriptor)
  }

  /// Closes a stream, to the end: what the peer sent has ended.
  func close(_ stream: ScriptedStream) throws {
    driver.ends(stream.descriptor)
    try run { try await stream.handle.close() }
  }
}

extension StreamConfiguration {
  /// Small buffers, so that a test reaches their ends.
  static func small(
    input: Int = 16, output: Int = 16, line: Int? = nil, autoFlush: Bool = true
  ) -> StreamConfiguration {
    StreamConfiguration(
      inputBufferSize: input, outputBufferSize: output, maximumLineLength: line,
      autoFlush: autoFlush)
  }
}

extension Outcome {
  /// What it threw, as a stream's error.
  var streamError: StreamError? { error as? StreamError }
}
