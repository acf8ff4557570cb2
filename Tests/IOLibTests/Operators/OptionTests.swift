// socket-option and its setter: IOLIB's table.

import Glibc
import IOLib
import SluiceLoop
import Testing

@Suite(.timeLimit(.minutes(10))) struct OptionTests {
  @Test func `Flags are got and set`() throws {
    let socket = try makeSocket(addressFamily: .ipv4)
    let flags: [SocketOption<Bool>] = [
      .broadcast, .dontRoute, .keepAlive, .outOfBandInline, .reuseAddress, .reusePort, .noDelay,
      .cork, .receiveErrors,
    ]
    for flag in flags {
      #expect(try !socket.socketOption(flag), "\(flag.names)")
      for value in [true, false] {
        try socket.setSocketOption(flag, value)
        #expect(try socket.socketOption(flag) == value, "\(flag.names)")
      }
    }
    #expect(try socket.socketOption(.quickAcknowledge))
  }

  @Test func `Numbers are got and set`() throws {
    let socket = try makeSocket(addressFamily: .ipv4)
    let numbers: [(SocketOption<Int>, Int)] = [
      (.receiveLowWater, 7), (.priority, 3), (.keepAliveCount, 5), (.finWaitTimeout, 20),
      (.synCount, 3),
    ]
    for (option, value) in numbers {
      try socket.setSocketOption(option, value)
      #expect(try socket.socketOption(option) == value, "\(option.names)")
    }
    for option in [SocketOption<Int>.receiveBuffer, .sendBuffer] {
      try socket.setSocketOption(option, 19750)
      // The kernel doubles it.
      #expect(try socket.socketOption(option) >= 19750)
    }
    #expect(try socket.socketOption(.maximumSegment) > 0)
    #expect(try socket.socketOption(.windowClamp) >= 0)
    for option in [SocketOption<Duration>.keepAliveIdle, .keepAliveInterval] {
      try socket.setSocketOption(option, .seconds(30))
      #expect(try socket.socketOption(option) == .seconds(30))
    }
    try socket.setSocketOption(.deferAccept, .seconds(5))
    #expect(try socket.socketOption(.deferAccept) >= .seconds(5))
  }

  @Test func `What can only be got is got`() throws {
    let passive = try Connection.ipv4.listener()
    #expect(try passive.socketOption(.acceptsConnections))
    #expect(try passive.socketOption(.socketType) == Int(SOCK_STREAM.rawValue))
    #expect(try boundDatagrams().socketOption(.socketType) == Int(SOCK_DGRAM.rawValue))
    #expect(try passive.socketOption(.pendingError) == nil)
    #expect(try passive.socketOption(.sendLowWater) == 1)
    #expect(
      failure { try passive.setSocketOption(.acceptsConnections, true) } == "optionNotSupported")
    #expect(failure { try passive.setSocketOption(.socketType, 2) } == "optionNotSupported")
    #expect(failure { try passive.setSocketOption(.sendLowWater, 2) } == "optionNotSupported")
    #expect(failure { try passive.setSocketOption(.pendingError, nil) } == "optionNotSupported")
  }

  @Test func `A pending error is got once`() throws {
    let closed = try boundDatagrams()
    let port = PortDesignator(try closed.localPort())
    try closed.close()
    let socket = try makeSocket(
      addressFamily: .ipv4, type: .datagram, remoteHost: "127.0.0.1", remotePort: port)
    try socket.sendTo([1])
    #expect(try socket.socketOption(.pendingError) == .connectionRefused)
    #expect(try socket.socketOption(.pendingError) == nil)
  }

  @Test func `Lingering with one value is for the default time`() throws {
    let socket = try makeSocket(addressFamily: .ipv4)
    #expect(try !socket.socketOption(.linger).isOn)
    try socket.setLinger(true)
    #expect(try socket.socketOption(.linger) == .on(seconds: defaultLingerSeconds))
    try socket.setSocketOption(.linger, .on(seconds: 3))
    #expect(try socket.socketOption(.linger) == .on(seconds: 3))
    try socket.setLinger(false)
    #expect(try !socket.socketOption(.linger).isOn)
  }

  @Test func `A time-out is got and set, and is no less than no time`() throws {
    let socket = try boundDatagrams()
    for option in [SocketOption<Duration>.receiveTimeout, .sendTimeout] {
      #expect(try socket.socketOption(option) == .zero)
      try socket.setSocketOption(option, .seconds(2))
      #expect(try socket.socketOption(option) == .seconds(2))
      #expect(failure { try socket.setSocketOption(option, .seconds(-1)) } != "none")
      try socket.setSocketOption(option, .zero)
      #expect(try socket.socketOption(option) == .zero)
    }
  }

  @Test func `An interface is bound to and let go`() throws {
    let socket = try makeSocket(addressFamily: .ipv4)
    #expect(try socket.socketOption(.bindToDevice) == "")
    try socket.setSocketOption(.bindToDevice, "lo")
    #expect(try socket.socketOption(.bindToDevice) == "lo")
    try socket.setSocketOption(.bindToDevice, "")
    #expect(try socket.socketOption(.bindToDevice) == "")
    #expect(failure { try socket.setSocketOption(.bindToDevice, "no-such") } == "systemCall ENODEV")
  }

  @Test func `What a kind does not have is not supported`() throws {
    let datagrams = try boundDatagrams()
    #expect(failure { try datagrams.socketOption(.noDelay) } == "operationNotSupported")
    #expect(failure { try datagrams.setSocketOption(.noDelay, true) } == "optionNotSupported")
    let (local, _) = try makeSocketPair()
    #expect(failure { try local.socketOption(.noDelay) } == "operationNotSupported")
    #expect(failure { try local.setSocketOption(.cork, true) } == "operationNotSupported")
    let stream = try makeSocket(addressFamily: .ipv4)
    #expect(failure { try stream.setSocketOption(.headerIncluded, true) } == "optionNotSupported")
    #expect(failure { try stream.socketOption(.icmpFilter) } == "operationNotSupported")
  }
}
