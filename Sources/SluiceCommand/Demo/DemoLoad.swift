// One run of the demonstration: a server and its load, each on loops of its own, on one driver.

import Glibc
import Sluice

enum DemoLoad {
  static let connections = 50

  /// Serves and loads for `time`; everything that it started has ended when it returns.
  static func run(on driver: DriverPreference, for time: Duration) async throws -> DemoResult {
    // Half of the cores serve, the other half load.
    let loops = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) / 2)
    let servers = try EventLoopGroup(loops: loops, driver: driver)
    let clients: EventLoopGroup
    do { clients = try EventLoopGroup(loops: loops, driver: driver) } catch {
      await servers.shutDown()
      throw error
    }
    let result: Result<DemoResult, any Error>
    do {
      result = .success(try await run(servers, clients, for: time))
    } catch {
      result = .failure(error)
    }
    await clients.shutDown()
    await servers.shutDown()
    return try result.get()
  }

  /// As `run(on:for:)`, on groups that go on.
  private static func run(
    _ servers: EventLoopGroup, _ clients: EventLoopGroup, for time: Duration
  ) async throws -> DemoResult {
    let (addresses, announcement) = AsyncStream.makeStream(of: SocketAddress.self)
    let configuration = Server.Configuration(
      group: servers, onListening: { announcement.yield($0) })
    let server = Task {
      defer { announcement.finish() }
      try await Server.run(
        at: .tcp("127.0.0.1", 0), configuration: configuration, handler: LineServer.serve)
    }
    var result = DemoResult(driver: servers.loops[0].driver.kind)
    do {
      for await address in addresses.prefix(1) {
        try await load(address, from: clients, for: time, into: &result)
      }
      result.note(await servers.statistics())
    } catch {
      server.cancel()
      _ = await server.result
      throw error
    }
    server.cancel()
    try await server.value
    return result
  }

  private static func load(
    _ address: SocketAddress, from group: EventLoopGroup, for time: Duration,
    into result: inout DemoResult
  ) async throws {
    let progress = DemoProgress(driver: result.driver, time: time)
    let display = Task { await progress.display() }
    defer { display.cancel() }
    let (started, cpu) = (SuspendingClock.now, processTime())
    let seen = try await withThrowingTaskGroup(of: DemoClientResult.self) { tasks in
      for number in 0..<connections {
        tasks.addTask(executorPreference: group.next()) {
          try await DemoClient.run(
            number: number, to: address, until: started + time, counting: progress)
        }
      }
      return try await tasks.reduce(into: []) { $0.append($1) }
    }
    result.cpuTime = processTime() - cpu
    result.time = SuspendingClock.now - started
    display.cancel()
    await display.value
    for client in seen { result.note(client) }
  }
}
