// IOLIB's own clients of an echo server, with that of inetd.

import IOLib
import Testing

// One after the other: the built-in service has one port.
@Suite(.serialized, .timeLimit(.minutes(10))) struct InetdTests {
  /// Of this test alone: all of 127.0.0.0/8 is the loopback's.
  private static let host = "127.73.76.7"

  private static func start(_ lines: String) throws -> Server {
    try Server(["/usr/sbin/inetutils-inetd"], file: "inetd.conf", lines) { path in
      ["-d", "-p\(path).pid", path]
    }
  }

  /// The built-in service is known by its name, and so by its port, which is a privileged one.
  private static func requirePrivilege() throws {
    let found = failure {
      try makeSocket(
        addressFamily: .ipv4, connect: .passive, localHost: HostnameDesignator(host),
        localPort: "echo"
      ).close()
    }
    if found != "none" { try Test.cancel("the port of echo is not to be had: \(found)") }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `simple-tcp-client and sockaddr-return-type`(choice: BlockingChoice) throws {
    let port = try freePort()
    let server = try Self.start("\(Self.host):\(port) stream tcp nowait root /bin/cat cat\n")
    try server.wait {
      try makeSocket(
        ipv6: false, remoteHost: HostnameDesignator(Self.host), remotePort: PortDesignator(port)
      ).close()
    }
    try choice.run {
      try withOpenSocket(
        try makeSocket(
          ipv6: false, remoteHost: HostnameDesignator(Self.host), remotePort: PortDesignator(port))
      ) { socket in
        #expect(try socket.remoteHost() == ensureAddress(Self.host))
        #expect(try socket.remotePort() == port)
        try socket.writeLine("here is some text")
        try socket.finishOutput()
        var text: [Unicode.Scalar] = []
        text.append(try #require(try socket.readChar()))
        while case .read(let next?) = try socket.readCharNoHang() { text.append(next) }
        #expect(!text.isEmpty && "here is some text\n".unicodeScalars.starts(with: text))
        try socket.shutdown(write: true)
        while let next = try socket.readChar() { text.append(next) }
        #expect(text == Array("here is some text\n".unicodeScalars))
      }
    }
    withExtendedLifetime(server) {}
  }

  @Test(arguments: BlockingChoice.allCases)
  func `simple-udp-client.1 and .2`(choice: BlockingChoice) throws {
    try Self.requirePrivilege()
    let server = try Self.start("\(Self.host):echo dgram udp wait root internal\n")
    let host = HostnameDesignator(Self.host)
    try server.wait {
      let probe = try makeSocket(
        addressFamily: .ipv4, type: .datagram, remoteHost: host, remotePort: "echo")
      try probe.setSocketOption(.receiveTimeout, .seconds(60))
      try probe.sendTo([0])
      _ = try probe.receiveFrom(size: 1)
    }
    try choice.run {
      let connected = try makeSocket(
        addressFamily: .ipv4, type: .datagram, remoteHost: host, remotePort: "echo")
      #expect(try connected.sendTo([1, 2, 3, 4, 5]) == 5)
      #expect(try connected.receiveFrom(size: 5).buffer == [1, 2, 3, 4, 5])
      let free = try makeSocket(addressFamily: .ipv4, type: .datagram)
      #expect(try free.sendTo([1, 2, 3, 4, 5], remoteHost: host, remotePort: "echo") == 5)
      let (buffer, count, from, port) = try free.receiveFrom(size: 200)
      #expect(buffer.prefix(count) == [1, 2, 3, 4, 5])
      #expect(try from == ensureAddress(Self.host) && port == 7)
    }
    withExtendedLifetime(server) {}
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Lines to the built-in service and back`(choice: BlockingChoice) throws {
    try Self.requirePrivilege()
    let server = try Self.start("\(Self.host):echo stream tcp nowait root internal\n")
    let host = HostnameDesignator(Self.host)
    try server.wait { try makeSocket(ipv6: false, remoteHost: host, remotePort: "echo").close() }
    try choice.run {
      try withOpenSocket(try makeSocket(ipv6: false, remoteHost: host, remotePort: "echo")) {
        for number in 0..<20 {
          try $0.writeLine("line \(number)")
          #expect(try $0.readLine()?.line == "line \(number)")
        }
      }
    }
    withExtendedLifetime(server) {}
  }
}
