// How a stream comes to be from our side.

import SluiceCore
public import SluiceLoop

extension SocketStream {
  /// Connects, on the calling task's loop, or else on one of the default group.
  ///
  /// To an address: three system calls and one operation. socket(2), setsockopt(2), connect(2).
  ///
  /// To a name: it is looked up (`Resolver`), and its addresses race as RFC 8305 has it: IPv6 and IPv4
  /// take turns, the next one is tried when the last has failed or `attemptDelay` has passed, and the
  /// first connection that comes about is taken; the others are closed.
  ///
  /// - Parameters:
  ///   - deadline: when to give up, the lookup included; nil leaves it to the system.
  ///   - attemptDelay: how long an address has before the next one is tried too; at least 10 ms.
  /// - Throws: `.io` with the operation, errno and both addresses; of a name `.resolver`, or
  ///   `.noneConnected` with what each address that was tried came to, ETIMEDOUT where the deadline
  ///   passed first; `.timedOut` where no address had been tried by then, or an address was given;
  ///   `.cancelled`. No descriptor is left open by any of them.
  public static func connect(
    to endpoint: Endpoint, deadline: SuspendingClock.Instant? = nil,
    attemptDelay: Duration = defaultAttemptDelay,
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> SocketStream {
    let loop = EventLoop.chosen(loop)
    let target: Endpoint.Target
    do { target = try endpoint.target() } catch { throw .io(error) }
    return try await loop.run { () async throws(StreamError) -> SocketStream in
      let limit = loop.instant(of: deadline)
      let sockets = ClientSockets(configuration: configuration, loop: loop)
      switch target {
      case .address(let address):
        return try await Connecting.connect(to: address, deadline: limit, by: sockets)
      case .name(let query):
        return try await ConnectingByName.connect(
          to: query, deadline: limit, attemptDelay: attemptDelay, by: sockets)
      }
    }
  }

  /// The Connection Attempt Delay that RFC 8305 recommends: 250 ms.
  public static let defaultAttemptDelay = Duration.milliseconds(250)

  /// Connects, runs `body` with the stream, and closes it on every path: with what is left
  /// delivered when `body` returns, at once when it throws.
  public static func withConnection<R>(
    to endpoint: Endpoint, deadline: SuspendingClock.Instant? = nil,
    attemptDelay: Duration = defaultAttemptDelay,
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil,
    _ body: (SocketStream) async throws -> R
  ) async throws -> R {
    let stream = try await connect(
      to: endpoint, deadline: deadline, attemptDelay: attemptDelay, configuration: configuration,
      on: loop)
    let result: R
    do { result = try await body(stream) } catch {
      await stream.abort()
      throw error
    }
    try await stream.close()
    return result
  }
}
