// Clients that are too slow, that leave, and a server that has to go.

import Foundation
import Glibc
import Sluice
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPTimeTests {
  private static func request(_ target: String) -> [UInt8] {
    Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
  }

  @Test(
    arguments: CommandDriver.allCases,
    [
      ("", []),
      ("\r\n", []),
      ("GE", [408]),
      ("GET / HTTP/1.1\r\n", [408]),
      ("GET / HTTP/1.1\r\nHost: a\r\n", [408]),
      ("GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", [200]),
      ("GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\nGET", [200, 408]),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe", [408]),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", [408]),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5", [408]),
    ])
  func `Who falls silent is told once, and left`(
    driver: CommandDriver, sent: (request: String, statuses: [Int])
  ) async throws {
    try driver.require()
    let server = try await CommandServer([
      "http", "--driver", driver.rawValue, "--read-timeout", "3",
    ])
    let replies = try HTTPReply.all(
      in: await exchange(Array(sent.request.utf8), with: server.address))
    #expect(replies.map(\.status) == sent.statuses)
    for reply in replies where reply.status == 408 {
      #expect(reply.fields["connection"] == "close")
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n",
  ])
  func `Who drips is told that he is too slow`(beginning: String) async throws {
    let server = try await CommandServer(["http", "--read-timeout", "3"])
    let replies = try HTTPReply.all(in: try await drip(beginning, to: server.address))
    #expect(replies.map(\.status) == [408])
  }

  /// Sends the beginning of a request and then a line every tenth of a second, until the server ends the
  /// connection; what it has answered. On a loop's thread, like `exchange`.
  private func drip(_ beginning: String, to address: SocketAddress) async throws -> [UInt8] {
    try await EventLoopGroup.default.next().run {
      let stream = try await SocketStream.connect(to: .address(address))
      try await stream.write(beginning)
      async let dripping: Void = {
        // Never as slow as one read may be; there are not too many, either.
        for number in 0..<90 {
          guard (try? await stream.write("X-\(number): a\r\n")) != nil,
            (try? await Task.sleep(for: .milliseconds(100))) != nil
          else { break }
        }
      }()
      var all: [UInt8] = []
      while case let part = try await stream.read(), !part.isEmpty { all += part }
      await stream.abort()
      await dripping
      return all
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a", "GET / HTTP/1.1\r\nHost: a\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell",
    "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
  ])
  func `Half a request is none`(request: String) async throws {
    let server = try await CommandServer(["http"])
    #expect(try await server.answer(to: request) == "")
  }

  @Test func `A request is answered though its client has said that it is the last`() async throws {
    let server = try await CommandServer(["http"])
    let bytes = Array(try await server.answer(to: HTTPTests.plain + HTTPTests.plain).utf8)
    #expect(try HTTPReply.all(in: bytes).map(\.status) == [200, 200])
  }

  @Test(arguments: CommandDriver.allCases)
  func `A server that ends finishes what it has begun`(driver: CommandDriver) async throws {
    try driver.require()
    let site = try HTTPSite()
    let server = try await CommandServer([
      "http", "--directory", site.directory, "--driver", driver.rawValue, "--loops", "1",
      "--output-buffer-size", "4096",
    ])
    let idle = try PeerSocket(to: server.address)
    try idle.send(Self.request("/probe.txt"))
    let first = try idle.receive(exactly: 1)
    let half = try PeerSocket(to: server.address)
    try half.send("GET / HTTP/1.1\r\nHo")
    // So small a buffer that the file is on its way until we read it.
    let busy = try PeerSocket(to: server.address, receiveBuffer: 4096)
    try busy.send(Self.request("/big.bin"))
    let beginning = try busy.receive(exactly: 1)
    server.run.send(SIGTERM)
    let reply = try HTTPReply.all(in: beginning + busy.receiveAll())
    #expect(reply.map(\.body) == [HTTPSite.big])
    let probe = try HTTPReply.all(in: first + idle.receiveAll())
    #expect(probe.map(\.body) == [Array("probe\n".utf8)])
    #expect(try half.receiveAll() == [])
    #expect(try await server.run.status() == 0)
    withExtendedLifetime(site) {}
  }
}
