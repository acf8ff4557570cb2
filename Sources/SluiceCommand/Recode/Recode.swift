// `sluice recode`: text from one external format to another, line by line, through streams.

import ArgumentParser
import Sluice

struct Recode: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy text from standard input to standard output in another external format.",
    discussion: """
      A format is ENCODING[,LINE-ENDING[,POLICY]], such as utf-16le,crlf or us-ascii,lf,replace. \
      Lines go through two streams: one reads the first format from a socket, the other writes the \
      second format to a socket. Text that is bad, or that the second encoding does not have, ends \
      it with an error unless the format's policy is to replace it.
      """)

  @Argument(
    help: ArgumentHelp("The format of standard input.", valueName: "from"),
    transform: FormatArgument.parse)
  var source: ExternalFormat

  @Argument(
    help: ArgumentHelp("The format of standard output.", valueName: "to"),
    transform: FormatArgument.parse)
  var target: ExternalFormat

  @Option(help: "Bytes of the buffers between which the lines are copied.")
  var bufferSize = StreamConfiguration.defaultBufferSize

  func validate() throws {
    guard 1...StreamConfiguration.maximumBufferSize ~= bufferSize else {
      throw ValidationError("--buffer-size must be 1 byte to 1 GiB")
    }
  }

  func run() async throws {
    do {
      let group = try EventLoopGroup(loops: 1)
      try await group.loops[0].run { try await copy(on: group) }
    } catch {
      printError("sluice: \(error)")
      throw ExitCode.failure
    }
  }

  private func copy(on group: EventLoopGroup) async throws {
    let input = try await StreamPair.connect(configuration(source))
    let output = try await StreamPair.connect(configuration(target))
    do {
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await Self.feed(input.plain, on: group) }
        tasks.addTask { try await Self.drain(output.plain, on: group) }
        try await Self.copyLines(from: input.formatted, to: output.formatted)
        try await tasks.waitForAll()
      }
    } catch {
      await input.abort()
      await output.abort()
      throw error
    }
    try await input.close()
    try await output.close()
  }

  private func configuration(_ format: ExternalFormat) -> StreamConfiguration {
    StreamConfiguration(
      inputBufferSize: bufferSize, outputBufferSize: bufferSize,
      maximumLineLength: StreamConfiguration.maximumBufferSize, externalFormat: format)
  }

  /// Line by line; a last line without its ending gets none.
  private static func copyLines(from: SocketStream, to: SocketStream) async throws {
    while let line = try await from.readLineAndEnding() {
      if line.isTerminated {
        try await to.writeLine(line.text)
      } else {
        try await to.write(line.text)
      }
    }
    try await to.finishWriting()
  }

  /// Standard input, as it is, until its end.
  private static func feed(_ stream: SocketStream, on group: EventLoopGroup) async throws {
    while case let bytes = try await group.blocking({ try StandardBytes.read() }), !bytes.isEmpty {
      try await stream.write(bytes)
    }
    try await stream.finishWriting()
  }

  /// To standard output, as it is, until the end of the stream.
  private static func drain(_ stream: SocketStream, on group: EventLoopGroup) async throws {
    while case let bytes = try await stream.read(), !bytes.isEmpty {
      try await group.blocking { try StandardBytes.write(bytes) }
    }
  }
}
