// How a server ends.

import Glibc
import Sluice
import SluiceLoop
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ServerDrainTests {
  @Test(arguments: KernelChoice.allCases, [1, 2])
  func `What the kernel holds is answered, and a partial line is dropped`(
    _ choice: KernelChoice, loops: Int
  ) async throws {
    let door = Door()
    let begun = Door()
    try await withServer(
      choice, loops: loops,
      handler: { stream in
        await begun.open()
        await door.pass()
        try await serveLines(stream)
      }
    ) { server in
      let stream = try await server.connect()
      await begun.pass()
      for number in 0..<1000 { try await stream.writeLine("line \(number)") }
      try await stream.write("half a li")
      // On loopback what was sent is in the server's socket when the send has returned.
      try await stream.flush()
      server.task.cancel()
      // Only now does the handler begin to read.
      await door.open()
      for number in 0..<1000 { #expect(try await stream.readLine() == "line \(number)") }
      #expect(try await stream.readLine() == nil)
      try await stream.close()
      try await server.task.value
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `Connections that are idle end at once`(_ choice: KernelChoice) async throws {
    let finished = Counter()
    try await withServer(
      choice, loops: 2, configure: { $0.onFinished = { if $1 == nil { finished.add(1) } } },
      handler: serveLines
    ) { server in
      var streams: [SocketStream] = []
      for _ in 0..<10 {
        let stream = try await server.connect()
        try await stream.writeLine("hello")
        #expect(try await stream.readLine() == "hello")
        streams.append(stream)
      }
      server.task.cancel()
      for stream in streams {
        #expect(try await stream.readLine() == nil)
        try await stream.close()
      }
      try await server.task.value
      #expect(finished.value == 10)
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `A handler that does not end is cut at the end of the time`(
    _ choice: KernelChoice
  ) async throws {
    let cancelled = Counter()
    try await withServer(
      choice, configure: { $0.drainTimeout = .milliseconds(50) },
      handler: { stream in
        try await stream.writeLine("begun")
        try await stream.flush()
        do { try await Task.sleep(for: .seconds(60)) } catch {
          cancelled.add(1)
          throw error
        }
      }
    ) { server in
      let stream = try await server.connect()
      #expect(try await stream.readLine() == "begun")
      try await server.stop()
      #expect(cancelled.value == 1)
      await #expect(throws: StreamError.self) { try await stream.readExactly(1) }
      await stream.abort()
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `A server that is cancelled before it listens ends`(_ choice: KernelChoice) async throws {
    let group = try choice.group(loops: 1)
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      try await Server.run(
        at: .tcp("127.0.0.1", 0), configuration: .init(group: group), handler: serveLines)
    }
    try await task.value
    #expect(await group.statistics().residents == 0)
    await group.shutDown()
  }

  @Test(arguments: KernelChoice.allCases, [Server.Configuration.Acceptors.one, .eachLoop])
  func `What is queued and not yet accepted is answered`(
    _ choice: KernelChoice, acceptors: Server.Configuration.Acceptors
  ) async throws {
    try await withServer(
      choice, configure: { $0.acceptors = acceptors }, handler: serveLines
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      // The loop is kept busy while more come than are taken at a time, and until it must drain.
      let releases = Counter()
      server.servers.loops[0].post { while releases.value == 0 { usleep(1000) } }
      defer { releases.add(1) }
      let peers = try (0..<150).map { number in
        let peer = try PeerSocket(to: address)
        try peer.send("line \(number)\n")
        return peer
      }
      server.task.cancel()
      releases.add(1)
      for (number, peer) in peers.enumerated() {
        #expect(String(decoding: try peer.receiveAll(), as: UTF8.self) == "line \(number)\r\n")
        peer.close()
      }
    }
  }

  @Test func `A signal drains, and the second one does what it did before`() async throws {
    await #expect(processExitsWith: .signal(SIGUSR1)) {
      let (addresses, listening) = AsyncStream.makeStream(of: SocketAddress.self)
      var configuration = Server.Configuration(drainSignals: [SIGUSR1])
      configuration.onListening = { listening.yield($0) }
      let task = Task { [configuration] in
        try await Server.run(
          at: .tcp("127.0.0.1", 0), configuration: configuration, handler: serveLines)
      }
      guard let address = await addresses.first(where: { _ in true }) else { exit(1) }
      let peer = try PeerSocket(to: address)
      try peer.send("before the signal\n")
      kill(getpid(), SIGUSR1)
      guard try peer.receiveAll() == Array("before the signal\r\n".utf8) else { exit(2) }
      peer.close()
      try await task.value
      // Back from an orderly end: now the signal ends the process, as it always did. (Not raise(3):
      // threads that run tasks have signals blocked.)
      kill(getpid(), SIGUSR1)
      try await Task.sleep(for: .seconds(20))
    }
  }
}
