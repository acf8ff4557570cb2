// The handle of a datagram socket. What it names lives on its loop (DatagramCore).

import SluiceCore
public import SluiceLoop

/// A socket that sends and receives datagrams: UDP over IPv4 or IPv6, or local.
///
/// Nothing is buffered: each call moves datagrams between the kernel and the caller's memory, first
/// without waiting, and waits for readiness only where the kernel has nothing, or no room. With a
/// `DatagramBatch` a call moves many at the price of one, and allocates nothing:
///
///     var batch = DatagramBatch()
///     while true {
///       try await socket.receive(into: &batch)
///       try await socket.send(&batch)  // each back to its sender
///     }
///
/// Any task may call; several may receive, each its own datagrams, and several may send. On the socket's
/// own loop a call goes straight on, elsewhere it pays two hops. A call that waits ends with `.cancelled`
/// when its task is cancelled, with `.timedOut` when the configuration's time is up, and with `.closed`
/// when the socket is closed; no datagram is lost by that, nor sent in part.
///
/// An error that the network reports of an earlier datagram (ECONNREFUSED on a connected socket) is
/// thrown once, by the next call.
///
/// In the loop's statistics each datagram counts as one receive or one send.
///
/// **Close it.** A socket that is dropped closes by itself, soon.
public final class DatagramSocket: Sendable {
  let core: DatagramCore

  init(_ core: DatagramCore) { self.core = core }

  deinit {
    if core.isOnLoop, core.phase == .closed { return }
    core.loop.postAbandonment(of: core.id)
  }

  /// The loop on whose thread calls cost least.
  public var loop: EventLoop { core.loop }

  /// The options and time-outs in force.
  public var configuration: DatagramConfiguration { core.configuration }

  /// The address of the socket, with the port that was picked; nil once it is closed. One that was never
  /// bound has its family's "any" address, or is `.unnamed`. getsockname(2): one system call.
  public func localAddress() async -> SocketAddress? {
    // Nothing in it throws.
    try? await onLoop { core throws(StreamError) -> SocketAddress? in core.local }
  }

  /// The address that the socket is connected to; nil where it is not. No system call.
  public func peerAddress() async -> SocketAddress? {
    // Nothing in it throws.
    try? await onLoop { core throws(StreamError) -> SocketAddress? in core.peer }
  }

  /// Connects to a peer: what is sent without an address goes there, only what comes from there is
  /// received, and the network's errors are reported. Nothing is sent. connect(2): one system call.
  ///
  /// - Throws: `.io`, with EAFNOSUPPORT or EINVAL for an address of another family.
  public func connect(to endpoint: Endpoint) async throws(StreamError) {
    let address: SocketAddress
    do { address = try endpoint.resolve() } catch { throw .io(error) }
    try await onLoop { core throws(StreamError) in try core.setPeer(address) }
  }

  /// Undoes `connect`: datagrams from anywhere are received again. A socket that got its port by
  /// connecting loses it. connect(2) with AF_UNSPEC: one system call.
  public func disconnect() async throws(StreamError) {
    try await onLoop { core throws(StreamError) in try core.setPeer(nil) }
  }

  /// Who made the other end of a pair of local sockets. SO_PEERCRED: one system call.
  ///
  /// - Throws: `.io`, with ENOTCONN where the socket is not one of a pair.
  public func peerCredentials() async throws(StreamError) -> PeerCredentials {
    try await onLoop { core throws(StreamError) in try core.peerCredentials() }
  }

  /// Closes: whoever waits gets `.closed`, what has come and was not received is lost, the file of a
  /// socket that was bound to a path is removed. Returns when the descriptor is closed. Idempotent; a
  /// cancelled task closes all the same.
  public func close() async {
    // Nothing in it throws.
    try? await onLoop { core throws(StreamError) in await core.close() }
  }

  /// Runs `body` on the socket's loop: straight away there, after a hop elsewhere.
  func onLoop<R: Sendable>(
    _ body: @Sendable (DatagramCore) async throws(StreamError) -> R
  ) async throws(StreamError) -> R {
    guard !core.isOnLoop else { return try await body(core) }
    return try await core.loop.run { [core] () async throws(StreamError) -> R in
      core.loop.counters.foreignCalls += 1
      return try await body(core)
    }
  }
}

extension DatagramCore {
  fileprivate func setPeer(_ address: SocketAddress?) throws(StreamError) {
    guard phase == .open else { throw .closed }
    do { try kernel.setPeer(of: descriptor, to: address) } catch {
      throw failure(.connect, error, peer: address)
    }
    peer = address
  }

  fileprivate func peerCredentials() throws(StreamError) -> PeerCredentials {
    guard phase == .open else { throw .closed }
    do { return try kernel.peerCredentials(of: descriptor) } catch {
      throw failure(.peerCredentials, error)
    }
  }
}
