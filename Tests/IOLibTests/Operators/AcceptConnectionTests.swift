// accept-connection and with-accept-connection.

import Glibc
import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct AcceptConnectionTests {
  @Test(arguments: BlockingChoice.allCases)
  func `The queue's connections come one by one`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try Connection.ipv4.listener()
      let port = PortDesignator(try passive.localPort())
      var clients: [SocketStreamInternetActive] = []
      for _ in 0..<3 {
        clients.append(try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port))
      }
      for client in clients {
        let server = try #require(try passive.acceptConnection())
        #expect(try server.remotePort() == client.localPort())
        #expect(server.addressFamily == .ipv4 && server.isConnected)
        #expect(fcntl(try #require(server.osFD), F_GETFD) == FD_CLOEXEC)
      }
      #expect(try passive.acceptConnection(wait: false) == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Where none comes in time there is nil`(choice: BlockingChoice) throws {
    try choice.run {
      let internet = try Connection.ipv4.listener()
      let local = try makeSocket(
        addressFamily: .local, connect: .passive, localFilename: freshName())
      #expect(try internet.acceptConnection(wait: false) == nil)
      #expect(try internet.acceptConnection(timeout: .zero) == nil)
      #expect(try internet.acceptConnection(timeout: .milliseconds(20)) == nil)
      #expect(try internet.acceptConnection(wait: false, timeout: .seconds(3600)) == nil)
      #expect(try local.acceptConnection(wait: false) == nil)
      #expect(try local.acceptConnection(timeout: .milliseconds(20)) == nil)
    }
  }

  @Test(
    arguments: BlockingChoice.allCases, [nil, .seconds(600), .seconds(Int64.max)] as [Duration?])
  func `It waits for one`(choice: BlockingChoice, timeout: Duration?) throws {
    try choice.run {
      let passive = try Connection.ipv4.listener()
      let port = PortDesignator(try passive.localPort())
      try alongside({
        letOthersWait()
        _ = try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port)
      }) { () throws in #expect(try passive.acceptConnection(timeout: timeout) != nil) }
      let name = freshName()
      let local = try makeSocket(addressFamily: .local, connect: .passive, localFilename: name)
      try alongside({
        letOthersWait()
        _ = try makeSocket(addressFamily: .local, remoteFilename: name)
      }) { () throws in #expect(try local.acceptConnection(timeout: timeout) != nil) }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Format and sizes are the listener's or as given`(choice: BlockingChoice) throws {
    try choice.run {
      let format = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
      let name = freshName()
      let local = try makeSocket(
        addressFamily: .local, connect: .passive, localFilename: name, externalFormat: format)
      let internet = try Connection.ipv4.listener()
      internet.externalFormat = format
      let port = PortDesignator(try internet.localPort())
      for _ in 0..<2 {
        _ = try makeSocket(addressFamily: .local, remoteFilename: name)
        _ = try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port)
      }
      for server in [try local.acceptConnection(), try internet.acceptConnection()]
        as [ActiveStreamSocket?]
      {
        let server = try #require(server)
        #expect(server.externalFormat == format)
        #expect(server.inputBufferSize == 4096 && server.outputBufferSize == 4096)
      }
      let given =
        [
          try local.acceptConnection(
            externalFormat: .default, inputBufferSize: 10, outputBufferSize: 20),
          try internet.acceptConnection(
            externalFormat: .default, inputBufferSize: 10, outputBufferSize: 20),
        ] as [ActiveStreamSocket?]
      for server in given {
        let server = try #require(server)
        #expect(server.externalFormat == .default)
        #expect(server.inputBufferSize == 10 && server.outputBufferSize == 20)
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `What cannot be is refused`(choice: BlockingChoice) throws {
    try choice.run {
      let fresh = try makeSocket(addressFamily: .ipv4, connect: .passive)
      #expect(failure { try fresh.acceptConnection() } == "systemCall EINVAL")
      #expect(
        failure { try fresh.acceptConnection(inputBufferSize: 0) }
          == "invalidArgument inputBufferSize")
      #expect(
        failure { try fresh.acceptConnection(outputBufferSize: 1 << 24) }
          == "invalidArgument outputBufferSize")
      let passive = try Connection.ipv4.listener()
      #expect(
        failure { try passive.acceptConnection(timeout: .seconds(-1)) }
          == "invalidArgument timeout")
      try passive.close()
      #expect(failure { try passive.acceptConnection() } == "closed accept")
      let local = try makeSocket(addressFamily: .local, connect: .passive)
      #expect(failure { try local.acceptConnection() } == "systemCall EINVAL")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Another thread's close or shutdown ends the wait`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try Connection.ipv4.listener()
      try alongside({
        letOthersWait()
        try passive.close()
      }) { #expect(failure { try passive.acceptConnection() } == "closed accept") }
      let other = try Connection.ipv4.listener()
      try alongside({
        letOthersWait()
        try other.shutdown(read: true)
      }) { #expect(failure { try other.acceptConnection() } == "systemCall EINVAL") }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `with-accept-connection runs its body with a connection, or not at all`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let name = freshName()
      let local = try makeSocket(addressFamily: .local, connect: .passive, localFilename: name)
      let internet = try Connection.ipv4.listener()
      let port = PortDesignator(try internet.localPort())
      var runs = 0
      let missed: Int? = try withAcceptConnection(internet, wait: false) { _ in
        runs += 1
        return runs
      }
      let late: Int? = try withAcceptConnection(local, timeout: .milliseconds(20)) { _ in
        runs += 1
        return runs
      }
      #expect(missed == nil && late == nil && runs == 0)
      let client = try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port)
      let accepted = try withAcceptConnection(
        internet, externalFormat: .default, inputBufferSize: 10, outputBufferSize: 20,
        timeout: .seconds(600)
      ) { socket in
        try socket.writeLine("hello")
        #expect(socket.inputBufferSize == 10 && socket.outputBufferSize == 20)
        return socket
      }
      // Flushed and closed at the end.
      #expect(accepted?.isOpen == false)
      #expect(try client.readLine()?.line == "hello" && client.readLine() == nil)
      let other = try makeSocket(addressFamily: .local, remoteFilename: name)
      #expect(
        failure {
          try withAcceptConnection(local) { socket -> Void in
            try socket.writeLine("lost")
            throw Missing()
          }
        } == "Missing()")
      #expect(try other.readLine() == nil)
    }
  }
}
