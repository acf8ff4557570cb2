// `sluice load http` against small servers, right ones and wrong ones.

import Sluice
import TestSupport
import Testing

@Suite struct LoadHTTPTests {
  /// Answers each request with what `answer` gives for its path and its number on the connection;
  /// nil ends the connection.
  private static func serve(
    _ stream: SocketStream, _ answer: (String, Int) -> String?
  ) async throws {
    var count = 0
    while let line = try await stream.readLine() {
      while case let field = try await stream.readLine() ?? "", !field.isEmpty {}
      guard let text = answer(String(line.split(separator: " ")[1]), count) else { return }
      try await stream.write(text)
      count += 1
    }
  }

  private static func response(_ body: String, _ fields: String = "") -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
  }

  @Test(arguments: CommandDriver.allCases, [1, 7])
  func `Every response is checked and counted`(driver: CommandDriver, pipeline: Int) async throws {
    try driver.require()
    let load = try await withServer {
      try await Self.serve($0) { path, number in
        path == "/a"
          ? Self.response("one")
          : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhigh\r\n0\r\n\r\n"
      }
    } _: {
      try await LoadOutcome(
        [
          "http", "--connections", "3", "--requests", "100", "--pipeline", "\(pipeline)", "--path",
          "/a", "--path", "/b",
        ], connecting: $0, on: driver)
    }
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 100)
    #expect(load.results.connections.opened == 3)
  }

  @Test(arguments: CommandDriver.allCases)
  func `A status, a body and a broken response are counted each`(
    driver: CommandDriver
  ) async throws {
    try driver.require()
    let load = try await withServer {
      try await Self.serve($0) { _, number in
        switch number {
        case 2: "HTTP/1.1 503 Busy\r\nContent-Length: 1\r\n\r\n!"
        case 4: Self.response("two")
        case 7: "HTTP/1.1 OK\r\n\r\n"
        default: Self.response("one")
        }
      }
    } _: {
      try await LoadOutcome(
        ["http", "--connections", "2", "--requests", "20"], connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["status 503": 2, "body differs": 2, "malformed": 2])
    #expect(load.results.requests == 10)
    #expect(load.results.unanswered == 2)
  }

  @Test(arguments: CommandDriver.allCases)
  func `Without a check only what cannot be framed counts`(driver: CommandDriver) async throws {
    try driver.require()
    let load = try await withServer {
      try await Self.serve($0) { _, number in Self.response("\(number)") }
    } _: {
      try await LoadOutcome(
        ["http", "--connections", "2", "--requests", "30", "--no-verify"], connecting: $0,
        on: driver)
    }
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 30)
  }

  @Test(arguments: CommandDriver.allCases)
  func `A server that ends connections with notice loses nothing`(
    driver: CommandDriver
  ) async throws {
    try driver.require()
    let load = try await withServer {
      try await Self.serve($0) { _, number in
        number > 4 ? nil : Self.response("one", number == 4 ? "Connection: close\r\n" : "")
      }
    } _: {
      try await LoadOutcome(
        ["http", "--connections", "2", "--requests", "50", "--pipeline", "3"], connecting: $0,
        on: driver)
    }
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 50)
    #expect(load.results.connections.opened >= 10)
    #expect(load.results.resent > 0)
    #expect(load.results.unanswered == 0)
  }

  @Test(arguments: CommandDriver.allCases)
  func `Without keep-alive each request has a connection`(driver: CommandDriver) async throws {
    try driver.require()
    let load = try await withServer { stream in
      // Neither a length nor chunks: the body ends with the connection.
      try await Self.serve(stream) { _, _ in "HTTP/1.1 200 OK\r\n\r\nhello" }
    } _: {
      try await LoadOutcome(
        ["http", "--connections", "3", "--requests", "1", "--no-keep-alive", "--timeout", "0.5"],
        connecting: $0, on: driver)
    }
    // This server waits for another request: the body never ends.
    #expect(load.results.errors["timeout"] == 1, "\(load.results.errors)")
    let right = try await withServer { stream in
      while case let line = try await stream.readLine() ?? "", !line.isEmpty {}
      try await stream.write("HTTP/1.1 200 OK\r\n\r\nhello")
    } _: {
      try await LoadOutcome(
        ["http", "--connections", "3", "--requests", "40", "--no-keep-alive"], connecting: $0,
        on: driver)
    }
    #expect(right.status == 0, "\(right.results.firstErrors)")
    #expect(right.results.requests == 40)
    #expect(right.results.connections.opened == 40)
  }

  @Test(arguments: CommandDriver.allCases)
  func `Headers and the path arrive`(driver: CommandDriver) async throws {
    try driver.require()
    let load = try await withServer { stream in
      while let line = try await stream.readLine() {
        var lines = [line]
        while case let field = try await stream.readLine() ?? "", !field.isEmpty {
          lines.append(field)
        }
        let isRight =
          lines[0] == "GET /x?y=1 HTTP/1.1" && lines.contains("X-A: 1") && lines.contains("Host: h")
        try await stream.write(
          "HTTP/1.1 \(isRight ? 404 : 400) X\r\nContent-Length: 0\r\n\r\n")
      }
    } _: {
      try await LoadOutcome(
        [
          "http", "--connections", "1", "--requests", "5", "--path", "/x?y=1", "--header", "X-A: 1",
          "--header", "Host: h", "--status", "404",
        ], connecting: $0, on: driver)
    }
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 5)
  }
}
