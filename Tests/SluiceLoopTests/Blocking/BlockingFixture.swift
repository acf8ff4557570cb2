// Both blocking drivers over the real kernel, and what their suites have in common.

import Glibc
import SluiceCore
import SystemPackage
import Testing
import TestSupport

@testable import SluiceLoop

/// A kind of blocking driver.
enum BlockingFixture: String, CaseIterable, Codable, CustomTestStringConvertible {
  case poll, uring

  var testDescription: String { rawValue }

  /// A driver of that kind. Where the kernel refuses it the test is cancelled, with the reason.
  func make() throws -> any BlockingDriver {
    do {
      return self == .poll ? try PlainDriver() : try RingThreadDriver()
    } catch {
      try Test.cancel("\(rawValue) is not to be had here: \(error)")
    }
  }

  /// Runs `body` with such a driver, on the calling thread.
  func run(_ body: (any BlockingDriver) throws -> Void) throws {
    let driver = try make()
    defer { driver.close() }
    try body(driver)
  }
}

/// Two connected local sockets, closed with the value.
final class BlockingPair {
  private(set) var first: Int32
  private(set) var second: Int32

  init() throws {
    let (first, second) = try RawSocket.pair(.stream)
    (self.first, self.second) = (first.fd, second.fd)
  }

  deinit {
    closeFirst()
    closeSecond()
  }

  func closeFirst() {
    if first >= 0 { close(first) }
    first = -1
  }

  func closeSecond() {
    if second >= 0 { close(second) }
    second = -1
  }

  /// What the other end finds, without waiting.
  func taken(_ limit: Int = 1 << 20) -> [UInt8] {
    let room = DriverBytes(count: limit)
    let count = SystemCalls.receive(second, room.lent)
    return room.prefix(Int(max(0, count)))
  }

  /// The other end sends.
  func give(_ text: String) {
    let bytes = DriverBytes(Array(text.utf8))
    withExtendedLifetime(bytes) { _ = SystemCalls.send(second, bytes.lent) }
  }

  /// The other end finds the socket full.
  func fill() {
    let bytes = DriverBytes(count: 1 << 16)
    while SystemCalls.send(first, bytes.lent) > 0 {}
  }
}

extension BlockingDriver {
  /// An exchange over the first end of a pair. What it lends lives as long as the arguments.
  func exchange(
    _ pair: BlockingPair, sending: DriverBytes? = nil, receiving: DriverBytes? = nil,
    expecting: ReceiveExpectation = .nothing, until deadline: Instant? = nil
  ) -> (Exchange, BlockingOutcome) {
    var exchange = Exchange(
      sending: sending?.lent ?? .empty, receiving: receiving?.lent, expecting: expecting)
    let outcome = run(&exchange, on: pair.first, until: deadline)
    return (exchange, outcome)
  }
}
