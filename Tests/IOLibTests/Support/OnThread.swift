// Blocking code in tests: on a plain thread of its own, with the driver that the test is about.

import SluiceLoop
import TestSupport
import Testing

/// A driver for blocking code.
enum BlockingChoice: String, CaseIterable, Codable, CustomTestStringConvertible {
  case uring, poll

  var testDescription: String { rawValue }

  /// Gives the calling thread this driver. Where there is no io_uring the test is cancelled.
  func use() throws {
    switch self {
    case .poll: try ThreadDriver.use(.poll)
    case .uring:
      do throws(IOError) { try ThreadDriver.use(.uring) } catch {
        try Test.cancel("io_uring is not to be had: \(error)")
      }
    }
  }

  /// Runs `body` on a thread of its own that has this driver.
  func run(_ body: @escaping @Sendable () throws -> Void) throws {
    try require()
    let outcome = Lock<Result<Void, any Error>?>(nil)
    DriverThread { [self] in
      let result = Result {
        try use()
        try body()
      }
      outcome.withLock { $0 = result }
    }.join()
    try outcome.withLock { try $0?.get() }
  }

  /// Cancels the test where there is no io_uring.
  func require() throws {
    guard self == .uring else { return }
    do throws(IOError) { _ = try makeDriver(.uring) } catch {
      try Test.cancel("io_uring is not to be had: \(error)")
    }
  }
}
