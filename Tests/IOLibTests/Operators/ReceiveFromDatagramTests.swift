// receive-from of datagrams: whole ones, and who sent them.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReceiveFromDatagramTests {
  @Test(arguments: BlockingChoice.allCases)
  func `An internet datagram tells host and port`(choice: BlockingChoice) throws {
    try choice.run {
      let receiver = try boundDatagrams()
      let sender = try boundDatagrams()
      let port = PortDesignator(try receiver.localPort())
      let senderPort = try sender.localPort()
      let datagram = try alongside({
        letOthersWait()
        try sender.sendTo([1, 2, 3], remoteHost: "127.0.0.1", remotePort: port)
      }) { try receiver.receiveFrom(size: 5) }
      #expect(datagram.buffer == [1, 2, 3, 0, 0] && datagram.count == 3)
      #expect(datagram.remoteHost == ipv4Loopback && datagram.remotePort == senderPort)
      var buffer: [UInt8] = [9, 9, 9, 9]
      try sender.sendTo([1, 2, 3], remoteHost: "127.0.0.1", remotePort: port)
      let (count, _, from) = try receiver.receiveFrom(into: &buffer, start: 1, end: 3)
      // What did not fit is lost.
      #expect(count == 2 && buffer == [9, 1, 2, 9] && from == senderPort)
      #expect(failure { try receiver.receiveFrom(size: 5, dontWait: true) } == "wouldBlock")
      try receiver.setSocketOption(.receiveTimeout, .milliseconds(20))
      #expect(failure { try receiver.receiveFrom(size: 5) } == "wouldBlock")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A local datagram tells the name, where there is one`(choice: BlockingChoice) throws {
    try choice.run {
      let (name, own) = (freshName(), freshName())
      let receiver = try makeSocket(addressFamily: .local, type: .datagram, localFilename: name)
      let named = try makeSocket(addressFamily: .local, type: .datagram, localFilename: own)
      let unnamed = try makeSocket(addressFamily: .local, type: .datagram)
      let first = try alongside({
        letOthersWait()
        try unnamed.sendTo([1], remoteFilename: name)
      }) { try receiver.receiveFrom(size: 2) }
      #expect(first.buffer == [1, 0] && first.count == 1 && first.remoteFilename == nil)
      try named.sendTo([1, 2, 3], remoteFilename: name)
      var buffer: [UInt8] = [9, 9, 9, 9]
      let (count, from) = try receiver.receiveFrom(into: &buffer, start: 1, end: 3)
      #expect(count == 2 && buffer == [9, 1, 2, 9] && from == own)
      #expect(failure { try receiver.receiveFrom(size: 5, dontWait: true) } == "wouldBlock")
      try receiver.setSocketOption(.receiveTimeout, .milliseconds(20))
      #expect(failure { try receiver.receiveFrom(size: 5) } == "wouldBlock")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Errors that the kernel queues are no datagrams`(choice: BlockingChoice) throws {
    try choice.run {
      // Connected to itself it takes from nobody else, and keeps the port from others.
      let deaf = try boundDatagrams()
      let port = PortDesignator(try deaf.localPort())
      try deaf.connect(ipv4Loopback, port: port)
      let socket = try boundDatagrams()
      try socket.setSocketOption(.receiveErrors, true)
      try socket.setSocketOption(.receiveTimeout, .milliseconds(50))
      try socket.sendTo([1], remoteHost: "127.0.0.1", remotePort: port)
      // The refusal is told once; what the kernel keeps of it is nothing to be received.
      #expect(failure { try socket.receiveFrom(size: 5) } == "connectionRefused")
      #expect(failure { try socket.receiveFrom(size: 5) } == "wouldBlock")
      try deaf.close()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A datagram is there whole or not at all`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair(type: .datagram)
      try first.sendTo([1, 2])
      #expect(try second.receiveFrom(size: 4, peek: true).count == 2)
      #expect(try second.receiveFrom(size: 4, peek: true, waitAll: true).count == 2)
      #expect(try second.receiveFrom(size: 4, waitAll: true).count == 2)
      try first.sendTo([])
      #expect(try second.receiveFrom(size: 4).count == 0)
      try first.sendTo([1])
      #expect(try second.receiveFrom(size: 0).count == 0)
      // It was received, into no room.
      #expect(failure { try second.receiveFrom(size: 4, dontWait: true) } == "wouldBlock")
      let internet = try boundDatagrams()
      let port = PortDesignator(try internet.localPort())
      try internet.sendTo([1, 2], remoteHost: "127.0.0.1", remotePort: port)
      #expect(try internet.receiveFrom(size: 4, peek: true, waitAll: true).count == 2)
      #expect(try internet.receiveFrom(size: 4, waitAll: true).count == 2)
    }
  }

  @Test func `There is no urgent data`() throws {
    let (first, _) = try makeSocketPair(type: .datagram)
    #expect(failure { try first.receiveFrom(size: 4, outOfBand: true) } == "operationNotSupported")
    let internet = try boundDatagrams()
    let port = PortDesignator(try internet.localPort())
    // The kernel gives an ordinary datagram where urgent data is asked of UDP, or none.
    try internet.sendTo([1], remoteHost: "127.0.0.1", remotePort: port)
    let found = failure { try internet.receiveFrom(size: 4, outOfBand: true, dontWait: true) }
    #expect(found == "none" || found == "operationNotSupported")
  }

  @Test(arguments: BlockingChoice.allCases)
  func `An IPv6 socket maps IPv4 senders`(choice: BlockingChoice) throws {
    try choice.run {
      let receiver = try makeSocket(type: .datagram, ipv6: true, localHost: "::")
      let sender = try boundDatagrams()
      let port = PortDesignator(try receiver.localPort())
      try sender.sendTo([1], remoteHost: "127.0.0.1", remotePort: port)
      #expect(try receiver.receiveFrom(size: 1).remoteHost.description == "::ffff:127.0.0.1")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Shut down and closed sockets receive nothing`(choice: BlockingChoice) throws {
    try choice.run {
      let socket = try boundDatagrams()
      try socket.connect(ipv4Loopback, port: 9)
      try socket.shutdown(read: true)
      let nothing = try socket.receiveFrom(size: 4)
      #expect(nothing.count == 0 && nothing.remotePort == 0)
      let (first, second) = try makeSocketPair(type: .datagram)
      try alongside({
        letOthersWait()
        try first.shutdown(read: true)
      }) { () throws in #expect(try first.receiveFrom(size: 4).count == 0) }
      #expect(second.isOpen)
      let other = try boundDatagrams()
      try alongside({
        letOthersWait()
        try other.close()
      }) { #expect(failure { try other.receiveFrom(size: 1) } == "closed receive") }
    }
  }
}
