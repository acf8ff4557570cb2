// send-file-descriptor and receive-file-descriptor.

import SluiceCore
import SluiceLoop
import SystemPackage

/// A local socket that has a peer: descriptors can be passed over it.
public protocol DescriptorPassing: LocalSocket, ActiveSocket {}

extension SocketStreamLocalActive: DescriptorPassing {}
extension SocketDatagramLocal: DescriptorPassing {}

extension DescriptorPassing {
  /// `send-file-descriptor`: gives the peer a descriptor for what `descriptor` is one for. It stays the
  /// caller's. A byte of zero goes with it, without which streams would carry nothing. Goes past the
  /// output buffer. sendmsg(2) with SCM_RIGHTS, and a wait where the kernel's buffer is full.
  ///
  /// - Throws: `systemCall` (EBADF: it is not open; EPIPE; ETOOMANYREFS), `notConnected`, `wouldBlock` where
  ///   the send time-out passes.
  @available(*, noasync)
  public func sendFileDescriptor(_ descriptor: Int32) throws(SocketError) {
    requirePlainThread("sendFileDescriptor")
    let byte: [UInt8] = [0]
    // It is lent until the call returns.
    defer { extendLifetime(byte) }
    try handle.attempt(.send, .output, until: handle.sendDeadline) {
      raw throws(SocketError) in
      let result = raw.send(LentBytes(lending: byte.span), along: [descriptor])
      if result < 0, result != -Errno.wouldBlock.rawValue { throw handle.failure(.send, -result) }
      return (result, ())
    }
  }

  /// `receive-file-descriptor`: the next descriptor that the peer has sent, close-on-exec, the caller's to
  /// close; nil at the end of the stream. Waits for it. Takes the byte that goes with it from the kernel,
  /// past the input buffer: both ends must know when a descriptor comes. recvmsg(2), and a wait where
  /// nothing is there.
  ///
  /// - Throws: `systemCall` (EBADMSG: a byte or a datagram came without a descriptor, and is lost; EMFILE: this process
  ///   may open no more), `wouldBlock` where the receive time-out passes.
  @available(*, noasync)
  public func receiveFileDescriptor() throws(SocketError) -> Int32? {
    requirePlainThread("receiveFileDescriptor")
    var byte: [UInt8] = [0]
    // As above.
    defer { extendLifetime(byte) }
    var span = byte.mutableSpan
    let room = LentBytes(lending: &span)
    return try handle.attempt(.receive, .input, until: handle.receiveDeadline) {
      raw throws(SocketError) in
      let received = raw.receiveRights(into: room, limit: 1)
      guard received.result >= 0 else {
        if received.result == -Errno.wouldBlock.rawValue { return (received.result, nil) }
        throw handle.failure(.receive, -received.result)
      }
      if let descriptor = received.descriptors.first { return (received.result, descriptor) }
      guard received.result > 0 || socketClass.kind == .datagram else { return (0, nil) }
      throw handle.failure(
        .receive, received.lostSome ? Errno.tooManyOpenFiles.rawValue : Errno.badMessage.rawValue)
    }
  }
}
