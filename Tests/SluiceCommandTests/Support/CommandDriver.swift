// The drivers that the command can be told to use.

import SluiceLoop
import TestSupport
import Testing

/// A driver by its name on the command line.
enum CommandDriver: String, CaseIterable, Codable, Sendable, CustomTestStringConvertible {
  case uring, poll

  /// The name in a test's report.
  var testDescription: String { rawValue }

  /// Where the kernel refuses it, the test is cancelled, with the reason.
  func require() throws {
    switch self {
    case .uring: try DriverFixture.uring.make().close()
    case .poll: try DriverFixture.poll.make().close()
    }
  }
}
