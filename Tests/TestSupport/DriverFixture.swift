// The drivers over the real kernel that a suite is run on.

public import SluiceLoop
public import Testing

/// A kind of kernel driver, made anew for each test.
public enum DriverFixture: String, CaseIterable, Codable, Sendable, CustomTestStringConvertible {
  case poll

  /// The name in a test's report.
  public var testDescription: String { rawValue }

  /// A driver of this kind. Where the kernel refuses it the test is cancelled, with the reason.
  public func make() throws -> any KernelDriver {
    do {
      switch self {
      case .poll: return try ReadinessDriver()
      }
    } catch {
      try Test.cancel("\(rawValue) is not to be had here: \(error)")
    }
  }
}
