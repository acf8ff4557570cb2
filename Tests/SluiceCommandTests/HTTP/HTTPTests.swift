// What the answers of `sluice serve http` say, field by field, and how they leave.

import Foundation
import Glibc
import Sluice
import TestSupport
import Testing

@testable import SluiceCommand

@Suite(.timeLimit(.minutes(10))) struct HTTPTests {
  static let plain = "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"
  static let lastPlain = "GET /plaintext HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

  @Test func `An answer has these fields and no others`() async throws {
    let before = currentSecond()
    let server = try await CommandServer(["http"])
    let replies = try HTTPReply.all(
      in: await exchange(Array((Self.plain + Self.lastPlain).utf8), with: server.address))
    #expect(replies.map(\.body) == [Array("Hello, World!".utf8), Array("Hello, World!".utf8)])
    for (reply, connection) in zip(replies, ["keep-alive", "close"]) {
      var fields = reply.fields
      let date = try #require(fields.removeValue(forKey: "date").flatMap(HTTPDate.init(parsing:)))
      #expect((before...currentSecond()).contains(date.second))
      let expected = [
        "server": "sluice", "content-type": "text/plain", "content-length": "13",
        "connection": connection,
      ]
      #expect(fields == expected)
    }
  }

  @Test func `A file's answer tells its type, its time and its tag`() async throws {
    let site = try HTTPSite()
    let server = try await CommandServer(["http", "--directory", site.directory])
    let reply = try #require(
      HTTPReply.all(in: await exchange(HTTPCase.probe, with: server.address)).first)
    #expect(reply.fields["content-type"] == "text/plain; charset=utf-8")
    #expect(reply.fields["last-modified"] == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(reply.fields["etag"] == "\"2ebc98a1-6\"")
    #expect(reply.fields["content-length"] == "6")
  }

  @Test(arguments: [
    ("POST /plaintext HTTP/1.1\r\nHost: a", "allow", "GET, HEAD"),
    ("GET /sub?a=b HTTP/1.1\r\nHost: a", "location", "/sub/?a=b"),
    ("GET //sub HTTP/1.1\r\nHost: a", "location", "/sub/"),
    ("GET /x/..//%73ub HTTP/1.1\r\nHost: a", "location", "/sub/"),
  ])
  func `An answer leads on`(request: String, name: String, value: String) async throws {
    let site = try HTTPSite()
    let server = try await CommandServer(["http", "--directory", site.directory])
    let bytes = Array((request + "\r\nConnection: close\r\n\r\n").utf8)
    let replies = try HTTPReply.all(in: await exchange(bytes, with: server.address))
    #expect(replies.map { $0.fields[name] } == [value])
    withExtendedLifetime(site) {}
  }

  @Test(arguments: CommandDriver.allCases)
  func `A burst is answered in order, and by few sends`(driver: CommandDriver) async throws {
    try driver.require()
    let site = try HTTPSite()
    let server = try await CommandServer([
      "http", "--directory", site.directory, "--driver", driver.rawValue, "--loops", "1",
    ])
    let burst = String(repeating: Self.plain, count: 200) + Self.lastPlain
    let plain = try HTTPReply.all(in: await exchange(Array(burst.utf8), with: server.address))
    #expect(plain.map(\.status) == [Int](repeating: 200, count: 201))
    let statistics = try await server.stop(by: SIGTERM)
    // One a turn, and a slow build has several turns for so many.
    #expect(try #require(statistics["sends"]) < 40)
    withExtendedLifetime(site) {}
  }

  @Test func `Different requests are answered in order`() async throws {
    let site = try HTTPSite()
    let server = try await CommandServer(["http", "--directory", site.directory])
    let names = ["hello.txt", "big.bin", "empty.txt", "sub/page.html", "plaintext", "noending"]
    let order = (0..<60).map { names[$0 * 7 % names.count] }
    var contents = try Dictionary(
      uniqueKeysWithValues: names.filter { $0 != "plaintext" }.map { ($0, try site.content($0)) })
    contents["plaintext"] = Array("Hello, World!".utf8)
    let requests = order.map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined() + Self.lastPlain
    let replies = try HTTPReply.all(in: await exchange(Array(requests.utf8), with: server.address))
    #expect(replies.dropLast().map(\.body) == order.map { contents[$0]! })
  }

  @Test func `Without a directory there are no files`() async throws {
    let server = try await CommandServer(["http"])
    let request = Array("GET /etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
    let replies = try HTTPReply.all(in: await exchange(request, with: server.address))
    #expect(replies.map(\.status) == [404])
  }

  @Test func `A directory must be one`() async throws {
    let run = try CommandRun(
      ["serve", "http", "--listen", "127.0.0.1:0", "--directory", "/proc/version"])
    #expect(try await run.status() == 1)
    #expect(run.errors == "sluice: /proc/version is no directory that can be read\n")
  }

  @Test func `A directory goes with http alone`() async throws {
    let run = try CommandRun(["serve", "echo", "--listen", "127.0.0.1:0", "--directory", "/"])
    #expect(try await run.status() == 64)
  }
}
