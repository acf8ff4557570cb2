// What a server promises while it serves.

import Sluice
import Synchronization
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(2))) struct ServerTests {
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
  func `Each loop may listen for itself`(_ choice: KernelChoice) async throws {
    try await withServer(
      choice, loops: 2, configure: { $0.acceptors = .eachLoop }, handler: serveLines
    ) { server in
      for _ in 0..<16 {
        let stream = try await server.connect()
        try await stream.writeLine("a")
        #expect(try await stream.readLine() == "a")
        try await stream.close()
      }
    }
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

  @Test(arguments: KernelChoice.allCases)
  func `Connections beyond the limit wait until there is a place`(
    _ choice: KernelChoice
  ) async throws {
    let (most, now) = (Counter(), Counter())
    try await withServer(
      choice, loops: 2, configure: { $0.maximumConnections = 3 },
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
