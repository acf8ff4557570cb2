// Passing descriptors over local streams; pairs; who is at the other end.

public import SluiceLoop
import SystemPackage

/// A byte of a stream, and the descriptors that came along with it.
public struct ByteWithDescriptors: ~Copyable, Sendable {
  /// The byte.
  public let byte: UInt8
  /// What came with it; none where it is an ordinary byte. Those that are not taken are closed with this
  /// value.
  public var descriptors: PassedDescriptors
}

extension SocketStream {
  /// Sends `byte` with 1 to 253 open descriptors, of which the peer gets duplicates; ours stay ours. Local
  /// streams only.
  ///
  /// The byte keeps its place among what is written: what was written before is flushed first. It has been
  /// handed to the kernel when the call returns. sendmsg(2) with SCM_RIGHTS: one system call where there
  /// is room.
  ///
  /// - Throws: as `write`; `.io` with EBADF where one of them is not open, EINVAL where they are too many
  ///   or the stream is not local, ETOOMANYREFS where too many are on their way. Neither the byte nor a
  ///   descriptor has left then, and the stream goes on.
  public func sendDescriptors(
    _ descriptors: [CInt], with byte: UInt8 = 0
  ) async throws(StreamError) {
    try await onLoop { core throws(StreamError) in
      try await core.send(descriptors, with: byte)
    }
  }

  /// Receives the next byte, and up to `maximum` descriptors (0 to 253) that came along with it; nil at
  /// the end of the stream. They are close-on-exec.
  ///
  /// **Order.** It goes past the stream's buffer, and only where that is empty. Every other call reads
  /// ahead, and what it reads comes without its descriptors: the kernel closes them. So both ends must
  /// know when descriptors come: the peer sends some when it was asked to, and not right behind other
  /// bytes that are read in another way. What is behind the byte stays where it is and may be read in any
  /// way.
  ///
  /// recvmsg(2) with SCM_RIGHTS: one system call where something is there.
  ///
  /// - Throws: as `read`; `.io` with EBUSY where bytes are buffered, which are to be read first; EMSGSIZE
  ///   where more than `maximum` came, EMFILE where this process may not have so many: the byte is consumed
  ///   then, all that came with it is closed, and the stream goes on.
  public func receiveDescriptors(
    maximum: Int = PassedDescriptors.maximumCount
  ) async throws(StreamError) -> ByteWithDescriptors? {
    precondition(0...PassedDescriptors.maximumCount ~= maximum, "0 to 253 descriptors")
    let received = try await onLoop {
      core throws(StreamError) -> (byte: UInt8, descriptors: [CInt])? in
      try await core.receiveDescriptors(limit: maximum)
    }
    guard let received else { return nil }
    return ByteWithDescriptors(
      byte: received.byte, descriptors: PassedDescriptors(received.descriptors))
  }

  /// Who connected, or listens, at the other end of a local stream. SO_PEERCRED: one system call.
  ///
  /// - Throws: `.io` with ENOTCONN where the stream is not a local one; `.closed`.
  public func peerCredentials() async throws(StreamError) -> PeerCredentials {
    try await onLoop { core throws(StreamError) in try core.peerCredentials() }
  }

  /// Two local streams that are connected to each other. socketpair(2).
  public static func pair(
    configuration: StreamConfiguration = StreamConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> (SocketStream, SocketStream) {
    let loop = EventLoop.chosen(loop)
    return try await loop.run {
      () async throws(StreamError) -> (SocketStream, SocketStream) in
      let kernel = try kernelDriver(of: loop, .pair)
      let ends: (Descriptor, Descriptor)
      do throws(Errno) { ends = try kernel.pair(.stream) } catch {
        throw .io(IOError(.pair, error))
      }
      let shared = SharedConfiguration(configuration)
      func half(_ descriptor: Descriptor) -> SocketStream {
        SocketStream(
          StreamCore(
            adopting: descriptor, peer: .unnamed, on: loop, configuration: shared))
      }
      return (half(ends.0), half(ends.1))
    }
  }
}

extension StreamCore {
  fileprivate func peerCredentials() throws(StreamError) -> PeerCredentials {
    guard phase == .open else { throw .closed }
    let kernel = try kernelDriver(of: loop, .peerCredentials)
    do { return try kernel.peerCredentials(of: descriptor) } catch {
      throw .io(failure(.peerCredentials, error))
    }
  }
}
