// Signals: EINTR never shows, and SIGPIPE is never raised.

import Glibc
import IOLib
import SluiceLoop
import TestSupport
import Testing

/// Writes to ends that are closed, in all ways.
private func writeToNobody() -> [String] {
  var found: [String] = []
  for kind in Connection.allCases {
    found.append(
      failure {
        let (client, _) = try kind.make()
        try client.shutdown(write: true)
        try client.sendTo([1])
      })
    found.append(
      failure {
        let (client, _) = try kind.make()
        try client.shutdown(write: true)
        defer { _ = try? client.close(abort: true) }
        try client.writeLine("lost")
        try client.finishOutput()
      })
  }
  found.append(
    failure {
      let (first, second) = try makeSocketPair()
      try second.close()
      try first.sendFileDescriptor(0)
    })
  found.append(
    failure {
      let (first, _) = try makeSocketPair(type: .datagram)
      try first.shutdown(write: true)
      try first.sendTo([1])
    })
  return found
}

@Suite(.timeLimit(.minutes(10))) struct SignalTests {
  @Test func `SIGPIPE is never raised`() async {
    await #expect(processExitsWith: .success) {
      // As a program has it that has said nothing.
      signal(SIGPIPE, SIG_DFL)
      let pipe = "systemCall EPIPE"
      let expected = [pipe, "hangup", pipe, "hangup", pipe, "hangup", pipe, pipe]
      require(writeToNobody() == expected)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `EINTR never shows`(choice: BlockingChoice) throws {
    try choice.run {
      let storm = SignalStorm()
      defer { storm.end() }
      let passive = try Connection.ipv4.listener()
      let port = PortDesignator(try passive.localPort())
      #expect(try passive.acceptConnection(timeout: .milliseconds(20)) == nil)
      let clients = Clients()
      let server = try alongside({
        letOthersWait()
        clients.keep(try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port))
      }) { try #require(try passive.acceptConnection()) }
      try alongside({
        for byte in 0..<6 {
          letOthersWait()
          try clients.last?.sendTo([UInt8(byte)])
        }
      }) { () throws in
        #expect(try server.receiveFrom(size: 6, waitAll: true) == ([0, 1, 2, 3, 4, 5], 6))
      }
      let bytes = [UInt8](repeating: 7, count: 1 << 22)
      try alongside({
        letOthersWait()
        _ = try clients.last?.receiveFrom(size: bytes.count, waitAll: true)
      }) {
        var sent = 0
        while sent < bytes.count { sent += try server.sendTo(bytes, start: sent) }
      }
      try server.setSocketOption(.receiveTimeout, .milliseconds(20))
      #expect(failure { try server.receiveFrom(size: 1) } == "wouldBlock")
      let name = freshName()
      let full = try makeSocket(
        addressFamily: .local, connect: .passive, localFilename: name, backlog: 0)
      let first = try makeSocket(addressFamily: .local, remoteFilename: name)
      let second = try makeSocket(addressFamily: .local)
      #expect(failure { try second.connect(name, timeout: .milliseconds(20)) } == "pollTimeout")
      try alongside({
        letOthersWait()
        _ = try full.acceptConnection()
      }) { try second.connect(name) }
      try first.close()
    }
  }
}

/// Sockets that another thread has made.
private final class Clients: Sendable {
  private let sockets = Lock<[SocketStreamInternetActive]>([])

  func keep(_ socket: SocketStreamInternetActive) { sockets.withLock { $0.append(socket) } }

  var last: SocketStreamInternetActive? { sockets.withLock { $0.last } }
}
