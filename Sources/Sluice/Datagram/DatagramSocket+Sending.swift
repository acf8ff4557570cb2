// Sending datagrams.

import SluiceCore
public import SluiceLoop

extension DatagramSocket {
  /// Sends one datagram to `address`, or (nil) to the peer that the socket is connected to; waits for
  /// room. A datagram leaves whole or not at all.
  ///
  /// sendmsg(2): one system call where there is room.
  ///
  /// - Throws: `.io`, with both addresses: EMSGSIZE for one that is too long, EDESTADDRREQ or ENOTCONN
  ///   without a peer, EACCES for a broadcast that is not allowed, EAFNOSUPPORT or EINVAL for an address
  ///   of another family, and what the network says of an earlier one.
  public func send(
    _ bytes: Span<UInt8>, to address: SocketAddress? = nil
  ) async throws(StreamError) {
    // What the bytes are in must outlive the loan.
    defer { extendLifetime(bytes) }
    let lent = LentBytes(lending: bytes)
    try await onLoop { core throws(StreamError) in try await core.send(lent, to: address) }
  }

  /// Sends one datagram, as the form for spans does.
  public func send(
    _ bytes: [UInt8], to address: SocketAddress? = nil
  ) async throws(StreamError) {
    try await send(bytes.span, to: address)
  }

  /// Sends all datagrams of a batch, in order, each to its address; waits for room. The batch stays as it
  /// is: received datagrams go back to their senders, and may be sent again.
  ///
  /// sendmmsg(2): one system call where there is room, and one more for each that cannot be sent; nothing
  /// is allocated.
  ///
  /// - Throws: as the form for one, for the first datagram that cannot be sent. Those behind it are tried
  ///   all the same; `batch.sentCount` says how many have left: all of them where the error was that of
  ///   an earlier datagram.
  public func send(_ batch: inout DatagramBatch) async throws(StreamError) {
    let contents = batch.lendContents()
    let (sent, error): (Int, StreamError?)
    do throws(StreamError) {
      (sent, error) = try await onLoop { core throws(StreamError) in await core.send(contents) }
    } catch {
      batch.sent(0)
      throw error
    }
    batch.sent(sent)
    if let error { throw error }
  }
}
