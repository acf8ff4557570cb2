// How many connections each address has.

import SluiceLoop

/// The counts of a server's connections by their peers' addresses, against a limit. Any thread.
///
/// Invariant: no count exceeds the limit, and none is kept that is zero.
final class AddressLimit: Sendable {
  private let limit: Int
  private let counts = Lock<[Origin: Int]>([:])

  init(_ limit: Int) { self.limit = limit }

  /// Whom a connection is counted for.
  enum Origin: Hashable {
    case ipv4(UInt32)
    /// A network of 64 bits: within one, an address costs nothing.
    case network(UInt64)
    /// An address of which others in the same 64 bits are others' own.
    case single(IPv6Address)

    /// Nil: not counted. Local sockets have no address that says who is there.
    init?(_ address: SocketAddress?) {
      switch address {
      case .ipv4(let host, _): self = .ipv4(host.value)
      case .ipv6(let host, _, _):
        if let mapped = host.mappedIPv4 {
          self = .ipv4(mapped.value)
        } else if host.isLinkLocal || host.high == 0 {
          self = .single(host)
        } else {
          self = .network(host.high)
        }
      case .local, .abstract, .unnamed, nil: return nil
      }
    }
  }

  /// A connection begins, if its address may have one more.
  func tryTake(_ address: SocketAddress?) -> Bool {
    guard let origin = Origin(address) else { return true }
    return counts.withLock { counts in
      let count = counts[origin, default: 0]
      guard count < limit else { return false }
      counts[origin] = count + 1
      return true
    }
  }

  /// A connection that was taken is over.
  func give(_ address: SocketAddress?) {
    guard let origin = Origin(address) else { return }
    counts.withLock { counts in
      let count = counts[origin, default: 0]
      counts[origin] = count > 1 ? count - 1 : nil
    }
  }

  /// Whether no address has any.
  var isEmpty: Bool { counts.withLock { $0.isEmpty } }
}
