// The drivers over the real kernel, each step of io_uring's ladder by itself, and queues that are too
// small on purpose.

package import SluiceLoop

/// A driver that a property run is made on.
package enum KernelKind: String, CaseIterable, Codable, Sendable {
  case poll
  /// The best step that the kernel grants.
  case uring
  /// The second step of the ladder.
  case cooperative
  /// The last one.
  case plain
  /// A submission queue of one entry: each operation finds it full.
  case oneEntry
  /// A completion queue of two entries: it overflows, and the kernel keeps what has no place.
  case overflown
  /// Each accept brings one connection.
  case singleAccepts

  /// A driver of this kind, refused where the kernel refuses it.
  package func make() throws(IOError) -> any KernelDriver {
    guard self != .poll else { return try ReadinessDriver() }
    var configuration = UringDriver.Configuration()
    switch self {
    case .poll, .uring: break
    case .cooperative: configuration.firstStep = .cooperative
    case .plain: configuration.firstStep = .plain
    case .oneEntry: configuration.submissionEntries = 1
    case .overflown:
      configuration.submissionEntries = 1
      configuration.completionEntries = 2
    case .singleAccepts: configuration.usesMultishotAccept = false
    }
    return try UringDriver(configuration)
  }
}
