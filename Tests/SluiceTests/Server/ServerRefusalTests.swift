// Limits of connections, and what becomes of those beyond them.

@testable import Sluice
import SluiceLoop
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ServerRefusalTests {
  /// A client's line, which must come back.
  private func exchange(_ peer: PeerSocket) throws {
    try peer.send("a\n")
    #expect(try peer.receive(exactly: 3) == Array("a\r\n".utf8))
  }

  /// Nothing but an end comes, whatever kind of end it is.
  private func expectRefusal(_ peer: PeerSocket) {
    let bytes = try? peer.receiveAll()
    #expect(bytes == nil || bytes == [])
  }

  @Test(arguments: KernelChoice.allCases)
  func `Further connections are reset at once where that is wanted`(
    _ choice: KernelChoice
  ) async throws {
    let counters = Server.Counters()
    let incidents = Lock<[Server.Incident]>([])
    try await withServer(
      choice,
      configure: {
        ($0.maximumConnections, $0.whenFull) = (2, .refuse)
        $0.counters = counters
        $0.onIncident = { incident in incidents.withLock { $0.append(incident) } }
      }, handler: serveLines
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      let kept = try (0..<2).map { _ in try PeerSocket(to: address) }
      for peer in kept { try exchange(peer) }
      for _ in 0..<3 { expectRefusal(try PeerSocket(to: address)) }
      for peer in kept { try exchange(peer) }
      // A place that is free again is given to the next.
      kept[0].finish()
      _ = try kept[0].receiveAll()
      while counters.statistics.active == 2 { try await Task.sleep(for: .milliseconds(1)) }
      while true {
        let next = try PeerSocket(to: address)
        // The place is free a little after the count says so.
        if (try? exchangeOrEnd(next)) == true { break }
      }
      #expect(counters.statistics[Server.Refusal.limit] >= 3)
      #expect(counters.statistics.refused == incidents.withLock { $0 }.count)
      #expect(
        incidents.withLock { $0 }.allSatisfy {
          if case .refused(_, .limit) = $0 { true } else { false }
        })
      for peer in kept { peer.close() }
    }
  }

  private func exchangeOrEnd(_ peer: PeerSocket) throws -> Bool {
    try peer.send("a\n")
    return try peer.receive(exactly: 3) == Array("a\r\n".utf8)
  }

  @Test(arguments: KernelChoice.allCases, [1, 2])
  func `An address has only so many, over all loops`(
    _ choice: KernelChoice, loops: Int
  ) async throws {
    let counters = Server.Counters()
    try await withServer(
      choice, loops: loops,
      configure: {
        $0.maximumConnectionsPerAddress = 3
        $0.counters = counters
      }, handler: serveLines
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      let kept = try (0..<3).map { _ in try PeerSocket(to: address) }
      for peer in kept { try exchange(peer) }
      for _ in 0..<4 { expectRefusal(try PeerSocket(to: address)) }
      #expect(counters.statistics[Server.Refusal.addressLimit] == 4)
      // What ends gives its place back.
      for peer in kept { peer.close() }
      while counters.statistics.active > 0 { try await Task.sleep(for: .milliseconds(1)) }
      let next = try PeerSocket(to: address)
      try exchange(next)
      #expect(counters.statistics.accepted == 4)
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `Local sockets have no address to be counted for`(_ choice: KernelChoice) async throws {
    try await withServer(
      choice, at: .address(DriverFamily.path.freshAddress()),
      configure: { $0.maximumConnectionsPerAddress = 1 }, handler: serveLines
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      let peers = try (0..<3).map { _ in try PeerSocket(to: address) }
      for peer in peers { try exchange(peer) }
    }
  }

  @Test func `Whom a connection is counted for`() throws {
    func origin(_ text: String) throws -> AddressLimit.Origin? {
      AddressLimit.Origin(try SocketAddress(parsing: text))
    }
    #expect(try origin("192.0.2.1:1") == origin("192.0.2.1:2"))
    #expect(try origin("192.0.2.1:1") != origin("192.0.2.2:1"))
    #expect(try origin("[::ffff:192.0.2.1]:1") == origin("192.0.2.1:1"))
    #expect(try origin("[2001:db8::1]:1") == origin("[2001:db8::ffff:0:0:2]:1"))
    #expect(try origin("[2001:db8:0:1::1]:1") != origin("[2001:db8::1]:1"))
    #expect(try origin("[fe80::1%1]:1") != origin("[fe80::2%1]:1"))
    #expect(try origin("[::1]:1") != nil)
    #expect(try origin("unix:/x") == nil && origin("unix:@x") == nil)
    #expect(AddressLimit.Origin(nil) == nil)
  }

  @Test func `Counts of addresses are forgotten with their last connection`() {
    let limit = AddressLimit(1)
    for number in 0..<1000 as Range<UInt32> {
      let address = SocketAddress.ipv4(IPv4Address(value: number), port: 1)
      #expect(limit.tryTake(address))
      #expect(!limit.tryTake(address))
      limit.give(address)
    }
    #expect(limit.isEmpty)
  }

  @Test(arguments: KernelChoice.allCases)
  func `A silent connection is probed, at no call of its own`(_ choice: KernelChoice) async throws {
    let found = Lock<[KeepAlive?]>([])
    try await withServer(
      choice,
      handler: { stream in
        let probes = try await stream.option(.keepAliveProbes)
        found.withLock { $0.append(probes) }
      }
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      _ = try PeerSocket(to: address).receiveAll()
    }
    #expect(found.withLock { $0 } == [Server.Configuration.defaultKeepAlive])
  }
}
