// IOLIB's own tests of sockets (tests/sockets.lisp), and of its multiplexer where sockets are open.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct SocketsSuiteTests {
  @Test func `make-socket.unknown-keyword`() {
    #expect(
      failure {
        try makeSocket(
          addressFamily: .internet, type: .stream, connect: .active,
          arguments: [.localFilename("x")])
      } == "inapplicableArgument localFilename")
  }

  @Test func `make-socket.2 and .3`() throws {
    let socket: Socket = try makeSocket(addressFamily: .internet, ipv6: false)
    #expect(!socket.isConnected && socket.isOpen && socket.addressFamily == .ipv4)
    #expect(try #require(socket.osFD) > 1)
    #expect(socket.socketClass.kind == .stream)
  }

  @Test func `inet.socket-bind.1`() throws {
    let first = try makeSocket(connect: .passive, ipv6: false, localHost: "127.0.0.1")
    let port = PortDesignator(try first.localPort())
    #expect(
      failure {
        try makeSocket(
          connect: .passive, ipv6: false, localHost: "127.0.0.1", localPort: port,
          reuseAddress: true)
      } == "addressInUse")
  }

  @Test func `sockopt.1 and sockopt-receive-buffer`() throws {
    let socket = try makeSocket(ipv6: false)
    try socket.setSocketOption(.reuseAddress, true)
    #expect(try socket.socketOption(.reuseAddress))
    try socket.setSocketOption(.receiveBuffer, 1975)
    #expect(try socket.socketOption(.receiveBuffer) >= 1975)
  }

  @Test(arguments: BlockingChoice.allCases)
  func `simple-local-sockets`(choice: BlockingChoice) throws {
    try choice.run {
      try withFreshPath { path in
        let passive = try makeSocket(
          addressFamily: .local, connect: .passive, localFilename: path)
        let client = try makeSocket(addressFamily: .local, remoteFilename: path)
        try client.writeString("local socket test")
        try client.close()
        let server = try #require(try passive.acceptConnection())
        let (line, missingNewline) = try #require(try server.readLine())
        #expect(line == "local socket test" && missingNewline)
      }
    }
  }

  @Test func `socket-open-p and open-stream-p`() throws {
    let fresh = try makeSocket(ipv6: false)
    let (client, _) = try Connection.ipv4.make()
    for socket in [fresh, client] {
      #expect(socket.isOpen)
      try socket.close()
      #expect(!socket.isOpen)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `event-base-with-open-sockets`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(connect: .passive, ipv6: false, localHost: "0.0.0.0")
      let port = PortDesignator(try passive.localPort())
      let server = try alongside({
        letOthersWait()
        let client = try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port)
        try client.sendTo([1, 2, 3, 4])
      }) { try #require(try passive.acceptConnection()) }
      #expect(server.isOpen)
      #expect(try server.receiveFrom(size: 5) == ([1, 2, 3, 4, 0], 4))
    }
  }
}
