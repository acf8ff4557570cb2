// `sluice load`: loads a server, checks every byte that comes back, and measures.

import ArgumentParser
import Sluice

struct Load: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Load a server, check every byte of every reply, and measure.",
    discussion: """
      Each connection keeps as many requests under way as --pipeline says, and sends a new one for \
      each reply. The exit status is 0 only if at least one request was answered and nothing \
      failed; a connection that fails is counted and not replaced.
      """)

  @Argument(
    help: "What to speak: \(LoadProtocol.allCases.map(\.rawValue).joined(separator: ", ")).")
  var `protocol`: LoadProtocol

  @Option(
    name: .customLong("connect"),
    help: ArgumentHelp(
      "Where: 127.0.0.1:7000, [::1]:7000, unix:/path or unix:@name.", valueName: "address"),
    transform: AddressArgument.parse)
  var connect: AddressArgument

  @Option(help: "Connections, opened all at once.")
  var connections = 50

  @Option(help: "Requests that each connection keeps under way.")
  var pipeline = 1

  @Option(help: "Bytes of a request, with its line ending. (default: echo 64, line 40)")
  var size: Int?

  @Option(help: "Seconds for which requests are sent. (default: 3)")
  var duration: Double?

  @Option(help: "Requests to send on all connections together, instead of --duration.")
  var requests: Int?

  @Option(help: "Event loops, each with a thread of its own.")
  var loops = 1

  @Option(help: "What carries the loops: auto, uring or poll.")
  var driver = DriverPreference.automatic

  @Flag(
    help: "Send datagrams: echo only. One without a reply for two seconds is an error, \"lost\".")
  var udp = false

  @Flag(help: "Print one JSON object.")
  var json = false

  /// All requests that a connection has under way are at most so many bytes.
  private static let maximumBytesAtOnce = 1 << 30
  /// The most bytes of a datagram over IPv4.
  private static let largestDatagram = 65_507

  func validate() throws {
    guard connections >= 1 else { throw ValidationError("--connections must be at least 1") }
    guard loops >= 1 else { throw ValidationError("--loops must be at least 1") }
    guard 1...65_536 ~= pipeline else {
      throw ValidationError("--pipeline must be at least 1 and at most 65536")
    }
    guard duration == nil || requests == nil else {
      throw ValidationError("--duration and --requests exclude each other")
    }
    guard requests ?? 1 >= 1 else { throw ValidationError("--requests must be at least 1") }
    guard duration ?? 1 > 0, duration ?? 1 <= 86_400 else {
      throw ValidationError("--duration must be more than 0 and at most 86400 seconds")
    }
    guard !udp || `protocol` == .echo else { throw ValidationError("--udp goes with echo only") }
    guard let size else { return }
    guard !udp || LoadDatagrams.headerSize...Self.largestDatagram ~= size else {
      throw ValidationError(
        "--size must be \(LoadDatagrams.headerSize) to \(Self.largestDatagram) with --udp")
    }
    guard size >= `protocol`.minimumSize else {
      throw ValidationError("--size must be at least \(`protocol`.minimumSize)")
    }
    guard size <= Self.maximumBytesAtOnce / pipeline else {
      throw ValidationError("--size times --pipeline must be at most \(Self.maximumBytesAtOnce)")
    }
  }

  func run() async throws {
    try checkOpenFiles()
    #if DEBUG
      if !json { printNow("This is a debug build: the figures say little.") }
    #endif
    let report: LoadReport
    do { report = try await LoadRun.run(settings) } catch {
      printError("sluice: \(error)")
      throw ExitCode.failure
    }
    if json {
      try printJSON(report)
    } else {
      printNow(report.text)
    }
    guard report.isGood else { throw ExitCode.failure }
  }

  private var settings: LoadSettings {
    LoadSettings(
      protocol: `protocol`, address: connect.address, connections: connections, pipeline: pipeline,
      size: `protocol`.defaultSize.map { size ?? $0 },
      limit: requests.map { .requests($0) } ?? .duration(duration ?? 3), loops: loops,
      driver: driver, udp: udp)
  }

  /// Descriptors that a loop needs for itself, at most.
  private static let filesOfLoop = 4

  private func checkOpenFiles() throws {
    let limit = OpenFiles.raiseLimit()
    let needed = OpenFiles.count() + loops * Self.filesOfLoop + connections
    guard needed > limit else { return }
    printError(
      "sluice: \(connections) connections need \(needed) open files, and this process may have "
        + "\(limit): raise the hard limit (ulimit -Hn)")
    throw ExitCode.failure
  }
}
