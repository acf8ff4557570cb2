// What a socket says of itself: names, predicates, and how it prints.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct NameTests {
  @Test func `An internet socket has hosts and ports`() throws {
    let (client, server) = try Connection.ipv4.tcp()
    #expect(try client.localName() == server.remoteName())
    #expect(try server.localName() == client.remoteName())
    #expect(try client.localHost() == ipv4Loopback && client.remoteHost() == ipv4Loopback)
    #expect(try client.localPort() == server.remotePort())
    #expect(try client.remotePort() == server.localPort())
    let six = try makeSocket(ipv6: true)
    #expect(try six.localName() == (host: ipv6Unspecified, port: 0))
    #expect(six.isIPv6 && six.addressFamily == .ipv6)
  }

  @Test func `A local socket has names`() throws {
    let (first, second) = try makeSocketPair()
    let nobody = LocalAddress(abstractName: [])
    #expect(try first.localFilename() == nobody && second.remoteFilename() == nobody)
    #expect(first.addressFamily == .local && !first.isIPv6)
    let fresh = try makeSocket(addressFamily: .local)
    #expect(try fresh.localFilename() == nobody)
    #expect(failure { try fresh.remoteFilename() } == "notConnected")
  }

  @Test func `Connected is who has a peer`() throws {
    let (first, second) = try makeSocketPair()
    #expect(first.isConnected)
    try second.close()
    // Also after the peer has gone.
    #expect(first.isConnected)
    let fresh = try makeSocket(ipv6: false)
    let passive = try Connection.ipv4.listener()
    #expect(!fresh.isConnected && !passive.isConnected)
    let datagrams = try boundDatagrams()
    #expect(!datagrams.isConnected)
    try datagrams.connect(ipv4Loopback, port: 9)
    #expect(datagrams.isConnected)
  }

  @Test func `Streams print where they are`() throws {
    let (client, server) = try Connection.ipv4.tcp()
    let port = try client.remotePort()
    #expect(client.description == "#<active IPv4 stream socket connected to 127.0.0.1/\(port)>")
    try client.close()
    #expect(client.description == "#<active IPv4 stream socket, closed>")
    #expect(server.description.hasPrefix("#<active IPv4 stream socket connected to 127.0.0.1/"))
    let fresh = try makeSocket(ipv6: true)
    #expect(fresh.description == "#<active IPv6 stream socket, unconnected>")
    let (first, _) = try makeSocketPair()
    #expect(first.description == #"#<active local stream socket connected to @"">"#)
  }

  @Test func `Listeners print where they are`() throws {
    let six = try Connection.ipv6.listener()
    #expect(six.description == "#<passive IPv6 stream socket waiting @ ::1/\(try six.localPort())>")
    let fresh = try makeSocket(addressFamily: .ipv4, connect: .passive)
    #expect(fresh.description == "#<passive IPv4 stream socket, unbound>")
    try withFreshPath { path in
      let local = try makeSocket(addressFamily: .local, connect: .passive, localFilename: path)
      #expect(local.description == "#<passive local stream socket waiting @ \"\(path.name)\">")
    }
  }

  @Test func `Datagram sockets print where they are`() throws {
    let socket = try boundDatagrams()
    let port = try socket.localPort()
    #expect(socket.description == "#<IPv4 datagram socket waiting @ 127.0.0.1/\(port)>")
    try socket.connect(ipv4Loopback, port: 9)
    #expect(socket.description == "#<IPv4 datagram socket connected to 127.0.0.1/9>")
    let name = freshName()
    let local = try makeSocket(addressFamily: .local, type: .datagram, localFilename: name)
    #expect(local.description == "#<local datagram socket waiting @ @\"\(name.name)\">")
    let fresh = try makeSocket(addressFamily: .ipv4, type: .datagram)
    #expect(fresh.description == "#<IPv4 datagram socket, unbound>")
  }
}
