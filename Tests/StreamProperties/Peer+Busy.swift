// Second readers: whoever comes while another reads is turned away at once.

import Sluice
import SluiceTesting

extension Peer {
  /// Reads in the middle of a read.
  func readInside() async throws {
    do {
      let byte = try await stream.readByte()
      throw Misbehaviour("a second reader has read \(byte.map { "\($0)" } ?? "the end")")
    } catch StreamError.busy {
      tally.count(.busy)
    } catch StreamError.closed {}
  }

  /// Makes a call, and another one while it waits.
  func besidesAnother(_ read: () async throws -> Bool) async throws -> Bool {
    tell("that another one comes beside")
    isReading = true
    async let other: Void = readBeside()
    do {
      let goesOn = try await read()
      isReading = false
      try await other
      return goesOn
    } catch {
      isReading = false
      try await other
      throw error
    }
  }

  private func readBeside() async throws {
    // Only a call that waits can be disturbed.
    guard isReading else { return }
    do {
      _ = try await stream.read(upTo: 0)
    } catch StreamError.busy {
      return tally.count(.busyBeside)
    } catch StreamError.closed { return }
    if isReading { throw Misbehaviour("two calls read at the same time") }
  }
}
