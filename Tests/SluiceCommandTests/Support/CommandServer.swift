// A server that `sluice serve` runs.

import Glibc
import Sluice
import Testing

/// A running server, known to accept connections.
struct CommandServer {
  let run: CommandRun
  /// The line that it printed, without its end.
  let readyLine: String
  /// Where it listens, by that line.
  let address: SocketAddress

  /// Starts `sluice serve` and waits until it is ready.
  init(_ arguments: [String], at address: String = "127.0.0.1:0") async throws {
    run = try CommandRun(["serve"] + Self.patient(arguments) + ["--listen", address])
    let isReady = try await run.waits { [run] in run.output.contains("\n") }
    try #require(isReady, "the server is not ready; it said: \(run.errors)")
    readyLine = String(run.output.dropLast())
    let words = readyLine.split(separator: " ")
    try #require(words.count > 2, "not a ready line: \(readyLine)")
    self.address = try SocketAddress(parsing: String(words[2]))
  }

  /// A thousand tests wait for each other: no bound of time may end one's connection meanwhile, and no loop
  /// that was kept waiting is told of, unless the test is about that.
  private static func patient(_ arguments: [String]) -> [String] {
    guard !arguments.contains("--udp") else { return arguments }
    let bounds = ["--first-byte-timeout", "--line-timeout", "--write-timeout", "--stall"]
    return arguments + bounds.filter { !arguments.contains($0) }.flatMap { [$0, "3600"] }
  }

  /// Sends `request`, ends our side, and returns all that comes until the server ends its own.
  func answer(to request: String) async throws -> String {
    let configuration = StreamConfiguration(readTimeout: CommandRun.patience)
    return try await SocketStream.withConnection(
      to: .address(address), configuration: configuration
    ) { stream in
      try await stream.write(request)
      try await stream.finishWriting()
      var answer: [UInt8] = []
      while case let bytes = try await stream.read(), !bytes.isEmpty { answer += bytes }
      return String(decoding: answer, as: UTF8.self)
    }
  }

  /// Ends it by `signal`; returns the statistics that it prints, which must be its only words.
  func stop(by signal: Int32) async throws -> [String: Int] {
    run.send(signal)
    #expect(try await run.status() == 0)
    #expect(run.output == readyLine + "\n", "standard output is more than the ready line")
    var statistics: [String: Int] = [:]
    for line in run.errors.split(separator: "\n") {
      let words = line.split(separator: " ")
      let value = try #require(words.count == 2 ? Int(words[1]) : nil, "not a count: \(line)")
      statistics[String(words[0])] = value
    }
    return statistics
  }

  /// Ends it at once. It is kept until then: one that nobody has is killed.
  func end() { run.send(SIGKILL) }
}
