// listen-on: the backlog, and who may listen.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct ListenOnTests {
  @Test(arguments: [nil, 0, 1, 5, maxBacklogSize] as [Int?])
  func `A backlog is zero to the maximum`(backlog: Int?) throws {
    let internet = try makeSocket(addressFamily: .ipv4, connect: .passive)
    try internet.bindAddress(ipv4Loopback)
    try internet.listenOn(backlog: backlog)
    #expect(try internet.socketOption(.acceptsConnections))
    let local = try makeSocket(addressFamily: .local, connect: .passive)
    try local.bindAddress(freshName())
    try local.listenOn(backlog: backlog)
    // May be called again.
    try local.listenOn(backlog: 3)
    #expect(try local.socketOption(.acceptsConnections))
  }

  @Test(arguments: [Int.min, -1, maxBacklogSize + 1, 1 << 32, Int.max])
  func `Others are refused`(backlog: Int) throws {
    let socket = try makeSocket(addressFamily: .ipv4, connect: .passive)
    #expect(failure { try socket.listenOn(backlog: backlog) } == "invalidArgument backlog")
    #expect(try !socket.socketOption(.acceptsConnections))
  }

  @Test func `An internet socket that is not bound gets a port`() throws {
    let socket = try makeSocket(addressFamily: .ipv4, connect: .passive)
    try socket.listenOn()
    #expect(try socket.localName().host == ipv4Unspecified && socket.localPort() != 0)
  }

  @Test func `A local socket must have a name, and every one be open`() throws {
    let socket = try makeSocket(addressFamily: .local, connect: .passive)
    #expect(failure { try socket.listenOn() } == "systemCall EINVAL")
    try socket.close()
    #expect(failure { try socket.listenOn() } == "closed listen")
  }

  @Test(arguments: BlockingChoice.allCases)
  func `As many wait as the backlog says, of local sockets one more`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let name = freshName()
      let passive = try makeSocket(
        addressFamily: .local, connect: .passive, localFilename: name, backlog: 2)
      var waiting: [SocketStreamLocalActive] = []
      for _ in 0..<3 {
        waiting.append(try makeSocket(addressFamily: .local, remoteFilename: name))
      }
      let last = try makeSocket(addressFamily: .local)
      #expect(failure { try last.connect(name, wait: false) } == "wouldBlock")
      for _ in waiting { #expect(try passive.acceptConnection(wait: false) != nil) }
      #expect(try passive.acceptConnection(wait: false) == nil)
    }
  }
}
