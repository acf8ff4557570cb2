// connect: how long it waits, and what it finds.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConnectTests {
  @Test(arguments: BlockingChoice.allCases, [Connection.ipv4, .ipv6])
  func `A stream is connected to an address and a port`(
    choice: BlockingChoice, kind: Connection
  ) throws {
    try choice.run {
      let passive = try kind.listener()
      let port = PortDesignator(try passive.localPort())
      let socket = try makeSocket(addressFamily: kind == .ipv4 ? .ipv4 : .ipv6)
      try socket.connect(kind.host, port: port, timeout: .seconds(600))
      #expect(socket.isConnected)
      #expect(try socket.remoteName() == (host: kind.host, port: passive.localPort()))
      // After a connect that was waited for the kernel takes one more, and only then says so.
      _ = failure { try socket.connect(kind.host, port: port) }
      #expect(failure { try socket.connect(kind.host, port: port) } == "alreadyConnected")
      // An IPv4 address on an IPv6 socket is mapped.
      let four = try Connection.ipv4.listener()
      let six = try makeSocket(addressFamily: .ipv6)
      try six.connect(ipv4Loopback, port: PortDesignator(four.localPort()))
      #expect(try six.remoteHost().description == "::ffff:127.0.0.1")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `What refuses is told with both addresses`(choice: BlockingChoice) throws {
    try choice.run {
      let closed = try Connection.ipv4.listener()
      let port = try closed.localPort()
      try closed.close()
      let socket = try makeSocket(addressFamily: .ipv4)
      do {
        try socket.connect(ipv4Loopback, port: PortDesignator(port))
        Issue.record("nobody listens there")
      } catch SocketError.connectionRefused(let error) {
        #expect(error.peer == .ipv4(.loopback, port: port) && error.operation == .connect)
        #expect(error.errno == .connectionRefused)
      }
      let four = try makeSocket(addressFamily: .ipv4)
      #expect(failure { try four.connect(ipv6Loopback, port: 9) } == "invalidArgument address")
      #expect(failure { try four.connect(ipv4Loopback) } == "connectionRefused")
      #expect(failure { try four.connect(ipv4Loopback, port: "no such") } == "unknownService")
      #expect(failure { try four.connect(ipv4Loopback, port: 65536) } == "invalidArgument port")
      #expect(
        failure { try four.connect(ipv4Loopback, port: 9, timeout: .seconds(-1)) }
          == "invalidArgument timeout")
      try four.close()
      #expect(failure { try four.connect(ipv4Loopback, port: 9) } == "closed connect")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A connection that does not come is a poll-timeout`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try Connection.ipv4.listener(backlog: 0)
      let port = try passive.localPort()
      var sockets: [SocketStreamInternetActive] = []
      var found = "none"
      // The queue takes a few, and then nobody answers.
      while found == "none", sockets.count < 20 {
        let socket = try makeSocket(addressFamily: .ipv4)
        sockets.append(socket)
        found = failure {
          try socket.connect(
            ipv4Loopback, port: PortDesignator(port), timeout: .milliseconds(100))
        }
      }
      #expect(found == "pollTimeout")
      let last = try makeSocket(addressFamily: .ipv4)
      do {
        try last.connect(ipv4Loopback, port: PortDesignator(port), timeout: .milliseconds(10))
        Issue.record("the queue is full")
      } catch SocketError.pollTimeout(let timeout) {
        #expect(timeout.timeout == .milliseconds(10) && timeout.operation == .connect)
        #expect(timeout.peer == .ipv4(.loopback, port: port))
      }
      // It goes on, and may be waited for again.
      #expect(
        failure {
          try last.connect(ipv4Loopback, port: PortDesignator(port), timeout: .milliseconds(10))
        } == "pollTimeout")
      let other = try makeSocket(addressFamily: .ipv4)
      let connect = { try other.connect(ipv4Loopback, port: PortDesignator(port), wait: false) }
      #expect(failure(connect) == "connectionInProgress")
      #expect(failure(connect) == "systemCall EALREADY")
      try alongside({
        letOthersWait()
        try other.close()
      }) {
        #expect(
          failure { try other.connect(ipv4Loopback, port: PortDesignator(port)) }
            == "closed connect")
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A full queue of a local socket is waited for`(choice: BlockingChoice) throws {
    try choice.run {
      let name = freshName()
      let passive = try makeSocket(
        addressFamily: .local, connect: .passive, localFilename: name, backlog: 0)
      let first = try makeSocket(addressFamily: .local)
      #expect(failure { try first.connect(name, wait: false) } == "none")
      let second = try makeSocket(addressFamily: .local)
      #expect(failure { try second.connect(name, wait: false) } == "wouldBlock")
      #expect(failure { try second.connect(name, timeout: .zero) } == "pollTimeout")
      #expect(failure { try second.connect(name, timeout: .milliseconds(20)) } == "pollTimeout")
      #expect(
        failure { try second.connect(name, timeout: .seconds(-1)) } == "invalidArgument timeout")
      try alongside({
        letOthersWait()
        _ = try passive.acceptConnection()
      }) { #expect(failure { try second.connect(name) } == "none") }
      #expect(second.isConnected)
      let third = try makeSocket(addressFamily: .local)
      try alongside({
        letOthersWait()
        try third.close()
      }) { #expect(failure { try third.connect(name) } == "closed connect") }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Local names that nobody listens at are refused`(choice: BlockingChoice) throws {
    try choice.run {
      let socket = try makeSocket(addressFamily: .local)
      #expect(failure { try socket.connect("/no/such") } == "systemCall ENOENT")
      #expect(failure { try socket.connect(freshName()) } == "connectionRefused")
      #expect(failure { try socket.connect("") } == "invalidArgument filename")
      let (first, _) = try makeSocketPair()
      let name = freshName()
      let passive = try makeSocket(
        addressFamily: .local, connect: .passive, localFilename: name)
      #expect(failure { try first.connect(name) } == "alreadyConnected")
      let datagrams = try makeSocket(addressFamily: .local, type: .datagram)
      #expect(failure { try datagrams.connect(name) } == "connectionRefused")
      #expect(try passive.acceptConnection(wait: false) == nil)
    }
  }

  @Test func `A datagram socket notes its peer, and another`() throws {
    let (first, second) = (try boundDatagrams(), try boundDatagrams())
    let socket = try makeSocket(addressFamily: .ipv4, type: .datagram)
    for peer in [first, second] {
      try socket.connect(ipv4Loopback, port: PortDesignator(peer.localPort()), wait: false)
      #expect(try socket.remotePort() == peer.localPort())
      try socket.sendTo([1])
      #expect(try peer.receiveFrom(size: 1).count == 1)
    }
    // From others it gets nothing.
    let port = PortDesignator(try socket.localPort())
    try first.sendTo([1], remoteHost: "127.0.0.1", remotePort: port)
    #expect(failure { try socket.receiveFrom(size: 1, dontWait: true) } == "wouldBlock")
  }
}
