// Descriptors along with datagrams.

import SluiceCore
public import SluiceLoop
import SystemPackage

/// A datagram that may carry descriptors.
public struct DatagramWithDescriptors: ~Copyable, Sendable {
  /// The datagram.
  public let datagram: Datagram
  /// What came with it. Those that are not taken are closed with this value.
  public var descriptors: PassedDescriptors
}

extension DatagramSocket {
  /// Sends one datagram with 1 to 253 open descriptors, of which the receiver gets duplicates; ours stay
  /// ours. Local sockets only. sendmsg(2) with SCM_RIGHTS: one system call where there is room.
  ///
  /// - Throws: as `send(_:to:)`; EBADF where one of them is not open, EINVAL where the socket is not a
  ///   local one or they are too many, ETOOMANYREFS where too many are on their way. None has left then.
  public func send(
    _ bytes: Span<UInt8>, descriptors: [CInt], to address: SocketAddress? = nil
  ) async throws(StreamError) {
    // What the bytes are in must outlive the loan.
    defer { extendLifetime(bytes) }
    let lent = LentBytes(lending: bytes)
    try await onLoop { core throws(StreamError) in
      if let problem = PassedDescriptors.refusal(of: descriptors.count, on: core.family) {
        throw core.failure(.send, problem.errno, detail: problem.detail)
      }
      try await core.send(lent, along: descriptors, to: address)
    }
  }

  /// Receives one datagram of at most `limit` bytes, and up to `maximum` descriptors with it, 0 to 253.
  /// They are close-on-exec. The other forms of `receive` close what comes along. recvmsg(2) with
  /// SCM_RIGHTS: one system call where something is there.
  ///
  /// - Throws: as the others; EMSGSIZE where more than `maximum` descriptors came, EMFILE where this
  ///   process may not have so many. The datagram is lost then, and all that came with it is closed.
  public func receiveWithDescriptors(
    upTo limit: Int = DatagramBatch.largestDatagram,
    maximum: Int = PassedDescriptors.maximumCount
  ) async throws(StreamError) -> DatagramWithDescriptors {
    precondition(limit >= 0, "a negative count of bytes")
    precondition(0...PassedDescriptors.maximumCount ~= maximum, "0 to 253 descriptors")
    let (datagram, descriptors) = try await onLoop {
      core throws(StreamError) -> (Datagram, [CInt]) in
      try await core.withRoom(for: limit) { room throws(StreamError) in
        let received = try await core.receiveRights(into: room, limit: maximum)
        let size = Int(received.result)
        let bytes = room.prefix(size).copied()
        return (
          Datagram(bytes: bytes, sender: received.sender, originalSize: size), received.descriptors
        )
      }
    }
    return DatagramWithDescriptors(
      datagram: datagram, descriptors: PassedDescriptors(descriptors))
  }
}
