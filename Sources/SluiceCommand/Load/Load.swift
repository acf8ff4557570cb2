// `sluice load`: loads a server, checks every answer, and measures.

import ArgumentParser
import Sluice

struct Load: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Load a server, check every answer, and measure.",
    discussion: """
      In a closed loop each connection keeps as many requests under way as --pipeline says, and \
      sends a new one for each answer. In an open loop (--rate) requests start at their times; one \
      that finds no connection free waits here, and its latency counts from the time at which it \
      was to start. All that was to start within the duration is sent and awaited, so that with a \
      server that cannot keep up the run goes on after it.

      A connection that fails is counted. It is replaced with --rate, --requests-per-connection, \
      --no-keep-alive and --timeout, and otherwise not. Requests that were under way on it are \
      counted as unanswered.

      echo, line and ping are the example servers' protocols. resp is SET and GET of Redis; values \
      are derived from keys, so that every answer can be checked. http is GET of HTTP/1.1: the \
      status, the framing, and that all bodies of a path are the same. script is a file of \
      requests (lines "> …"), each with its answer, literally (lines "< …") or as a line that \
      begins so ("~ …"); \\r \\n \\t \\0 \\\\ \\xHH are escapes, "#" is a comment.

      The exit status is 0 only if requests were answered, all of them, and nothing failed; 75 if \
      nothing failed and the tool itself was the limit, in a measured time of a second or more: a \
      loop's thread was busy for 95 % of it, and in an open loop the rate was not kept; or, in an \
      open loop, more than 1 % of the requests left 1 ms late or more though a connection was \
      free; 64 for bad arguments; 1 for everything else.
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

  @Option(
    help:
      "echo, line: the size of a request, with its line ending. (bytes; default: echo 64, line 40)")
  var size: Int?

  @Flag(
    help: "echo: send datagrams. One without a reply within --timeout is an error, \"lost\".")
  var udp = false

  @Option(
    name: .customLong("script"), help: ArgumentHelp("script: the file.", valueName: "file"))
  var script: String?

  @Flag(name: .customLong("no-verify"), help: "Count answers without checking what is in them.")
  var noVerify = false

  @OptionGroup var schedule: LoadScheduleOptions
  @OptionGroup var resp: LoadRespOptions
  @OptionGroup var http: LoadHTTPOptions
  @OptionGroup var output: LoadOutputOptions

  /// All requests that a connection has under way are at most so many bytes.
  private static let maximumBytesAtOnce = 1 << 30
  /// The most bytes of a datagram over IPv4.
  private static let largestDatagram = 65_507

  func validate() throws {
    try resp.validateAbsent(for: `protocol`)
    try http.validateAbsent(for: `protocol`)
    guard !udp || `protocol` == .echo else { throw ValidationError("--udp goes with echo only") }
    guard !udp || schedule.requestsPerConnection == nil else {
      throw ValidationError("--requests-per-connection does not go with --udp")
    }
    guard !udp || schedule.connectRate == nil else {
      throw ValidationError("--connect-rate does not go with --udp")
    }
    guard !udp || !noVerify else { throw ValidationError("--no-verify does not go with --udp") }
    guard (script != nil) == (`protocol` == .script) else {
      throw ValidationError(
        script == nil ? "script needs --script" : "--script goes with script only")
    }
    guard !http.noKeepAlive || schedule.pipeline == 1 else {
      throw ValidationError("--no-keep-alive does not go with --pipeline")
    }
    guard !http.noKeepAlive || schedule.requestsPerConnection ?? 1 == 1 else {
      throw ValidationError("--no-keep-alive does not go with --requests-per-connection")
    }
    try validateSize()
  }

  private func validateSize() throws {
    if let largest = resp.valueSize?.upperBound,
      largest > Self.maximumBytesAtOnce / schedule.pipeline
    {
      throw ValidationError(
        "--value-size times --pipeline must be at most \(Self.maximumBytesAtOnce)")
    }
    guard let size else { return }
    guard `protocol`.defaultSize != nil else {
      throw ValidationError("--size goes with echo and line only")
    }
    guard !udp || LoadDatagrams.headerSize...Self.largestDatagram ~= size else {
      throw ValidationError(
        "--size must be \(LoadDatagrams.headerSize) to \(Self.largestDatagram) with --udp")
    }
    guard size >= `protocol`.minimumSize else {
      throw ValidationError("--size must be at least \(`protocol`.minimumSize)")
    }
    guard size <= Self.maximumBytesAtOnce / schedule.pipeline else {
      throw ValidationError("--size times --pipeline must be at most \(Self.maximumBytesAtOnce)")
    }
  }

  func run() async throws {
    let settings = try settings()
    try checkOpenFiles(settings)
    #if DEBUG
      if !output.json { printNow("This is a debug build: the figures say little.") }
    #endif
    let report: LoadReport
    do {
      report = try await LoadRun.report(
        of: settings, progress: LoadProgress(isWanted: output.progress))
    } catch {
      printError("sluice: \(error)")
      throw ExitCode.failure
    }
    try output.write(report)
    guard report.isGood else { throw ExitCode.failure }
    guard let limit = report.results.toolLimit else { return }
    printError("sluice: \(limit)")
    throw ExitCode.toolWasLimit
  }

  private func settings() throws -> LoadSettings {
    var settings = LoadSettings(
      protocol: `protocol`, address: connect.address, connections: schedule.connections,
      pipeline: schedule.pipeline, size: size ?? `protocol`.defaultSize,
      limit: schedule.requests.map { .requests($0) } ?? .duration(schedule.duration ?? 3),
      loops: schedule.loops, driver: schedule.driver)
    settings.udp = udp
    settings.rate = schedule.rate
    settings.arrivals = schedule.arrivals ?? .constant
    settings.warmUp = schedule.warmUp
    settings.connectRate = schedule.connectRate
    settings.requestsPerConnection = http.noKeepAlive ? 1 : schedule.requestsPerConnection
    settings.timeout = schedule.timeout
    settings.seed = schedule.seed
    settings.verifies = !noVerify
    settings.resp = resp.settings(seed: schedule.seed)
    settings.http = http.settings
    settings.script = try script.map { ($0, try ScriptFile.read($0)) }
    return settings
  }

  /// Descriptors that a loop needs for itself, at most.
  private static let filesOfLoop = 4

  private func checkOpenFiles(_ settings: LoadSettings) throws {
    let limit = OpenFiles.raiseLimit()
    let needed = OpenFiles.count() + settings.loops * Self.filesOfLoop + settings.connections
    guard needed > limit else { return }
    printError(
      "sluice: \(settings.connections) connections need \(needed) open files, and this process "
        + "may have \(limit): raise the hard limit (ulimit -Hn)")
    throw ExitCode.failure
  }
}

extension ExitCode {
  /// EX_TEMPFAIL of sysexits.h: the figures are right, and yet not those of the server.
  fileprivate static let toolWasLimit = ExitCode(75)
}
