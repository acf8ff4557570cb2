// The families of addresses that a suite is run on.

import Glibc
public import SluiceLoop
import Synchronization
public import Testing

/// A family, with addresses to listen at that nobody else uses.
public enum DriverFamily: String, CaseIterable, Codable, Sendable, CustomTestStringConvertible {
  case ipv4, ipv6, path, abstract

  private static let count = Atomic(0)

  /// The name in a test's report.
  public var testDescription: String { rawValue }

  /// Whether connections are TCP's.
  public var isInternet: Bool { self == .ipv4 || self == .ipv6 }

  /// What to open a socket of.
  public var socketFamily: SocketFamily {
    switch self {
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    case .path, .abstract: .local
    }
  }

  /// An address to bind to: the loopback with a port of the kernel's choice, or a fresh name.
  public func freshAddress() -> SocketAddress {
    let number = Self.count.add(1, ordering: .relaxed).newValue
    let name = "sluice-\(getpid())-\(number)"
    switch self {
    case .ipv4: return .ipv4(.loopback, port: 0)
    case .ipv6: return .ipv6(.loopback, port: 0)
    case .path: return .local(path: "\(Self.directory)/\(name)")
    case .abstract: return .abstract(Array(name.utf8))
    }
  }

  private static var directory: String {
    // The environment is not written to while tests run.
    guard let name = unsafe getenv("TMPDIR") else { return "/tmp" }
    return unsafe String(cString: name)
  }
}
