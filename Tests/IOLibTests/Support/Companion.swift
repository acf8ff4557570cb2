// A second thread of a test, and what it comes to.

import SluiceLoop
import TestSupport

/// A plain thread that runs `body` with a driver, beside the one that makes it.
final class Companion<R: Sendable> {
  private let thread: DriverThread
  private let outcome = Lock<Result<R, any Error>?>(nil)

  init(_ choice: BlockingChoice, _ body: @escaping @Sendable () throws -> R) {
    thread = DriverThread { [outcome] in
      let result = Result {
        try choice.use()
        return try body()
      }
      outcome.withLock { $0 = result }
    }
  }

  /// Waits for its end. Once.
  func result() throws -> R {
    thread.join()
    guard let result = outcome.withLock({ $0 }) else { throw NeverSo() }
    return try result.get()
  }
}
