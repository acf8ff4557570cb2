// What a server promises while it serves.

import Glibc
import Sluice
import SluiceLoop
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ServerTests {
  @Test(arguments: KernelChoice.allCases, [1, 2])
  func `Lines are answered on every loop`(_ choice: KernelChoice, loops: Int) async throws {
    try await withServer(choice, loops: loops, handler: serveLines) { server in
      for number in 0..<8 {
        let stream = try await server.connect()
        try await stream.writeLine("line \(number)")
        #expect(try await stream.readLine() == "line \(number)")
        try await stream.close()
      }
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `Each loop may listen for itself, and keeps what it accepts`(
    _ choice: KernelChoice
  ) async throws {
    try await withServer(
      choice, loops: 2, configure: { $0.acceptors = .eachLoop }, handler: serveLines
    ) { server in
      // The kernel chooses by the port of the client: with so many both loops have their share (a
      // loop is missed once in 2⁶³ runs).
      try await serveOnce(64, server)
      for loop in server.servers.loops {
        let statistics = await loop.statistics()
        #expect(statistics.accepted > 0, "\(loop.name)")
      }
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `One acceptor gives each loop as many as any other`(_ choice: KernelChoice) async throws {
    try await withServer(choice, loops: 3, handler: serveLines) { server in
      for _ in 0..<9 {
        // Somebody else uses the group too.
        _ = server.servers.next()
        try await serveOnce(1, server)
      }
      for loop in server.servers.loops { #expect(await loop.statistics().accepted == 3) }
    }
  }

  /// Connections one after the other, each of one line.
  private func serveOnce(_ count: Int, _ server: RunningServer) async throws {
    for _ in 0..<count {
      let stream = try await server.connect()
      try await stream.writeLine("a")
      #expect(try await stream.readLine() == "a")
      try await stream.close()
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `The lines of a stream end with it`(_ choice: KernelChoice) async throws {
    try await withServer(
      choice,
      handler: { stream in
        for try await line in stream.lines { try await stream.writeLine("<\(line)>") }
        try await stream.writeLine("end")
      }
    ) { server in
      let stream = try await server.connect()
      try await stream.write("a\nb\r\nc")
      try await stream.finishWriting()
      var answers: [String] = []
      for try await line in stream.lines { answers.append(line) }
      #expect(answers == ["<a>", "<b>", "<c>", "end"])
      try await stream.close()
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `A local socket's file is there while it listens, and no longer`(
    _ choice: KernelChoice
  ) async throws {
    let address = DriverFamily.path.freshAddress()
    guard case .local(let path) = address else { return }
    try await withServer(choice, at: .address(address), handler: serveLines) { server in
      #expect(unsafe access(path, F_OK) == 0)
      try await serveOnce(1, server)
    }
    #expect(unsafe access(path, F_OK) != 0)
  }

  @Test(arguments: KernelChoice.allCases)
  func `An error ends its own connection alone, and is reported`(
    _ choice: KernelChoice
  ) async throws {
    struct Failure: Error {}
    let (reports, reported) = AsyncStream.makeStream(of: (any Error)?.self)
    try await withServer(
      choice, configure: { $0.onFinished = { reported.yield($1) } },
      handler: { stream in
        while let line = try await stream.readLine() {
          if line == "fail" { throw Failure() }
          try await stream.writeLine(line)
        }
      }
    ) { server in
      let bad = try await server.connect()
      let good = try await server.connect()
      try await bad.writeLine("fail")
      await #expect(throws: StreamError.self) { try await bad.readExactly(1) }
      try await good.writeLine("still here")
      #expect(try await good.readLine() == "still here")
      await bad.abort()
      try await good.close()
      var errors: [Bool] = []
      for await error in reports.prefix(2) { errors.append(error is Failure) }
      #expect(errors == [true, false])
    }
  }

  @Test(arguments: KernelChoice.allCases, [Server.Configuration.Acceptors.one, .eachLoop])
  func `Connections beyond the limit wait until there is a place`(
    _ choice: KernelChoice, acceptors: Server.Configuration.Acceptors
  ) async throws {
    let (most, now) = (Counter(), Counter())
    try await withServer(
      choice, loops: 2,
      configure: {
        $0.maximumConnections = 3
        $0.acceptors = acceptors
      },
      handler: { stream in
        most.raise(to: now.add(1))
        defer { now.add(-1) }
        try await serveLines(stream)
      }
    ) { server in
      try await withThrowingDiscardingTaskGroup { clients in
        for _ in 0..<20 {
          clients.addTask {
            let stream = try await server.connect()
            try await stream.writeLine("a")
            #expect(try await stream.readLine() == "a")
            try await stream.close()
          }
        }
      }
      #expect(most.value <= 3)
      #expect(most.value >= 1)
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `Nothing of a run outlives it, with signals to drain upon`(
    _ choice: KernelChoice
  ) async throws {
    let group = try choice.group(loops: 1)
    weak var left: AnyObject?
    do {
      final class Token: Sendable {}
      let token = Token()
      left = token
      // One each, for both tests run at the same time.
      let signal = choice == .uring ? SIGUSR2 : SIGALRM
      let configuration = Server.Configuration(group: group, drainSignals: [signal])
      let run = Task { [configuration] in
        try await Server.run(at: .tcp("127.0.0.1", 0), configuration: configuration) { _ in
          withExtendedLifetime(token) {}
        }
      }
      run.cancel()
      try await run.value
    }
    let statistics = await group.statistics()
    #expect(statistics.residents == 0)
    #expect(statistics.inFlight == 0)
    await group.shutDown()
    #expect(left == nil)
  }

  @Test func `A place that is taken reports an error with the step and the address`() async throws {
    try await withServer(.poll, handler: serveLines) { server in
      guard case .address(let address) = server.endpoint else { return }
      let error = await #expect(throws: IOError.self) {
        try await Server.run(at: server.endpoint, handler: serveLines)
      }
      #expect(error?.operation == .bind)
      #expect(error?.errno == .addressInUse)
      #expect(error?.local == address)
    }
  }
}

/// A number that tasks share.
final class Counter: Sendable {
  private let number = Atomic(0)

  var value: Int { number.load(ordering: .sequentiallyConsistent) }

  @discardableResult func add(_ n: Int) -> Int {
    number.add(n, ordering: .sequentiallyConsistent).newValue
  }

  func raise(to n: Int) { number.max(n, ordering: .sequentiallyConsistent) }
}
