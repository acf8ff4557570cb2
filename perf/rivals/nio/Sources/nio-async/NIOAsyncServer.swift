// NIOAsyncChannel as documented: a task for each connection, and a loop over what comes in that writes
// each of it back. One event loop; the tasks run where Swift runs them by default.

import Common
import NIOCore
import NIOPosix

@main
struct NIOAsyncServer {
  static func main() async throws {
    let arguments = Arguments()
    switch arguments.service {
    case .echo:
      try await run(arguments, ByteBuffer.self) { _ in }
    case .line:
      try await run(arguments, String.self) { pipeline in
        try pipeline.addHandler(ByteToMessageHandler(LineCodec()))
        try pipeline.addHandler(MessageToByteHandler(LineCodec()))
      }
    }
  }

  private static func run<Message: Sendable>(
    _ arguments: Arguments, _ message: Message.Type,
    prepare: @escaping @Sendable (ChannelPipeline.SynchronousOperations) throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: arguments.host, port: arguments.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try prepare(channel.pipeline.syncOperations)
          return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(inboundType: message, outboundType: message))
        }
      }
    announce(server.channel, driver: "nioasync")
    try await withThrowingDiscardingTaskGroup { tasks in
      try await server.executeThenClose { connections in
        for try await connection in connections {
          tasks.addTask { await serve(connection) }
        }
      }
    }
  }

  private static func serve<Message: Sendable>(
    _ connection: NIOAsyncChannel<Message, Message>
  ) async {
    // An error ends its connection alone.
    try? await connection.executeThenClose { inbound, outbound in
      for try await message in inbound {
        try await outbound.write(message)
      }
    }
  }
}
