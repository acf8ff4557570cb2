// `sluice serve`: runs one of the example servers until a signal ends it.

import ArgumentParser
import Glibc
import Logging
import Sluice

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run an example server.",
    discussion: """
      Prints one line on standard output once it accepts connections. SIGTERM or SIGINT ends it: \
      what has arrived is answered, the statistics go to standard error, and the exit status is 0. \
      A second signal ends it at once.
      """)

  @Argument(help: "What to serve: \(Example.allCases.map(\.rawValue).joined(separator: ", ")).")
  var example: Example

  @Option(
    name: .customLong("listen"),
    help: ArgumentHelp(
      "Where: 127.0.0.1:7000, [::1]:7000, unix:/path or unix:@name. Port 0 picks one.",
      valueName: "address"),
    transform: AddressArgument.parse)
  var listen: AddressArgument

  @Option(help: "Event loops, each with a thread of its own. (default: one a core)")
  var loops: Int?

  @Option(help: "What carries the loops: auto, uring or poll.")
  var driver = DriverPreference.automatic

  @Option(help: "Bytes of each stream's input buffer.")
  var inputBufferSize = StreamConfiguration.defaultBufferSize

  @Option(help: "Bytes of each of a stream's two output buffers.")
  var outputBufferSize = StreamConfiguration.defaultBufferSize

  @Option(
    help: ArgumentHelp(
      "How text is coded: ENCODING[,LINE-ENDING[,POLICY]], such as latin-1,crlf.",
      valueName: "format"),
    transform: FormatArgument.parse)
  var format: ExternalFormat?

  @OptionGroup var limits: ServeLimits

  @Option(
    help: ArgumentHelp(
      "How long connections may go on after the signal before they are reset.",
      valueName: "seconds"))
  var drain = 10.0

  @Option(
    help: ArgumentHelp(
      "Permissions of the file of a local socket, in octal, such as 660.", valueName: "mode"),
    transform: ModeArgument.parse)
  var mode: ModeArgument?

  @Option(help: "The only interface at which clients arrive, such as eth0.")
  var device: String?

  @Flag(help: "Replace the file of a local socket whose process is gone.")
  var replaceStale = false

  @Flag(help: "Serve datagrams: echo and discard only.")
  var udp = false

  @Flag(help: "With line: borrow the bytes of each line instead of making a string of it.")
  var bytes = false

  @Option(help: "With http: the directory whose files are served. (default: none)")
  var directory: String?

  func validate() throws {
    guard loops ?? 1 >= 1 else { throw ValidationError("--loops must be at least 1") }
    guard inputBufferSize >= 1 else {
      throw ValidationError("--input-buffer-size must be at least 1")
    }
    guard outputBufferSize >= 1 else {
      throw ValidationError("--output-buffer-size must be at least 1")
    }
    guard drain >= 0 else { throw ValidationError("--drain must not be negative") }
    guard !udp || example.datagramHandler != nil else {
      throw ValidationError("--udp goes with echo and discard only")
    }
    if mode != nil || replaceStale {
      guard case .local = listen.address else {
        throw ValidationError("--mode and --replace-stale go with a path only")
      }
    }
    guard !bytes || example == .line else { throw ValidationError("--bytes goes with line only") }
    guard format == nil || example != .http else {
      throw ValidationError("--format does not go with http, which has its own")
    }
    guard directory == nil || example == .http else {
      throw ValidationError("--directory goes with http only")
    }
  }

  func run() async throws {
    do {
      let group = try EventLoopGroup(loops: loops, driver: driver, logger: Self.warnings)
      if udp, let handler = example.datagramHandler {
        try await serveDatagrams(on: group, handler)
      } else {
        try await serve(on: group)
      }
      for row in await group.statistics().rows { printError("\(row.name) \(row.value)") }
    } catch {
      printError("sluice: \(error)")
      throw ExitCode.failure
    }
  }

  /// Warnings and worse, on standard error.
  private static let warnings: Logger = {
    var logger = Logger(label: "sluice", factory: StreamLogHandler.standardError(label:))
    logger.logLevel = .warning
    return logger
  }()

  /// Serves until the first signal; returns when every connection has ended.
  private func serve(on group: EventLoopGroup) async throws {
    var stream = StreamConfiguration.serving
    (stream.inputBufferSize, stream.outputBufferSize) = (inputBufferSize, outputBufferSize)
    stream.externalFormat = format ?? ExternalFormat()
    switch example {
    case .http: HTTPServer.configure(&stream)
    case .chat: ChatServer.configure(&stream)
    default: break
    }
    limits.apply(to: &stream)
    let files = try directory.map { try HTTPServer.Files(beneath: $0, on: group) }
    var configuration = Server.Configuration(
      group: group, stream: stream, drainTimeout: .seconds(drain),
      drainSignals: [SIGTERM, SIGINT], device: device, file: file,
      onListening: { printNow(readyLine(address: $0, group: group)) })
    limits.apply(to: &configuration)
    try await Server.run(
      at: .address(listen.address), configuration: configuration,
      handler: example.handler(bytes: bytes, files: files))
    for row in configuration.counters.statistics.rows { printError("\(row.name) \(row.value)") }
  }

  /// The same for datagrams.
  private func serveDatagrams(
    on group: EventLoopGroup, _ handler: @escaping @Sendable (DatagramSocket) async throws -> Void
  ) async throws {
    try await DatagramServer.run(
      at: .address(listen.address),
      configuration: DatagramServer.Configuration(
        group: group,
        socket: DatagramConfiguration(
          sendTimeout: DatagramServers.patience, device: device, file: file),
        drainTimeout: .seconds(drain),
        drainSignals: [SIGTERM, SIGINT],
        onListening: { printNow(readyLine(address: $0, group: group)) }),
      handler: handler)
  }

  private var file: SocketFileOptions {
    SocketFileOptions(mode: mode?.bits, replacesStale: replaceStale)
  }
}
