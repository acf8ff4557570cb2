// SwiftNIO with handlers of one's own, on one event loop, configured as its example of an echo server.

import Common
import NIOCore
import NIOPosix

@main
struct NIOServer {
  static func main() async throws {
    let arguments = Arguments()
    let service = arguments.service
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          // What is read is bounded by what can be written.
          try pipeline.addHandler(BackPressureHandler())
          switch service {
          case .echo: try pipeline.addHandler(EchoHandler())
          case .line: try pipeline.addHandler(LineHandler())
          }
        }
      }
      .childChannelOption(.maxMessagesPerRead, value: 16)
      .childChannelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator())
      .bind(host: arguments.host, port: arguments.port)
      .get()
    announce(channel, driver: "nio")
    try await channel.closeFuture.get()
  }
}
