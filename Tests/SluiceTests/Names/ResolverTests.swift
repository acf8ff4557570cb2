// Lookups for tasks: deadlines, cancellation, and threads that hang.

import Dispatch
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct `Lookups for tasks` {
  /// A lookup that the system does not answer until it is let go.
  private final class Hanging: Sendable {
    private let gate = DispatchSemaphore(value: 0)

    @Sendable func work() throws(ResolverError) -> Int {
      gate.wait()
      return 1
    }

    func letGo(_ count: Int) { for _ in 0..<count { gate.signal() } }
  }

  private let subject = ResolverError.Subject.host("hanging.example")

  private func soon(_ milliseconds: Int) -> SuspendingClock.Instant {
    SuspendingClock.now + .milliseconds(milliseconds)
  }

  /// Waits until the resolver's threads have nothing to do.
  private func untilIdle(_ resolver: Resolver) async throws {
    while resolver.threads.load != (0, 0) { try await Task.sleep(for: .milliseconds(1)) }
  }

  @Test(arguments: KernelCase.drivers)
  func `While all threads hang others wait in a queue, each until its own deadline`(
    kind: KernelCase
  ) async throws {
    try await withKernel(kind) { fixture in
      try await fixture.loop.run {
        let resolver = Resolver(threads: 2)
        let hanging = Hanging()
        // Both threads are taken; the tasks give up, the threads go on. On a busy machine a task may give
        // up before its thread has begun; then another one comes.
        while resolver.threads.load != (0, 2) {
          await #expect(throws: ResolverError(subject, .timedOut)) {
            try await resolver.run(subject, soon(20), hanging.work)
          }
        }
        // A third one gets no thread, and leaves nothing in the queue.
        await #expect(throws: ResolverError(subject, .timedOut)) {
          try await resolver.run(subject, soon(20), hanging.work)
        }
        #expect(resolver.threads.load == (0, 2))
        // What needs nobody is answered, and the loop goes about its work.
        #expect(
          try await resolver.lookup(host: "::1").addresses == [.ipv6(.loopback, port: 0)])
        let (client, server) = try await fixture.pair()
        try await client.writeLine("meanwhile")
        #expect(try await server.readLine() == "meanwhile")
        await client.abort()
        await server.abort()
        // A fourth one waits, and is served once a thread is free.
        async let patient = resolver.run(subject, nil) { () throws(ResolverError) in 80 }
        while resolver.threads.load.queued == 0 { await Task.yield() }
        hanging.letGo(2)
        #expect(try await patient == 80)
        try await untilIdle(resolver)
      }
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `A cancelled task goes on at once`(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let resolver = Resolver(threads: 1)
      let hanging = Hanging()
      let running = fixture.loop.spawn {
        try await resolver.run(subject, nil, hanging.work)
      }
      while resolver.threads.load != (0, 1) { try await Task.sleep(for: .milliseconds(1)) }
      let queued = fixture.loop.spawn {
        try await resolver.run(subject, nil, hanging.work)
      }
      while resolver.threads.load != (1, 1) { try await Task.sleep(for: .milliseconds(1)) }
      for task in [queued, running] {
        task.cancel()
        await #expect(throws: ResolverError(subject, .cancelled)) { try await task.value }
        #expect(resolver.threads.load == (0, 1))
      }
      let early = fixture.loop.spawn {
        // The handle lives as long as the closure runs.
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
        return try await resolver.run(subject, nil, hanging.work)
      }
      await #expect(throws: ResolverError(subject, .cancelled)) { try await early.value }
      // The answer that comes now is nobody's.
      hanging.letGo(1)
      try await untilIdle(resolver)
    }
  }

  @Test func `The shut-down of a loop ends its lookups`() async throws {
    let resolver = Resolver(threads: 1)
    let hanging = Hanging()
    let group = try EventLoopGroup(loops: 1, driver: .poll)
    let loop = group.loops[0]
    let task = loop.spawn {
      await #expect(throws: ResolverError(subject, .closed)) {
        try await resolver.run(subject, nil, hanging.work)
      }
    }
    while resolver.threads.load != (0, 1) { try await Task.sleep(for: .milliseconds(1)) }
    await group.shutDown()
    _ = await task.value
    hanging.letGo(1)
    try await untilIdle(resolver)
  }

  @Test func `A task goes on where it was`() async throws {
    try await withGroup(loops: 2) { group in
      for loop in group.loops {
        try await loop.run {
          _ = try await Resolver.lookup(service: "http")
          #expect(loop.isCurrent)
        }
      }
      // From no loop at all.
      #expect(try await Resolver.lookup(protocolNamed: "tcp").number == 6)
      #expect(EventLoop.current == nil)
    }
  }

  @Test func `Equal questions share a thread, and services have their own`() async throws {
    let hanging = Hanging()
    let resolver = Resolver(threads: 2) { _ throws(ResolverError) in
      _ = try hanging.work()
      return HostAnswer(addresses: [.ipv4(.loopback, port: 1)])
    }
    try await withGroup { group in
      try await group.loops[0].run {
        for _ in 0..<5 {
          await #expect(throws: ResolverError(.host("silent.example"), .timedOut)) {
            try await resolver.lookup(host: "silent.example", deadline: soon(20))
          }
        }
        #expect(resolver.threads.load == (0, 1))
        while resolver.threads.load != (0, 2) {
          await #expect(throws: ResolverError(.host("other.example"), .timedOut)) {
            try await resolver.lookup(host: "other.example", deadline: soon(20))
          }
        }
        #expect(try await resolver.lookup(service: "http", over: "tcp").port == 80)
        hanging.letGo(2)
        try await untilIdle(resolver)
      }
    }
  }

  @Test func `Many lookups at once take few threads`() async throws {
    try await withGroup { group in
      let resolver = Resolver(threads: 3)
      let work: @Sendable () throws(ResolverError) -> Int = { () throws(ResolverError) in
        Int(try SystemNames.service(named: "http", over: "tcp").port)
      }
      let ports = try await group.loops[0].run {
        try await withThrowingTaskGroup(of: Int.self) { tasks in
          for _ in 0..<200 {
            tasks.addTask { try await resolver.run(subject, nil, work) }
          }
          var sum = 0
          for try await port in tasks {
            sum += port
            #expect(resolver.threads.load.busy <= 3)
          }
          return sum
        }
      }
      #expect(ports == 200 * 80)
    }
  }

  // MARK: Connecting

  @Test(arguments: KernelCase.drivers)
  func `A name is connected to`(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let port = Int(try #require(fixture.address.port))
      try await fixture.loop.run {
        try await SocketStream.withConnection(to: .tcp("localhost", port)) { client in
          #expect(client.peerAddress == fixture.address)
          #expect(try await client.option(.noDelay))
          let server = try await fixture.listener.accept()
          try await server.writeLine("welcome")
          #expect(try await client.readLine() == "welcome")
          await server.abort()
        }
      }
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `Where nobody listens each address is named`(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let closed = try await Listener.listen(at: .tcp("127.0.0.1", 0), on: fixture.loop)
      let port = try #require(closed.address.port)
      await closed.close()
      do throws(StreamError) {
        _ = try await SocketStream.connect(
          to: .tcp("localhost", Int(port)), on: fixture.loop)
        Issue.record("somebody listens at \(closed.address)")
      } catch .noneConnected(let failures) {
        let ipv4 = failures.first { $0.peer == closed.address }
        #expect(ipv4?.operation == .connect)
        #expect(ipv4?.errno == .connectionRefused)
        #expect(failures.allSatisfy { $0.peer?.port == port })
        #expect(openDescriptors(at: port) == 0)
      } catch {
        Issue.record("\(error)")
      }
    }
  }

  @Test func `A deadline that has passed leaves no time to ask`() async throws {
    let past = SuspendingClock.now - .seconds(1)
    let resolver = Resolver(threads: 1)
    let hanging = Hanging()
    await #expect(throws: ResolverError(subject, .timedOut)) {
      try await resolver.run(subject, past, hanging.work)
    }
    hanging.letGo(1)
    // Nobody need be asked.
    #expect(try await Resolver.lookup(host: "127.0.0.1", deadline: past).addresses.count == 1)
  }

  @Test func `What no name can be is not asked for`() async throws {
    for host in ["", "a\0b"] {
      await #expect(throws: ResolverError(.host(host), .invalidName)) {
        try await Resolver.lookup(host: host)
      }
      await #expect(throws: StreamError.resolver(ResolverError(.host(host), .invalidName))) {
        try await SocketStream.connect(to: .tcp(host, 80))
      }
    }
    await #expect(throws: StreamError.self) {
      try await SocketStream.connect(to: .tcp("localhost", 65_536))
    }
  }
}
