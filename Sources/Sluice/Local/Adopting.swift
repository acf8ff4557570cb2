// Sockets that somebody else has made: a parent process, a service manager, a C library.

public import SluiceLoop
import SystemPackage

/// A socket made of a descriptor, as what it turned out to be.
public enum AdoptedSocket: Sendable {
  /// A connected stream.
  case stream(SocketStream)
  /// A stream socket that listens.
  case listener(Listener)
  /// A datagram socket.
  case datagram(DatagramSocket)

  /// Makes of a descriptor what it is: see `SocketStream.adopt`, `Listener.adopt` and
  /// `DatagramSocket.adopt`, whose default configurations it gets.
  public static func adopt(
    _ descriptor: CInt, duplicating: Bool = false, on loop: EventLoop? = nil
  ) async throws(StreamError) -> AdoptedSocket {
    try await adopting(descriptor, duplicating, on: loop) { found throws(StreamError) in
      switch (found.facts.kind, found.facts.isListening) {
      case (.stream, false): .stream(try found.stream(StreamConfiguration()))
      case (.stream, true): .listener(try found.listener(StreamConfiguration()))
      case (.datagram, _): .datagram(try found.datagram(DatagramConfiguration()))
      }
    }
  }
}

extension SocketStream {
  /// Makes a stream of a connected stream socket: TCP or local.
  ///
  /// The descriptor belongs to the stream from then on; with `duplicating` the stream gets a duplicate,
  /// and the caller's stays the caller's. Either way its mode, which it shares with all its duplicates,
  /// is not changed: it may be blocking or not, and nothing blocks. It becomes close-on-exec. No option is
  /// set. What an earlier owner has read ahead is not there. At most nine system calls.
  ///
  /// - Throws: `.io` of `.adopt`, and then the descriptor is still the caller's: ENOTSOCK where it is no
  ///   socket, EBADF where it is not open, ENOTCONN where it is not connected, EINVAL where it listens,
  ///   EAFNOSUPPORT, ESOCKTNOSUPPORT or EPROTONOSUPPORT where it is of another kind.
  public static func adopt(
    _ descriptor: CInt, duplicating: Bool = false,
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> SocketStream {
    try await adopting(descriptor, duplicating, on: loop) { found throws(StreamError) in
      try found.stream(configuration)
    }
  }
}

extension Listener {
  /// Makes a listener of a stream socket that listens already, as a service manager hands it over. A
  /// local socket's file is not removed when it closes. Otherwise as `SocketStream.adopt`, with EINVAL
  /// where it does not listen.
  ///
  /// On the readiness driver an accept on a blocking descriptor from which another process accepts at the
  /// same time may wait for the next connection, and hold the loop up meanwhile: hand over a
  /// non-blocking one there.
  public static func adopt(
    _ descriptor: CInt, duplicating: Bool = false,
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> Listener {
    try await adopting(descriptor, duplicating, on: loop) { found throws(StreamError) in
      try found.listener(configuration)
    }
  }
}

extension DatagramSocket {
  /// Makes a datagram socket of a descriptor: UDP or local, bound or not, connected or not. No option is
  /// set, and a local socket's file is not removed when it closes. Otherwise as `SocketStream.adopt`.
  public static func adopt(
    _ descriptor: CInt, duplicating: Bool = false,
    configuration: DatagramConfiguration = DatagramConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> DatagramSocket {
    try await adopting(descriptor, duplicating, on: loop) { found throws(StreamError) in
      try found.datagram(configuration)
    }
  }
}

/// Looks at a descriptor and makes something of it, on a loop.
private func adopting<R: Sendable>(
  _ descriptor: CInt, _ duplicating: Bool, on loop: EventLoop?,
  _ make: @Sendable (FoundSocket) throws(StreamError) -> R
) async throws(StreamError) -> R {
  let loop = EventLoop.chosen(loop)
  return try await loop.run { () async throws(StreamError) -> R in
    let kernel = try kernelDriver(of: loop, .adopt)
    let facts: SocketFacts
    do throws(Errno) { facts = try kernel.facts(of: descriptor) } catch {
      throw .io(IOError(.adopt, error, detail: "descriptor \(descriptor)"))
    }
    return try make(
      FoundSocket(
        number: descriptor, facts: facts, isDuplicated: duplicating, loop: loop, kernel: kernel))
  }
}
