// How a server ends.

import Glibc
import Sluice
import Testing

@Suite(.timeLimit(.minutes(2))) struct ServerDrainTests {
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

  @Test func `A signal drains, and the second one does what it did before`() async throws {
    await #expect(processExitsWith: .signal(SIGUSR1)) {
      var configuration = Server.Configuration(drainSignals: [SIGUSR1])
      configuration.onListening = { _ in kill(getpid(), SIGUSR1) }
      try await Server.run(
        at: .tcp("127.0.0.1", 0), configuration: configuration, handler: serveLines)
      // Back from an orderly end: now the signal ends the process, as it always did. (Not raise(3):
      // threads that run tasks have signals blocked.)
      kill(getpid(), SIGUSR1)
      try await Task.sleep(for: .seconds(20))
    }
  }
}
