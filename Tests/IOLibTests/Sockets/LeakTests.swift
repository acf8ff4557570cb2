// No descriptor is left open where a socket cannot be made.

import Glibc
import IOLib
import Testing

/// How many descriptors are open.
private func openDescriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }

/// Makes sockets that fail at every point at which one can; whether all did.
private func failAtEveryPoint() -> Bool {
  let attempts: [() throws -> Any] = [
    { try makeSocket(localHost: "127.0.0.1", localPort: "no such service") },
    { try makeSocket(ipv6: false, localHost: "192.0.2.1") },
    { try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: 0) },
    { try makeSocket(ipv6: false, remoteHost: "::1", remotePort: 9) },
    { try makeSocket(remoteHost: [1, 2, 3], remotePort: 9) },
    { try makeSocket(remoteHost: "127.0.0.1") },
    { try makeSocket(inputBufferSize: 0) },
    { try makeSocket(connect: .passive, localHost: "127.0.0.1", backlog: -1) },
    { try makeSocket(connect: .passive, localHost: "127.0.0.1", interface: "no-such") },
    { try makeSocket(type: .datagram, localHost: "127.0.0.1", interface: "no-such") },
    { try makeSocket(addressFamily: .local, remoteFilename: "/no/such") },
    { try makeSocket(addressFamily: .local, localFilename: "/no/such") },
    { try makeSocket(addressFamily: .local, connect: .passive, localFilename: "/no/such") },
    { try makeSocket(addressFamily: .local, connect: .passive, remoteFilename: "/no/such") },
    { try makeSocket(addressFamily: .local, type: .datagram, remoteFilename: "/no/such") },
    { try makeSocketPair(inputBufferSize: 0) },
    { try makeSocketFromFD(0, dup: true) },
    {
      try makeSocket(
        addressFamily: .internet, type: .stream, connect: .active, arguments: [.backlog(1)])
    },
    {
      try withOpenSocket(try makeSocketPair().0) { _ -> Void in throw Missing() }
    },
  ]
  return attempts.allSatisfy { failure($0) != "none" }
}

@Suite struct LeakTests {
  @Test func `A socket that cannot be made leaves nothing open`() async {
    await #expect(processExitsWith: .success) {
      // The first time the thread gets what it waits with.
      require(failAtEveryPoint())
      let before = openDescriptors()
      for _ in 0..<10 { require(failAtEveryPoint()) }
      require(openDescriptors() == before)
    }
  }

  @Test func `Where no descriptor is to be had the condition says so`() async {
    await #expect(processExitsWith: .success) {
      require(failAtEveryPoint())
      var copies: [Int32] = []
      while case let copy = dup(0), copy >= 0, copies.count < 1 << 21 { copies.append(copy) }
      let conditions = [
        failure { try makeSocket(ipv6: false) }, failure { try makeSocketPair() },
        failure { try makeSocket(addressFamily: .local, type: .datagram) },
      ]
      // The end of a process may need one, too.
      for copy in copies { close(copy) }
      require(conditions.allSatisfy { $0 == "systemCall EMFILE" })
    }
  }
}
