// The kernels and transports that the stream suite is run on.

import Glibc
import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

/// A driver over the real kernel, and a kind of connection.
struct KernelCase: Sendable, CustomTestStringConvertible {
  let driver: DriverPreference
  let family: DriverFamily

  var testDescription: String { "\(driver.rawValue) \(family.rawValue)" }

  /// All of them.
  static let all = [DriverPreference.uring, .poll].flatMap { driver in
    DriverFamily.allCases.map { KernelCase(driver: driver, family: $0) }
  }

  /// Those over TCP, where a connection can be reset.
  static let internet = all.filter(\.family.isInternet)

  /// One for each driver.
  static let drivers = all.filter { $0.family == .ipv4 }
}

/// What a test of the suite works with.
struct KernelFixture {
  let group: EventLoopGroup
  let listener: Listener

  var loop: EventLoop { group.loops[0] }
  var address: SocketAddress { listener.address }

  /// A plain blocking peer and our end of its connection.
  func connection(
    receiveBuffer: Int32? = nil
  ) async throws -> (peer: PeerSocket, stream: SocketStream) {
    let address = address
    let peer = try await group.blocking {
      try PeerSocket(to: address, receiveBuffer: receiveBuffer)
    }
    return (peer, try await listener.accept())
  }

  /// Both ends ours.
  func pair() async throws -> (client: SocketStream, server: SocketStream) {
    let client = try await SocketStream.connect(to: .address(address), on: loop)
    return (client, try await listener.accept())
  }
}

/// Runs a test with a listener of the case; afterwards nothing must be left: no operation, resident,
/// buffer or descriptor that the test did not leave in a handle of its own.
func withKernel(
  _ kind: KernelCase, configuration: StreamConfiguration = StreamConfiguration(),
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @Sendable (KernelFixture) async throws -> Void
) async throws {
  try await withEmptiedGroup(kind.driver, sourceLocation: sourceLocation) { group in
    let listener = try await Listener.listen(
      at: .address(kind.family.freshAddress()), configuration: configuration,
      on: group.loops[0])
    try await body(KernelFixture(group: group, listener: listener))
    await listener.close()
  }
}

/// Runs a test with a group of one loop, if the driver is to be had; afterwards no operation, resident
/// or buffer must be left on it.
func withEmptiedGroup(
  _ driver: DriverPreference, sourceLocation: SourceLocation,
  _ body: (EventLoopGroup) async throws -> Void
) async throws {
  let group: EventLoopGroup
  do { group = try EventLoopGroup(loops: 1, driver: driver) } catch {
    try Test.cancel("\(driver) is not to be had here: \(error)")
  }
  do {
    try await body(group)
    // Handles that were dropped are closed by the loop itself, soon.
    var left = await group.statistics()
    for _ in 0..<1000 where left.residents > 0 {
      try await Task.sleep(for: .milliseconds(5))
      left = await group.statistics()
    }
    #expect(left.inFlight == 0, "operations in flight", sourceLocation: sourceLocation)
    #expect(left.residents == 0, "residents", sourceLocation: sourceLocation)
    #expect(left.buffers == 0, "buffers", sourceLocation: sourceLocation)
  } catch {
    await group.shutDown()
    throw error
  }
  await group.shutDown()
}

/// How many descriptors of this process are IPv4 sockets of that local port, or connected to it:
/// a count that no other test disturbs.
func openDescriptors(at port: UInt16) -> Int {
  func localOrRemote(
    _ fd: Int32,
    _ ask: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<UInt32>?) -> Int32
  ) -> UInt16? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // A local structure; the kernel writes no more than `length` bytes of it.
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe ask(fd, $0, &length)
      }
    }
    guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
    return UInt16(bigEndian: address.sin_port)
  }
  var limit = rlimit()
  // A local structure.
  unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  return (0..<Int32(clamping: limit.rlim_cur)).count { fd in
    unsafe localOrRemote(fd, getsockname) == port || localOrRemote(fd, getpeername) == port
  }
}
