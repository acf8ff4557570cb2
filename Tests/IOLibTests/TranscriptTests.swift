// The transcripts of the documents, run: each test is a block of a page, with its results compared.
//
// `TranscriptTests+Pages.swift` checks that the blocks here are those of the pages.

import Glibc
import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct TranscriptTests {
  @Test(arguments: BlockingChoice.allCases)
  func `The first example`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(connect: .passive, localHost: "127.0.0.1")
      let port = PortDesignator(try passive.localPort())
      let client = try makeSocket(remoteHost: "127.0.0.1", remotePort: port)
      try client.writeLine("hello")
      try client.shutdown(write: true)
      try withAcceptConnection(passive) { stream in
        while let (line, _) = try stream.readLine() {
          try stream.writeLine(line.uppercased())
        }
      }
      #expect(try client.readLine()?.line == "HELLO")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Lines over TCP`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(connect: .passive, ipv6: false, localHost: "127.0.0.1")
      let port = PortDesignator(try passive.localPort())
      let client = try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port)
      let server = try passive.acceptConnection()!
      try client.writeLine("hello")
      try client.finishOutput()
      #expect(try server.readLine()?.line == "hello")
      try server.writeString("good")
      try server.writeLine(" bye")
      try server.writeString("no end")
      #expect(try server.close() == true)
      #expect(try client.readLine()?.line == "good bye")
      let last = try client.readLine()!
      #expect(last.line == "no end")
      #expect(last.missingNewline == true)
      #expect(try client.readLine()?.line == nil)
      #expect(try client.close() == true)
      #expect(try client.close() == false)
      #expect("\(client)" == "#<active IPv4 stream socket, closed>")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A local socket`(choice: BlockingChoice) throws {
    try choice.run {
      let name = LocalAddress("transcript-\(choice)-\(getpid())", abstract: true)
      let passive = try makeSocket(addressFamily: .local, connect: .passive, localFilename: name)
      let client = try makeSocket(addressFamily: .local, remoteFilename: name)
      #expect(try client.remoteFilename() == name)
      try client.writeLine("how long is this?")
      try client.finishOutput()
      let length = try withAcceptConnection(passive) { server in
        let line = try server.readLine()!.line
        try server.writeLine("\(line.count)")
        return line.count
      }
      #expect(length == 17)
      #expect(try client.readLine()?.line == "17")
      #expect(try client.readLine()?.line == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Datagrams`(choice: BlockingChoice) throws {
    try choice.run {
      let server = try makeSocket(type: .datagram, ipv6: false, localHost: "127.0.0.1")
      let client = try makeSocket(type: .datagram, ipv6: false)
      let port = PortDesignator(try server.localPort())
      #expect(try client.sendTo(Array("ping".utf8), remoteHost: "127.0.0.1", remotePort: port) == 4)
      let question = try server.receiveFrom(size: 100)
      #expect(question.buffer.count == 100)
      #expect(question.count == 4)
      #expect("\(question.remoteHost)" == "127.0.0.1")
      let asker = HostnameDesignator(question.remoteHost)
      try server.sendTo(
        [1, 2, 3], remoteHost: asker, remotePort: PortDesignator(question.remotePort))
      #expect(try client.receiveFrom(size: 100).count == 3)
      try client.connect(ipv4Loopback, port: port)
      #expect(client.isConnected == true)
      try client.disconnect()
      #expect(client.isConnected == false)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A pair of sockets`(choice: BlockingChoice) throws {
    try choice.run {
      let (left, right) = try makeSocketPair()
      try left.writeSequence([1, 2, 3, 250])
      try left.writeString("é")
      try left.shutdown(write: true)
      #expect(try right.readSequence(count: 4) == [1, 2, 3, 250])
      #expect(try right.readChar() == "é")
      #expect(try right.readByte() == nil)
      try right.writeLine("the other half is open")
      try right.finishOutput()
      #expect(try left.readLine()?.line == "the other half is open")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Accepting with a time-out`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(connect: .passive, localHost: "127.0.0.1")
      #expect(try passive.acceptConnection(wait: false) == nil)
      #expect(try passive.acceptConnection(timeout: .milliseconds(20)) == nil)
      let port = PortDesignator(try passive.localPort())
      let client = try makeSocket(remoteHost: "127.0.0.1", remotePort: port)
      let server = try passive.acceptConnection(timeout: .seconds(60))
      #expect(server?.isConnected == true)
      #expect(client.isConnected == true)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Options`(choice: BlockingChoice) throws {
    try choice.run {
      let socket = try makeSocket(ipv6: false, keepalive: true)
      #expect(try socket.socketOption(.keepAlive) == true)
      #expect(try socket.socketOption(.noDelay) == false)
      try socket.setSocketOption(.noDelay, true)
      #expect(try socket.socketOption(.noDelay) == true)
      try socket.setSocketOption(.linger, .on(seconds: 3))
      #expect(try socket.socketOption(.linger) == .on(seconds: 3))
      try socket.setSocketOption(.receiveTimeout, .seconds(2))
      #expect(try socket.socketOption(.receiveTimeout) == .seconds(2))
      #expect(try socket.socketOption(.acceptsConnections) == false)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Names of this machine`(choice: BlockingChoice) throws {
    try choice.run {
      let host = try lookupHost("localhost", ipv6: false)
      #expect("\(host.address)" == "127.0.0.1")
      #expect(try ensureHostname("localhost", ipv6: false) == ipv4Loopback)
      #expect(try ensureHostname([127, 0, 0, 1]) == ipv4Loopback)
      #expect(try lookupService("http").port == 80)
      #expect(try lookupService(53, protocol: .udp).name == "domain")
      #expect(try lookupProtocol("tcp").number == 6)
      #expect(try lookupInterface("lo").name == "lo")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Errors by their conditions`(choice: BlockingChoice) throws {
    try choice.run {
      let bound = try makeSocket(connect: .passive, ipv6: false)
      try bound.bindAddress(ipv4Loopback)
      var conditions: [String] = []
      do {
        try makeSocket(ipv6: false).connect(ipv4Loopback, port: PortDesignator(bound.localPort()))
      } catch SocketError.connectionRefused(let error) {
        conditions.append("\(error.operation.rawValue): \(error.errno.name)")
      }
      do {
        _ = try bound.remotePort()
      } catch SocketError.notConnected {
        conditions.append("not connected")
      }
      let (left, right) = try makeSocketPair()
      try left.setSocketOption(.receiveTimeout, .milliseconds(20))
      do {
        _ = try left.readLine()
      } catch SocketError.wouldBlock(let error) {
        conditions.append(error.errno.name)
      }
      #expect(try right.close() == true)
      try left.writeLine("to nobody")
      do {
        try left.finishOutput()
      } catch SocketError.hangup {
        conditions.append("hangup")
      }
      #expect(try left.close(abort: true) == true)
      do {
        _ = try makeSocket(
          addressFamily: .local, type: .datagram, connect: .active, arguments: [.nodelay(true)])
      } catch {
        conditions.append("\(error)")
      }
      #expect(conditions[0] == "connect: ECONNREFUSED")
      #expect(conditions[1] == "not connected")
      #expect(conditions[2] == "EAGAIN")
      #expect(conditions[3] == "hangup")
      #expect(conditions[4] == "local datagram sockets take no argument nodelay")
      #expect(try bound.close() == true)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Looking ahead`(choice: BlockingChoice) throws {
    try choice.run {
      let (left, right) = try makeSocketPair()
      try left.writeString("  abc")
      try left.finishOutput()
      #expect(try right.peekChar() == " ")
      #expect(try right.peekChar(skippingWhitespace: true) == "a")
      #expect(try right.readChar() == "a")
      try right.unreadChar()
      #expect(try right.readChar() == "a")
      #expect(try right.readCharNoHang() == .read("b"))
      #expect(try right.listen() == true)
      #expect(try right.readChar() == "c")
      #expect(try right.listen() == false)
      #expect(try right.readCharNoHang() == .nothing)
      #expect(try left.close() == true)
      #expect(try right.readCharNoHang() == .read(nil))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `External formats`(choice: BlockingChoice) throws {
    try choice.run {
      let latin = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
      let (left, right) = try makeSocketPair(externalFormat: latin)
      try left.writeLine("é")
      try left.writeLine("è")
      try left.finishOutput()
      #expect(try right.readSequence(count: 3) == [233, 13, 10])
      #expect(try right.readLine()?.line == "è")
      var refused = false
      do {
        try left.writeString("10 €")
      } catch SocketError.text {
        refused = true
      }
      #expect(refused == true)
      left.externalFormat = .default
      right.externalFormat = .default
      try left.writeLine("10 €")
      try left.finishOutput()
      #expect(try right.readLine()?.line == "10 €")
    }
  }
}
