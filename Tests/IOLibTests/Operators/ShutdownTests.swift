// shutdown, of either half.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct ShutdownTests {
  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `With write the peer reads an end`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try client.writeString("rest")
      try client.shutdown(write: true)
      // What was written has left before.
      #expect(try server.receiveFrom(size: 8, waitAll: true).count == 4)
      #expect(failure { try client.sendTo([1]) } == "systemCall EPIPE")
      // The other half goes on.
      try server.sendTo([1])
      #expect(try client.receiveFrom(size: 2).count == 1)
      #expect(client.isOpen)
      // May be repeated.
      try client.shutdown(write: true)
      try client.close()
    }
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `With read a waiting reader sees an end`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try alongside({
        letOthersWait()
        try client.shutdown(read: true)
      }) { () throws in #expect(try client.receiveFrom(size: 1).count == 0) }
      try client.sendTo([1])
      #expect(try server.receiveFrom(size: 1).count == 1)
      try client.shutdown(read: true, write: true)
      #expect(try server.receiveFrom(size: 1).count == 0)
    }
  }

  @Test func `At least one half`() throws {
    let (first, _) = try makeSocketPair()
    let (datagrams, _) = try makeSocketPair(type: .datagram)
    let passive = try Connection.ipv4.listener()
    #expect(failure { try first.shutdown() } == "invalidArgument read")
    #expect(failure { try datagrams.shutdown() } == "invalidArgument read")
    #expect(failure { try passive.shutdown() } == "invalidArgument read")
    #expect(first.isConnected && datagrams.isConnected)
  }

  @Test func `Of a connection`() throws {
    #expect(failure { try makeSocket(ipv6: false).shutdown(read: true) } == "notConnected")
    #expect(failure { try makeSocket(ipv6: false).shutdown(write: true) } == "notConnected")
    let datagrams = try boundDatagrams()
    #expect(failure { try datagrams.shutdown(write: true) } == "notConnected")
    try datagrams.connect(ipv4Loopback, port: 9)
    try datagrams.shutdown(read: true, write: true)
    #expect(failure { try datagrams.sendTo([1]) } == "systemCall EPIPE")
    let (first, second) = try makeSocketPair(type: .datagram)
    try first.shutdown(write: true)
    #expect(failure { try first.sendTo([1]) } == "systemCall EPIPE")
    try second.close()
    #expect(failure { try second.shutdown(read: true) } == "closed shutdown")
  }

  @Test func `A listener that is shut down takes nobody in`() throws {
    let passive = try Connection.ipv4.listener()
    let port = PortDesignator(try passive.localPort())
    try passive.shutdown(read: true)
    #expect(
      failure { try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port) }
        == "connectionRefused")
    try passive.close()
    #expect(failure { try passive.shutdown(read: true) } == "closed shutdown")
  }
}
