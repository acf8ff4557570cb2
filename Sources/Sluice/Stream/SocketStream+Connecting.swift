// How a stream comes to be from our side.

import SluiceCore
public import SluiceLoop

extension SocketStream {
  /// Connects, on the calling task's loop, or else on one of the default group.
  ///
  /// Three system calls and one operation. socket(2), setsockopt(2), connect(2).
  ///
  /// - Parameter deadline: when to give up; nil leaves it to the kernel.
  /// - Throws: `.io` with the operation, errno and both addresses; `.timedOut`; `.cancelled`. The
  ///   descriptor is closed on each of them.
  public static func connect(
    to endpoint: Endpoint, deadline: SuspendingClock.Instant? = nil,
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> SocketStream {
    let loop = loop ?? EventLoop.current ?? EventLoopGroup.default.next()
    let address: SocketAddress
    do { address = try endpoint.resolve() } catch { throw .io(error) }
    return try await loop.run { () async throws(StreamError) -> SocketStream in
      let limit = deadline.map { loop.kernel.now + SuspendingClock.now.duration(to: $0) }
      return try await Connecting.connect(
        to: address, deadline: limit, configuration: configuration, on: loop)
    }
  }

  /// Connects, runs `body` with the stream, and closes it on every path: with what is left
  /// delivered when `body` returns, at once when it throws.
  public static func withConnection<R>(
    to endpoint: Endpoint, deadline: SuspendingClock.Instant? = nil,
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil,
    _ body: (SocketStream) async throws -> R
  ) async throws -> R {
    let stream = try await connect(
      to: endpoint, deadline: deadline, configuration: configuration, on: loop)
    let result: R
    do { result = try await body(stream) } catch {
      await stream.abort()
      throw error
    }
    try await stream.close()
    return result
  }
}
