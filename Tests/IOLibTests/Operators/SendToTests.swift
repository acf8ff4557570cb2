// send-to: what leaves, how, and what keeps it from leaving.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct SendToTests {
  @Test(arguments: Connection.allCases)
  func `A part of the buffer is sent, and counted`(kind: Connection) throws {
    let (client, server) = try kind.make()
    #expect(try client.sendTo([1, 2, 3, 4], start: 1, end: 3) == 2)
    #expect(try client.sendTo([5, 6, 7], start: 2) == 1)
    #expect(try client.sendTo([8, 9], end: 1) == 1)
    #expect(try client.sendTo([]) == 0)
    let (buffer, count) = try server.receiveFrom(size: 4, waitAll: true)
    #expect(buffer == [2, 3, 7, 8] && count == 4)
  }

  @Test(
    arguments: [(-1, nil), (0, 4), (2, 1), (4, nil), (0, -1), (Int.min, Int.max)] as [(Int, Int?)])
  func `Bounds are those of the buffer`(start: Int, end: Int?) throws {
    let bytes: [UInt8] = [1, 2, 3]
    let (stream, _) = try makeSocketPair()
    let (datagrams, _) = try makeSocketPair(type: .datagram)
    let internet = try boundDatagrams()
    #expect(
      failure { try stream.sendTo(bytes, start: start, end: end) } == "invalidArgument start")
    #expect(
      failure { try datagrams.sendTo(bytes, start: start, end: end) } == "invalidArgument start")
    #expect(
      failure { try internet.sendTo(bytes, start: start, end: end, remoteHost: 0, remotePort: 9) }
        == "invalidArgument start")
  }

  @Test(arguments: Connection.allCases)
  func `What is sent overtakes what is written`(kind: Connection) throws {
    let (client, server) = try kind.make()
    try client.writeString("later")
    try client.sendTo(Array("now,".utf8))
    try client.close()
    #expect(try server.readLine()?.line == "now,later")
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `A full buffer takes a part, and then nothing`(
    choice: BlockingChoice, kind: Connection
  ) throws {
    try choice.run {
      let (client, server) = try kind.make()
      let bytes = [UInt8](repeating: 7, count: 16 << 20)
      let first = try client.sendTo(bytes)
      #expect(first > 0 && first < bytes.count)
      var sent = first
      while true {
        do { sent += try client.sendTo(bytes, dontWait: true) } catch SocketError.wouldBlock {
          break
        }
      }
      // The kernel finds room here and there for a while, but not for ever.
      try client.setSocketOption(.sendTimeout, .milliseconds(20))
      while true {
        do { sent += try client.sendTo(bytes) } catch SocketError.wouldBlock { break }
      }
      try client.setSocketOption(.sendTimeout, .zero)
      // Waits for room, which the other end makes.
      let total = sent
      let more = try alongside({ () throws in
        letOthersWait()
        #expect(try server.receiveFrom(size: total, waitAll: true).count == total)
      }) { try client.sendTo(bytes) }
      #expect(more > 0)
    }
  }

  @Test func `With more a segment waits for the rest`() throws {
    let (client, server) = try Connection.ipv4.make()
    try client.setSocketOption(.noDelay, true)
    #expect(try client.sendTo([1, 2], more: true) == 2)
    #expect(try client.sendTo([3]) == 1)
    // All of it came in one segment.
    #expect(try server.receiveFrom(size: 8).count == 3)
  }

  @Test func `With more several pieces are one datagram`() throws {
    let receiver = try boundDatagrams()
    let sender = try boundDatagrams()
    try sender.connect(receiver.localHost(), port: PortDesignator(receiver.localPort()))
    try sender.sendTo([1, 2], more: true)
    try sender.sendTo([3])
    #expect(try receiver.receiveFrom(size: 8).count == 3)
  }

  @Test func `Flags that change nothing here are taken`() throws {
    let (client, server) = try Connection.ipv4.make()
    #expect(try client.sendTo([1], dontRoute: true) == 1)
    #expect(try server.receiveFrom(size: 1).count == 1)
    let (first, second) = try makeSocketPair()
    #expect(try first.sendTo([1], dontRoute: true, more: true) == 1)
    #expect(try second.receiveFrom(size: 4).count == 1)
    let receiver = try boundDatagrams()
    let port = PortDesignator(try receiver.localPort())
    let sender = try boundDatagrams()
    let count = try sender.sendTo(
      [1], remoteHost: "127.0.0.1", remotePort: port, dontWait: true, dontRoute: true,
      confirm: true)
    #expect(count == 1)
    #expect(try receiver.receiveFrom(size: 4).count == 1)
    let (one, other) = try makeSocketPair(type: .datagram)
    #expect(try one.sendTo([1, 2], dontWait: true, dontRoute: true, more: true) == 2)
    #expect(try other.receiveFrom(size: 4).count == 2)
  }

  @Test(arguments: Connection.allCases)
  func `A closed end is EPIPE, and no signal`(kind: Connection) throws {
    let (client, server) = try kind.make()
    try client.shutdown(write: true)
    #expect(failure { try client.sendTo([1]) } == "systemCall EPIPE")
    try client.close()
    try server.close()
    #expect(failure { try client.sendTo([1]) } == "closed send")
  }

  @Test func `A reset is told once, and then EPIPE`() throws {
    let (client, server) = try Connection.ipv4.make()
    try server.setSocketOption(.linger, .on(seconds: 0))
    try server.close()
    #expect(failure { try client.sendTo([1]) } == "connectionReset")
    #expect(failure { try client.sendTo([1]) } == "systemCall EPIPE")
    #expect(failure { try makeSocket(ipv6: false).sendTo([1]) } == "systemCall EPIPE")
    #expect(failure { try makeSocket(addressFamily: .local).sendTo([1]) } == "notConnected")
  }
}
