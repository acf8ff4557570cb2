// The writing half of a peer: each call is entered into the ledger before it is made.

import Sluice
import SluiceTesting
import SystemPackage

extension Peer {
  /// Writes what the plan has, and ends in its way. Whether all of it succeeded.
  func writeAll() async throws -> Bool {
    do {
      for writing in plan.writings {
        tell("\(writing)")
        try await write(writing)
      }
      tell("\(plan.ending)")
      switch plan.ending {
      case .half:
        try await stream.finishWriting()
        outgoing.isFinished = true
      case .close: try await close()
      case .abort: await stream.abort()
      }
      return true
    } catch let error as StreamError {
      tell("writing ends: \(error)")
      // The peer waits for what will not come. Where it is the peer that is gone, reading goes on.
      if !isPeersDoing(error) { try? await close() }
      return false
    }
  }

  private func write(_ writing: Writing) async throws {
    switch writing {
    case .bytes(let bytes):
      try await enter(bytes) { [self] in try await stream.write(bytes) }
    case .line(let bytes):
      let line = text(of: bytes)
      let ending: [UInt8] = plan.isPlainText ? [10] : [13, 10]
      try await enter(bytes + ending) { [self] in try await stream.writeLine(line) }
    case .text(let bytes):
      let text = text(of: bytes)
      try await enter(bytes) { [self] in try await stream.write(text) }
    case .atOnce(let bytes):
      let entered = outgoing.enter(bytes)
      if try await !stream.tryWrite(bytes.span) { try outgoing.takeBack(entered) }
    case .flush: try await survivingCancellation { [self] in try await stream.flush() }
    case .startFlush: try await stream.startFlush()
    case .pause(let time): try await network.sleep(for: time)
    }
  }

  /// Makes a call that writes those bytes: all of them, or, where it says that it was cancelled, none.
  private func enter(
    _ bytes: [UInt8], _ call: @escaping @Sendable () async throws -> Void
  ) async throws {
    let entered = outgoing.enter(bytes)
    do {
      try await cancellably(call)
    } catch let error as StreamError {
      guard error == .cancelled, cancellations > 0 else {
        outgoing.tear()
        throw error
      }
      try outgoing.takeBack(entered)
    }
  }

  private func isPeersDoing(_ error: StreamError) -> Bool {
    guard case .io(let error) = error else { return false }
    return error.errno == .brokenPipe || error.errno == .connectionReset
  }

  private func survivingCancellation(
    _ call: @escaping @Sendable () async throws -> Void
  ) async throws {
    do { try await cancellably(call) } catch let error as StreamError {
      guard error == .cancelled, cancellations > 0 else { throw error }
    }
  }
}
