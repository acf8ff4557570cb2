// bind-address: addresses, ports, and what cannot be bound.

import IOLib
import Testing

@Suite struct BindAddressTests {
  @Test func `An internet socket gets an address and a port`() throws {
    let first = try makeSocket(addressFamily: .ipv4, connect: .passive)
    try first.bindAddress(ipv4Loopback)
    let port = try first.localPort()
    #expect(try first.localHost() == ipv4Loopback && port != 0)
    #expect(try first.socketOption(.reuseAddress))
    try first.close()
    let second = try makeSocket(addressFamily: .ipv4)
    try second.bindAddress(ipv4Loopback, port: PortDesignator(port), reuseAddress: false)
    #expect(try second.localPort() == port && !second.socketOption(.reuseAddress))
    let third = try makeSocket(addressFamily: .ipv4)
    try third.setSocketOption(.reuseAddress, true)
    try third.bindAddress(ipv4Loopback, reuseAddress: false)
    #expect(try third.socketOption(.reuseAddress))
  }

  @Test func `A service of UDP is one of UDP`() throws {
    let socket = try makeSocket(addressFamily: .ipv4, type: .datagram)
    #expect(
      failure { try socket.bindAddress(ipv4Loopback, port: "no such service") } == "unknownService")
    #expect(failure { try socket.bindAddress(ipv4Loopback, port: "65536") } == "parseError")
    #expect(failure { try socket.bindAddress(ipv4Loopback, port: -1) } == "invalidArgument port")
    #expect(try socket.localPort() == 0)
  }

  @Test func `IPv4 is mapped into IPv6, and not the other way`() throws {
    let six = try makeSocket(addressFamily: .ipv6)
    try six.bindAddress(ipv4Loopback)
    #expect(try six.localHost().description == "::ffff:127.0.0.1")
    let four = try makeSocket(addressFamily: .ipv4)
    #expect(failure { try four.bindAddress(ipv6Loopback) } == "invalidArgument address")
    #expect(try four.localPort() == 0)
  }

  @Test func `A local socket gets a name`() throws {
    try withFreshPath { path in
      let socket = try makeSocket(addressFamily: .local)
      #expect(try socket.localFilename() == LocalAddress(abstractName: []))
      try socket.bindAddress(path)
      #expect(try socket.localFilename() == path && fileExists(path))
      #expect(failure { try socket.bindAddress(freshName()) } == "systemCall EINVAL")
      let other = try makeSocket(addressFamily: .local, type: .datagram)
      #expect(failure { try other.bindAddress(path) } == "addressInUse")
      let name = freshName()
      try other.bindAddress(name)
      #expect(try other.localFilename() == name)
      #expect(
        failure { try makeSocket(addressFamily: .local).bindAddress("/no/such") }
          == "systemCall ENOENT")
      #expect(
        failure { try makeSocket(addressFamily: .local).bindAddress("") }
          == "invalidArgument filename")
    }
  }

  @Test func `What is bound stays where it is`() throws {
    let passive = try Connection.ipv4.listener()
    let port = PortDesignator(try passive.localPort())
    #expect(failure { try passive.bindAddress(ipv4Loopback) } == "systemCall EINVAL")
    let other = try makeSocket(addressFamily: .ipv4)
    #expect(failure { try other.bindAddress(ipv4Loopback, port: port) } == "addressInUse")
    #expect(
      failure { try other.bindAddress(try ensureAddress("192.0.2.1")) } == "addressNotAvailable")
    try other.close()
    #expect(failure { try other.bindAddress(ipv4Loopback) } == "closed setOption")
    #expect(
      failure { try other.bindAddress(ipv4Loopback, reuseAddress: false) } == "closed bind")
  }
}
