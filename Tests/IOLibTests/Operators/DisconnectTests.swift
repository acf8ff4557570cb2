// disconnect: datagram sockets without a peer again.

import IOLib
import Testing

@Suite struct DisconnectTests {
  @Test func `An internet socket has no peer any more, and receives from everybody`() throws {
    let peer = try boundDatagrams()
    let stranger = try boundDatagrams()
    let spare = try boundDatagrams()
    let port = try spare.localPort()
    try spare.close()
    let socket = try makeSocket(
      addressFamily: .ipv4, type: .datagram, localHost: "127.0.0.1",
      localPort: PortDesignator(port))
    try socket.connect(ipv4Loopback, port: PortDesignator(peer.localPort()))
    try socket.disconnect()
    #expect(!socket.isConnected)
    #expect(failure { try socket.remoteName() } == "notConnected")
    #expect(failure { try socket.sendTo([1]) } == "systemCall EDESTADDRREQ")
    // The port that was asked for stays.
    #expect(try socket.localPort() == port)
    try stranger.sendTo([1], remoteHost: "127.0.0.1", remotePort: PortDesignator(port))
    #expect(try socket.receiveFrom(size: 2).count == 1)
    // May be called again, and connected again.
    try socket.disconnect()
    try socket.connect(ipv4Loopback, port: PortDesignator(peer.localPort()))
    #expect(socket.isConnected)
  }

  @Test func `A port that the system chose is given up`() throws {
    let socket = try makeSocket(addressFamily: .ipv4, type: .datagram)
    try socket.connect(ipv4Loopback, port: 9)
    #expect(try socket.localPort() != 0)
    try socket.disconnect()
    #expect(try socket.localPort() == 0)
    let bound = try boundDatagrams()
    try bound.connect(ipv4Loopback, port: 9)
    try bound.disconnect()
    #expect(try bound.localPort() == 0)
  }

  @Test func `A local socket has no peer any more`() throws {
    let (first, _) = try makeSocketPair(type: .datagram)
    try first.disconnect()
    #expect(!first.isConnected)
    #expect(failure { try first.sendTo([1]) } == "notConnected")
    try first.disconnect()
    try first.close()
    #expect(failure { try first.disconnect() } == "closed connect")
  }
}
