// Typed options: what goes in comes out, and what cannot be says why.

import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import SluiceLoop

@Suite struct `Typed options` {
  let runner: DriverRunner
  let driver: any KernelDriver
  let tcp: Descriptor

  init() throws {
    runner = try DriverRunner(.poll)
    driver = runner.driver
    tcp = try runner.connection(.ipv4).client
  }

  private func goesRound<Value: Equatable>(
    _ option: SocketOption<Value>, _ value: Value, as expected: Value? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try driver.set(option, of: tcp, to: value)
    #expect(
      try driver.get(option, of: tcp) == expected ?? value, sourceLocation: sourceLocation)
  }

  @Test func `A value comes back as it went in`() throws {
    for flag in [true, false] {
      try goesRound(.noDelay, flag)
      try goesRound(.keepAlive, flag)
      try goesRound(.reuseAddress, flag)
      try goesRound(.reusePort, flag)
      try goesRound(.outOfBandInline, flag)
    }
    try goesRound(.linger, .on(seconds: 15))
    try driver.set(.linger, of: tcp, to: .off)
    #expect(try !driver.get(.linger, of: tcp).isOn)
    try goesRound(.keepAliveCount, 7)
    try goesRound(.finWaitTimeout, -1)
    try goesRound(.userTimeout, .milliseconds(4321))
    try goesRound(.congestionControl, "reno")
    try goesRound(.receiveTimeout, .seconds(2))
    try goesRound(.receiveTimeout, .zero)
  }

  @Test func `The kernel rounds what it rounds`() throws {
    try driver.set(.receiveBuffer, of: tcp, to: 1975)
    #expect(try driver.get(.receiveBuffer, of: tcp) >= 1975)
    // In ticks of the kernel's clock, which are 10 ms at most.
    try driver.set(.sendTimeout, of: tcp, to: .milliseconds(1250))
    let timeout = try driver.get(.sendTimeout, of: tcp)
    #expect(timeout >= .milliseconds(1250) && timeout <= .milliseconds(1270))
  }

  @Test func `What is finer than the kernel's unit is rounded up`() throws {
    try goesRound(.userTimeout, .microseconds(1), as: .milliseconds(1))
    try goesRound(.keepAliveIdle, .milliseconds(1001), as: .seconds(2))
    #expect(timeval(.nanoseconds(1)).tv_usec == 1)
    #expect(timeval(.seconds(1) + .nanoseconds(999_999_001)).tv_sec == 2)
    #expect(timeval(.seconds(1) + .nanoseconds(999_999_001)).tv_usec == 0)
  }

  @Test func `Keep-alive is one value`() throws {
    #expect(try driver.get(.keepAliveProbes, of: tcp) == nil)
    let probes = KeepAlive(idle: .seconds(30), interval: .seconds(5), count: 3)
    try goesRound(.keepAliveProbes, probes)
    #expect(try driver.get(.keepAlive, of: tcp))
    #expect(try driver.get(.keepAliveIdle, of: tcp) == .seconds(30))
    #expect(try driver.get(.keepAliveInterval, of: tcp) == .seconds(5))
    #expect(try driver.get(.keepAliveCount, of: tcp) == 3)
    try goesRound(.keepAliveProbes, nil)
    #expect(try driver.get(.keepAliveIdle, of: tcp) == .seconds(30))
  }

  @Test func `Keep-alive that fails half-way names the part, and does not begin`() throws {
    let probes = KeepAlive(idle: .seconds(30), interval: .seconds(5), count: 1000)
    let error = try #require(throws: IOError.self) {
      try driver.set(.keepAliveProbes, of: tcp, to: probes)
    }
    #expect(error.option == .keepAliveCount)
    #expect(error.errno == .invalidArgument)
    #expect(try driver.get(.keepAliveProbes, of: tcp) == nil)
  }

  @Test func `What there is to look at`() throws {
    #expect(try driver.get(.socketType, of: tcp) == 1)
    #expect(try driver.get(.family, of: tcp) == Int(AF_INET))
    #expect(try driver.get(.protocolNumber, of: tcp) == Int(IPPROTO_TCP))
    #expect(try !driver.get(.acceptsConnections, of: tcp))
    let (listener, address) = try runner.listen(.ipv4)
    #expect(try driver.get(.acceptsConnections, of: listener))
    #expect(try driver.get(.pendingError, of: tcp) == nil)
    runner.close(listener)
    let late = runner.keep(try driver.open(.ipv4, .stream))
    let id = runner.freshID()
    driver.connect(late, to: address, id: id)
    #expect(try runner.next(id).result == -Errno.connectionRefused.rawValue)
  }

  @Test func `A missing option is named, with the reason and the socket`() throws {
    let udp = runner.keep(try driver.open(.ipv4, .datagram))
    try driver.bind(udp, to: .ipv4(.loopback, port: 0))
    let error = try #require(throws: IOError.self) { try driver.set(.noDelay, of: udp, to: true) }
    #expect(error.operation == .setOption)
    #expect(error.option == .noDelay)
    #expect(error.isMissingOption)
    let address = try driver.localAddress(of: udp)
    #expect(error.local == address)
    #expect(error.description.hasPrefix("setOption noDelay (TCP_NODELAY) \(address): "))
    #expect(error.description.contains("a socket of this kind"))

    let other = try #require(throws: IOError.self) { try driver.get(.cork, of: udp) }
    #expect(other.operation == .getOption)
    #expect(other.isMissingOption)
    #expect(other.option == .cork)
  }

  @Test(arguments: ["no-such-if", "no-such-interface-at-all", "a\0b"])
  func `An unknown interface is no device`(_ name: String) throws {
    let error = try #require(throws: IOError.self) {
      try driver.set(.bindToDevice, of: tcp, to: name)
    }
    #expect(error.option == .bindToDevice)
    #expect(!error.isMissingOption)
    let isWrong = name.utf8.contains(0)
    #expect(error.errno == (isWrong ? .invalidArgument : .operationNotSupportedByDevice))
    #expect(error.detail == "the value was \(name.debugDescription)")
  }

  @Test func `A value that the kernel cannot be told is refused`() throws {
    func refused<Value>(_ option: SocketOption<Value>, _ value: Value) throws -> Errno {
      try #require(throws: IOError.self) { try driver.set(option, of: tcp, to: value) }.errno
    }
    #expect(try refused(.priority, Int(Int32.max) + 1) == .invalidArgument)
    #expect(try refused(.userTimeout, .milliseconds(-1)) == .invalidArgument)
    #expect(try refused(.userTimeout, .seconds(1 << 40)) == .invalidArgument)
    #expect(try refused(.receiveTimeout, .seconds(-1)) == .invalidArgument)
    #expect(
      try refused(.congestionControl, "a-name-of-sixteen") == .noSuchFileOrDirectory)
    #expect(try refused(.congestionControl, "no-such") == .noSuchFileOrDirectory)
    #expect(throws: Errno.invalidArgument) {
      try driver.setOption(.linger, of: tcp, to: .integer(1))
    }
  }

  @Test func `A bare descriptor has the same options`() throws {
    let bare = FileDescriptor(rawValue: tcp.rawValue)
    try bare.setSocketOption(.noDelay, true)
    #expect(try bare.socketOption(.noDelay))
    let error = try #require(throws: IOError.self) { try bare.socketOption(.ipv6Only) }
    #expect(error.isMissingOption)
    #expect(error.local == (try driver.localAddress(of: tcp)))
    #expect(error.peer == (try driver.peerAddress(of: tcp)))
  }

  @Test func `What is no socket has no options`() throws {
    // A path that is a literal, and lives as long.
    let file = try unsafe FileDescriptor.open("/dev/null", .readOnly)
    defer { try? file.close() }
    let error = try #require(throws: IOError.self) { try file.socketOption(.receiveBuffer) }
    #expect(error.errno == .notSocket)
    #expect(error.option == .receiveBuffer)
    #expect(error.local == nil)
  }

  @Test func `A raw socket has options of its own`() throws {
    let fd = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_ICMP))
    guard fd >= 0 else { try Test.cancel("raw sockets are not permitted here") }
    let raw = FileDescriptor(rawValue: fd)
    defer { try? raw.close() }
    try raw.setSocketOption(.icmpFilter, 1 << 8)
    #expect(try raw.socketOption(.icmpFilter) == 1 << 8)
    try raw.setSocketOption(.headerIncluded, true)
    #expect(try raw.socketOption(.headerIncluded))
  }
}
