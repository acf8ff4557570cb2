// The handle of a listening socket.

import SluiceCore
public import SluiceLoop

/// A socket that accepts connections.
///
/// **Close it.** A listener that is dropped closes by itself, soon.
public final class Listener: Sendable {
  let core: ListenerCore

  /// How the accepted streams are to behave.
  public var configuration: StreamConfiguration { shared.value }

  private let shared: SharedConfiguration

  init(_ core: ListenerCore, _ configuration: StreamConfiguration) {
    self.core = core
    shared = SharedConfiguration(configuration)
  }

  deinit { core.loop.postAbandonment(of: core.id) }

  /// The default length of the kernel's queue of connections not yet accepted; the kernel caps it
  /// at net.core.somaxconn.
  public static let defaultBacklog = 1024

  /// Listens at `endpoint`. Port 0 picks a free one: see `address`. socket(2), bind(2), listen(2).
  ///
  /// `SO_REUSEADDR` is set on TCP sockets, and with `reusePort` SO_REUSEPORT, which lets several
  /// listeners share the port. The accepted streams live on the loop of the task that accepts them.
  /// `device` is the only interface at which connections arrive (SO_BINDTODEVICE, set before bind(2));
  /// nil: any. Accepted TCP connections inherit `keepAlive`, how silent ones are probed; nil: not at
  /// all. `file` says what becomes of a local socket's file.
  ///
  /// - Throws: `IOError` of the step that failed, with the address.
  public static func listen(
    at endpoint: Endpoint, backlog: Int = defaultBacklog, reusePort: Bool = false,
    device: String? = nil, keepAlive: KeepAlive? = nil,
    file: SocketFileOptions = SocketFileOptions(),
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil
  ) async throws(IOError) -> Listener {
    let loop = EventLoop.chosen(loop)
    let address = try endpoint.resolve()
    return try await loop.run { () async throws(IOError) -> Listener in
      Listener(
        try ListenerCore(
          at: address, backlog: backlog, reusePort: reusePort, device: device,
          keepAlive: keepAlive, file: file, on: loop),
        configuration)
    }
  }

  /// Where it listens, with the port that was picked.
  public var address: SocketAddress { core.address }

  /// The loop on which connections arrive.
  public var loop: EventLoop { core.loop }

  /// The next connection.
  ///
  /// The stream lives on the calling task's loop, or, called from no loop, on the listener's.
  ///
  /// - Throws: `.io` where the kernel refuses (`EMFILE`: no descriptor left; try again later);
  ///   `.closed`; `.cancelled`, and then the connection is the next caller's.
  public func accept() async throws(StreamError) -> SocketStream {
    let (descriptor, mayLinger) = try await acceptDescriptor()
    let loop = EventLoop.current ?? core.loop
    return await SocketStream.adopt(
      descriptor, configuration: shared, on: loop, mayLinger: mayLinger)
  }

  /// The next connection's bare descriptor, to make a stream of on another loop.
  private func acceptDescriptor() async throws(StreamError) -> (Descriptor, mayLinger: Bool) {
    try await core.loop.run { [core] () async throws(StreamError) -> (Descriptor, Bool) in
      (try await core.accept(), core.mayLinger)
    }
  }

  /// Connections as they come, until the listener is closed.
  public var connections: Connections { Connections(listener: self) }

  /// Stops listening: callers of `accept` get `.closed`, connections that nobody took are reset, a
  /// local socket's file is removed. Returns when the descriptor is closed. Idempotent.
  public func close() async {
    await core.loop.run { [core] in await core.close() }
  }

  /// The connections of a listener, as they come. Ends when the listener is closed.
  public struct Connections: AsyncSequence, Sendable {
    let listener: Listener

    /// Iterators of one listener share what comes.
    public func makeAsyncIterator() -> Iterator { Iterator(listener: listener) }

    /// Accepts one connection a call.
    public struct Iterator: AsyncIteratorProtocol {
      let listener: Listener

      /// `Listener.accept()`, with nil once the listener is closed.
      public mutating func next() async throws(StreamError) -> SocketStream? {
        do { return try await listener.accept() } catch .closed { return nil }
      }

      /// `Listener.accept()`, with nil once the listener is closed.
      public mutating func next(
        isolation actor: isolated (any Actor)?
      ) async throws(StreamError) -> SocketStream? {
        do { return try await listener.accept() } catch .closed { return nil }
      }
    }
  }
}

extension SocketStream {
  /// Makes a stream of a connected descriptor, which belongs to the stream from then on.
  static func adopt(
    _ descriptor: Descriptor, configuration: SharedConfiguration, on loop: EventLoop,
    mayLinger: Bool = false
  ) async -> SocketStream {
    await loop.run {
      let peer = try? loop.kernel.peerAddress(of: descriptor)
      if configuration.value.noDelay, let peer, peer.family != .local {
        try? loop.kernel.setOption(.noDelay, of: descriptor, to: 1)
      }
      loop.counters.accepted += 1
      let core = StreamCore(
        adopting: descriptor, peer: peer, on: loop, configuration: configuration)
      core.mayLinger = mayLinger
      return SocketStream(core)
    }
  }
}
