// Which of the two families are used, where the caller does not say it by an address.

import SluiceLoop
import Synchronization

/// The values of IOLIB's `ipv6` arguments and of `*ipv6*`: nil, t and `:ipv6`.
///
/// `false` and `true` stand for the first two: `makeSocket(ipv6: false)`.
public enum IPv6Mode: UInt8, Hashable, Sendable, CaseIterable {
  /// nil: IPv4 sockets and addresses.
  case no
  /// t: IPv6 sockets, which reach IPv4 too, and addresses of both families.
  case yes
  /// `:ipv6`: IPv6 sockets and addresses.
  case only
}

extension IPv6Mode: ExpressibleByBooleanLiteral {
  /// `.yes` for true, `.no` for false.
  public init(booleanLiteral value: Bool) { self = value ? .yes : .no }
}

/// `*ipv6*`: what `ipv6` arguments are by default.
///
/// Until it is set it is `.yes` where this system knows IPv6 and `.no` elsewhere: two
/// system calls when it is first read, none after. Any thread may read and set it; a new value is for
/// the calls that begin after.
public var defaultIPv6: IPv6Mode {
  // What is stored was a mode's raw value.
  get { IPv6Mode(rawValue: currentMode.load(ordering: .relaxed)) ?? .no }
  set { currentMode.store(newValue.rawValue, ordering: .relaxed) }
}

private let currentMode = Atomic<UInt8>(
  (SocketFamily.ipv6.isAvailable ? IPv6Mode.yes : .no).rawValue)
