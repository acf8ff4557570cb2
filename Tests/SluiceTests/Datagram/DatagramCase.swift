// The kernels and families that the datagram suites are run on.

import Glibc
import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

/// Runs a test on a loop of the case's driver; afterwards nothing must be left on it.
func withDatagrams(
  _ kind: KernelCase, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (EventLoop) async throws -> Void
) async throws {
  try await withEmptiedGroup(kind.driver, sourceLocation: sourceLocation) { group in
    let loop = group.loops[0]
    // On the loop, as a program's own code would be.
    try await loop.spawn { try await body(loop) }.value
  }
}

extension DatagramSocket {
  /// A socket with an address of the family that nobody else has.
  static func fresh(
    _ family: DriverFamily, configuration: DatagramConfiguration = DatagramConfiguration()
  ) async throws -> (socket: DatagramSocket, address: SocketAddress) {
    let socket = try await bind(
      to: .address(family.freshAddress()), configuration: configuration)
    return (socket, try #require(await socket.localAddress()))
  }
}

extension KernelCase {
  /// Those over local sockets.
  static let local = all.filter { !$0.family.isInternet }
}

/// The error of the kernel that a call throws, if it throws one.
func ioError(_ body: () async throws -> Void) async -> IOError? {
  do { try await body() } catch StreamError.io(let error) { return error } catch {}
  return nil
}

/// This process, as the other end of a pair of its own sockets sees it.
func ownCredentials() -> PeerCredentials {
  PeerCredentials(processID: getpid(), userID: geteuid(), groupID: getegid())
}
