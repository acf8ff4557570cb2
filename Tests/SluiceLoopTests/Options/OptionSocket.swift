// The kinds of sockets that the options are tried on.

import SluiceLoop
import TestSupport

/// A kind of socket, made anew for each look.
enum OptionSocket: String, CaseIterable, Codable, Sendable {
  case tcp, tcp6, listener, listener6, udp, udp6, local, localListener, localDatagram

  /// A socket of this kind, connected or listening where that is what it is for.
  func make(_ runner: DriverRunner) throws -> Descriptor {
    switch self {
    case .tcp: try runner.connection(.ipv4).client
    case .tcp6: try runner.connection(.ipv6).client
    case .local: try runner.connection(.abstract).client
    case .listener: try runner.listen(.ipv4).listener
    case .listener6: try runner.listen(.ipv6).listener
    case .localListener: try runner.listen(.abstract).listener
    case .udp: runner.keep(try runner.driver.open(.ipv4, .datagram))
    case .udp6: runner.keep(try runner.driver.open(.ipv6, .datagram))
    case .localDatagram: runner.keep(try runner.driver.open(.local, .datagram))
    }
  }
}
