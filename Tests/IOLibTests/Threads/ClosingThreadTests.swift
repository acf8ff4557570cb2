// A thread that closes a socket on which others wait.

import Glibc
import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@testable import IOLib

@Suite(.timeLimit(.minutes(10))) struct ClosingThreadTests {
  @Test(arguments: BlockingChoice.allCases, [false, true])
  func `A close wakes a reader and a writer, and the last one out closes`(
    choice: BlockingChoice, abort: Bool
  ) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      let reader = Companion(choice) { try condition { _ = try stream.readLine() } }
      try stream.untilWaiting()
      let writer = Companion(choice) {
        try condition { try stream.writeSequence([UInt8](repeating: 1, count: 16 << 20)) }
      }
      try stream.untilWaiting(2)
      #expect(try stream.close(abort: abort))
      #expect(try reader.result() == .closed(.receive))
      #expect(try writer.result() == .closed(.send))
      #expect(!stream.isOpen && stream.osFD == nil)
      #expect(try !stream.close())
      // The peer reads the end: the descriptor is closed.
      while try peer.receiveFrom(size: 1 << 20).count > 0 {}
      #expect(try condition { _ = try stream.readChar() } == .closed(.receive))
      #expect(try condition { try stream.writeChar("x") } == .closed(.send))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close flushes what a waiting reader has not sent`(choice: BlockingChoice) throws {
    try choice.run {
      for _ in 0..<200 {
        let (stream, peer) = try makeSocketPair()
        let reader = Companion(choice) { try condition { _ = try stream.readLine() } }
        try stream.writeLine("last words")
        try stream.close()
        #expect(try reader.result() == .closed(.receive))
        #expect(try peer.allLines().lines == ["last words"])
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases, [false, true])
  func `A close of one descriptor leaves its duplicates alone`(
    choice: BlockingChoice, adopted: Bool
  ) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      // Whoever knows the number may have made duplicates.
      let number = try #require(stream.osFD)
      let duplicate = try #require(
        try makeSocketFromFD(number, dup: true) as? SocketStreamLocalActive)
      let (closed, kept) = adopted ? (duplicate, stream) : (stream, duplicate)
      let reader = Companion(choice) { try condition { _ = try closed.readLine() } }
      try closed.untilWaiting()
      #expect(try closed.close())
      #expect(try reader.result() == .closed(.receive))
      try peer.writeLine("still there")
      try peer.finishOutput()
      #expect(try kept.readLine()?.line == "still there")
      try kept.writeLine("so am I")
      try kept.finishOutput()
      #expect(try peer.readLine()?.line == "so am I")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close wakes who reads over TCP`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, peer) = try Connection.ipv4.tcp()
      for _ in 0..<100 {
        try stream.writeLine("?")
        let reader = Companion(choice) { try stream.readLine()?.line }
        #expect(try peer.readLine()?.line == "?")
        try peer.writeLine("!")
        try peer.finishOutput()
        #expect(try reader.result() == "!")
      }
      let reader = Companion(choice) { try condition { _ = try stream.readLine() } }
      try stream.untilWaiting()
      #expect(try stream.close())
      #expect(try reader.result() == .closed(.receive))
      #expect(try peer.readLine() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close wakes who accepts`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(connect: .passive, localHost: "127.0.0.1")
      let port = try passive.localPort()
      let acceptor = Companion(choice) { try condition { _ = try passive.acceptConnection() } }
      try passive.untilWaiting()
      #expect(try passive.close())
      #expect(try acceptor.result() == .closed(.accept))
      let error = try condition {
        _ = try makeSocket(remoteHost: "127.0.0.1", remotePort: PortDesignator(port))
      }
      #expect(error.errno == .connectionRefused)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close wakes who waits for a datagram`(choice: BlockingChoice) throws {
    try choice.run {
      let socket = try makeSocket(type: .datagram, localHost: "127.0.0.1")
      let receiver = Companion(choice) { try condition { _ = try socket.receiveFrom(size: 10) } }
      try socket.untilWaiting()
      #expect(try socket.close())
      #expect(try receiver.result() == .closed(.receive))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close wakes who connects over TCP`(choice: BlockingChoice) throws {
    try choice.run {
      // A queue of one, which is full: the kernel answers nobody else.
      let passive = try makeSocket(connect: .passive, localHost: "127.0.0.1", backlog: 0)
      let port = PortDesignator(try passive.localPort())
      let queued = try makeSocket(remoteHost: "127.0.0.1", remotePort: port)
      let socket = try makeSocket()
      let connector = Companion(choice) {
        try condition { try socket.connect(ipv4Loopback, port: port) }
      }
      try socket.untilWaiting()
      #expect(try socket.close())
      #expect(try connector.result() == .closed(.connect))
      try queued.close()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close wakes who waits for room in a local queue`(choice: BlockingChoice) throws {
    try choice.run {
      let name = LocalAddress("sluice-closing-\(getpid())-\(choice)", abstract: true)
      let passive = try makeSocket(addressFamily: .local, connect: .passive)
      try passive.bindAddress(name)
      try passive.listenOn(backlog: 0)
      let queued = try makeSocket(addressFamily: .local)
      try queued.connect(name)
      let socket = try makeSocket(addressFamily: .local)
      let connector = Companion(choice) { try condition { try socket.connect(name) } }
      try socket.untilWaiting()
      #expect(try socket.close())
      #expect(try connector.result() == .closed(.connect))
      try queued.close()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `An open socket that is dropped is closed`(choice: BlockingChoice) throws {
    try choice.run {
      let peer: SocketStreamLocalActive
      do {
        let (dropped, other) = try makeSocketPair()
        try dropped.writeString("lost")
        peer = other
      }
      #expect(try peer.readChar() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Many threads may close at once, and one of them does`(choice: BlockingChoice) throws {
    try choice.run {
      for _ in 0..<50 {
        let (stream, peer) = try makeSocketPair()
        let closers = (0..<4).map { _ in Companion(choice) { try stream.close() } }
        let readers = (0..<2).map { _ in Companion(choice) { try? stream.readByte() } }
        #expect(try closers.map { try $0.result() }.count { $0 } == 1)
        for reader in readers { #expect(try reader.result() == nil) }
        #expect(try peer.readByte() == nil)
      }
    }
  }
}
