// Calls from elsewhere than the stream's loop.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamForeignTests {
  @Test func callsFromElsewhereAreCountedAndCorrect() async throws {
    let group = try EventLoopGroup(loops: 1, driver: .automatic)
    let loop = group.loops[0]
    let listener = try await Listener.listen(at: .tcp("127.0.0.1", 0), on: loop)
    let client = try await SocketStream.connect(to: .address(listener.address), on: loop)
    let server = try await listener.accept()
    let before = await loop.statistics().foreignCalls
    try await client.writeLine("hello")
    #expect(try await server.readLine() == "hello")
    #expect(await loop.statistics().foreignCalls == before + 2)
    let length = try await loop.run {
      try await client.writeLine("from the loop")
      return try await server.withLine { $0.count }
    }
    #expect(length == 13)
    #expect(await loop.statistics().foreignCalls == before + 2)
    try await client.writeLine("borrowed")
    #expect(try await server.withLine { text($0) } == "borrowed")
    await client.abort()
    try? await server.close()
    #expect(await loop.statistics().foreignCalls == before + 6)
    await listener.close()
    let left = await loop.statistics()
    #expect(left.residents == 0 && left.buffers == 0 && left.inFlight == 0)
    await group.shutDown()
  }
}
