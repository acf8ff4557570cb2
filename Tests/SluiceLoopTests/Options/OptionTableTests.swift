// What each kind of socket has and lacks. With SLUICE_OPTION_TABLE set the table is printed.

import Foundation
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Every option of every kind of socket` {
  /// What a look at an option, or setting it, may come to.
  private enum Expected {
    case works
    /// The kernel may ask for a privilege; granted, it works.
    case worksIfPrivileged
    /// ENOPROTOOPT or EOPNOTSUPP.
    case missing
    /// EINVAL: too late for a socket that is bound.
    case tooLate
    /// Kernels differ.
    case either

    func allows(_ result: Result<some Any, Errno>) -> Bool {
      switch (self, result) {
      case (.works, .success), (.worksIfPrivileged, .success), (.either, .success): true
      case (.worksIfPrivileged, .failure(let errno)):
        errno == .permissionDenied || errno == .notPermitted
      case (.missing, .failure(let errno)), (.either, .failure(let errno)):
        errno == .protocolNotAvailable || errno == .notSupportedOnSocket
      case (.tooLate, .failure(let errno)): errno == .invalidArgument
      default: false
      }
    }
  }

  private static func getting(_ name: SocketOptionName, _ socket: OptionSocket) -> Expected {
    switch name {
    case .icmpFilter: .missing
    case .receiveErrors6, .ipv6Only: socket.isIPv6 ? .works : .missing
    case .headerIncluded, .receiveErrors: socket.isLocal ? .missing : .works
    case _ where name.symbol.hasPrefix("TCP_"): socket.isTCP ? .works : .missing
    default: .works
    }
  }

  private static func setting(_ name: SocketOptionName, _ socket: OptionSocket) -> Expected {
    switch name {
    case .acceptsConnections, .pendingError, .socketType, .family, .protocolNumber, .sendLowWater,
      .headerIncluded:
      .missing
    case .ipv6Only where socket.isIPv6: socket == .udp6 ? .works : .tooLate
    case .debug, .bindToDevice: .worksIfPrivileged
    case .reusePort where socket.isLocal: .either
    default: getting(name, socket)
    }
  }

  @Test(arguments: [DriverFixture.poll, .uring])
  func `Every option is got and set, or missed by name`(_ fixture: DriverFixture) throws {
    let table = try OptionTable(fixture)
    for name in SocketOptionName.allCases {
      for socket in OptionSocket.allCases {
        let verdict = try #require(table.verdicts[name]?[socket])
        #expect(
          Self.getting(name, socket).allows(verdict.got), "getting \(name) of \(socket): \(verdict)"
        )
        #expect(
          Self.setting(name, socket).allows(verdict.set), "setting \(name) of \(socket): \(verdict)"
        )
        // TCP_MAXSEG of a connection was agreed on; what is set holds for none that is made.
        guard case .success(let changed) = verdict.set, name != .maximumSegment else { continue }
        #expect(changed, "\(name) of \(socket) was set and did not change")
      }
    }
    if ProcessInfo.processInfo.environment["SLUICE_OPTION_TABLE"] != nil {
      print("\(fixture):\n\(table.markdown)")
    }
  }
}

extension OptionSocket {
  fileprivate var isIPv6: Bool { [.tcp6, .listener6, .udp6].contains(self) }
  fileprivate var isLocal: Bool { [.local, .localListener, .localDatagram].contains(self) }
  fileprivate var isTCP: Bool { [.tcp, .tcp6, .listener, .listener6].contains(self) }
}
