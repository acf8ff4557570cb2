// The states of a stream that the contract tells apart, and how a test gets there.

import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@testable import Sluice

/// A state, reached by `enter`.
enum StreamSituation: String, CaseIterable, Sendable {
  case idle, readerWaiting, writerWaiting, flushing, sending, directRead, directWrite, borrowedLine
  case outputFinished, writeFailed, inputEnded, inputFailed, closingFlushing, lingering, aborting
  case closed

  static let configuration = {
    var configuration = StreamConfiguration.small(input: 16, output: 8)
    configuration.readTimeout = .seconds(10)
    return configuration
  }()

  /// Brings `stream` there; returns the call that is under way then, if there is one. A borrowing
  /// closure holds its line until `gate` opens.
  func enter(
    _ stream: ScriptedStream, in fixture: LoopFixture, gate: Gate
  ) throws -> Outcome<Void>? {
    let handle = stream.handle
    switch self {
    case .idle: return nil
    case .readerWaiting: return fixture.begin { _ = try await handle.readLine() }
    case .writerWaiting:
      return fixture.begin { try await handle.write(String(repeating: "w", count: 40)) }
    case .flushing:
      return fixture.begin {
        try await handle.write("abc")
        try await handle.flush()
      }
    case .sending: try fixture.run { try await handle.write("abc") }
    case .directRead:
      return fixture.begin {
        var bytes = [UInt8](repeating: 0, count: 100)
        var room = bytes.mutableSpan
        _ = try await handle.read(into: &room)
      }
    case .directWrite:
      return fixture.begin { try await handle.write([UInt8](repeating: 1, count: 100)) }
    case .borrowedLine:
      fixture.driver.arrives("borrowed\n", on: stream.descriptor)
      return fixture.begin { try await handle.withLine { _ in await gate.pass() } }
    default: return try enterLate(stream, in: fixture)
    }
    return nil
  }

  /// The states near the end of a stream's life.
  private func enterLate(
    _ stream: ScriptedStream, in fixture: LoopFixture
  ) throws -> Outcome<Void>? {
    let handle = stream.handle
    switch self {
    case .outputFinished: try fixture.run { try await handle.finishWriting() }
    case .writeFailed:
      try fixture.run { try await handle.write("abc") }
      try fixture.driver.fail(.send, on: stream.descriptor, with: .brokenPipe)
    case .inputEnded:
      fixture.driver.ends(stream.descriptor)
      _ = try fixture.run { try await handle.readLine() }
    case .inputFailed:
      _ = fixture.begin { _ = try await handle.readLine() }
      try fixture.driver.fail(.receive, on: stream.descriptor, with: .connectionReset)
    case .closingFlushing:
      return fixture.begin {
        try await handle.write("abc")
        try await handle.close()
      }
    case .lingering: return fixture.begin { try await handle.close() }
    case .aborting:
      _ = fixture.begin { _ = try await handle.readLine() }
      fixture.driver.completesCancels = false
      return fixture.begin { await handle.abort() }
    case .closed: try fixture.close(stream)
    default: preconditionFailure("not near the end: \(self)")
    }
    fixture.settle()
    return nil
  }
}
