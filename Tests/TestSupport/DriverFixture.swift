// The drivers over the real kernel that a suite is run on.

public import SluiceLoop
public import Testing

/// A kind of kernel driver, made anew for each test.
public enum DriverFixture: String, CaseIterable, Codable, Sendable, CustomTestStringConvertible {
  case poll
  case uring
  /// A submission queue of one entry, so that it is full all the time.
  case uringOneEntry
  /// The second step of the ladder.
  case uringCooperative
  /// The last step of the ladder: no multishot accept, no waiting for readiness first.
  case uringPlain

  /// The name in a test's report.
  public var testDescription: String { rawValue }

  /// A driver of this kind. Where the kernel refuses it the test is cancelled, with the reason.
  public func make() throws -> any KernelDriver {
    do {
      switch self {
      case .poll: return try ReadinessDriver()
      case .uring, .uringOneEntry, .uringCooperative, .uringPlain:
        return try UringDriver(configuration)
      }
    } catch {
      try Test.cancel("\(rawValue) is not to be had here: \(error)")
    }
  }

  private var configuration: UringDriver.Configuration {
    var configuration = UringDriver.Configuration()
    switch self {
    case .poll, .uring: break
    case .uringOneEntry: configuration.submissionEntries = 1
    case .uringCooperative: configuration.firstStep = .cooperative
    case .uringPlain: configuration.firstStep = .plain
    }
    return configuration
  }
}
