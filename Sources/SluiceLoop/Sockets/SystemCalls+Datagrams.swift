// The wall, continued: datagrams. None of these calls waits; none raises SIGPIPE.

import CURing
import Glibc
import SluiceCore
import SystemPackage

extension SystemCalls {
  /// What is asked of every receive of datagrams: not to wait, and to tell the true length.
  private static let receiving = Int32(MSG_DONTWAIT | MSG_TRUNC)

  /// recvmmsg(2): how many came, or a negated errno. Each one's vector then says how many of its bytes
  /// are there.
  static func receive(_ fd: Int32, _ datagrams: LentDatagrams, peeking: Bool) -> Int32 {
    // A peek looks at the same datagram again and again: at one only.
    let flags = peeking ? receiving | Int32(MSG_PEEK) : receiving
    let limit = peeking ? 1 : datagrams.count
    // The headers, and all they point to, are the loan's for the length of the call.
    let result = outcome {
      unsafe Int(curing_receive_many(fd, datagrams.messages, UInt32(limit), flags))
    }
    guard result > 0 else { return result }
    for index in 0..<Int(result) {
      // The kernel has written so many headers.
      unsafe datagrams.vectors[index].iov_len =
        min(Int(datagrams.messages[index].length), datagrams.datagramSize)
    }
    return result
  }

  /// sendmmsg(2): how many left, or a negated errno if it was the first that did not.
  static func send(_ fd: Int32, _ datagrams: LentDatagrams) -> Int32 {
    // The headers, and all they point to, are the loan's for the length of the call.
    outcome {
      unsafe Int(curing_send_many(fd, datagrams.messages, UInt32(datagrams.count), sending))
    }
  }

  /// recvmsg(2) of one datagram.
  static func receiveDatagram(
    _ fd: Int32, _ room: LentBytes, peeking: Bool
  ) -> DatagramReceipt {
    let flags = peeking ? receiving | Int32(MSG_PEEK) : receiving
    // The header is `withSender`'s for the length of the call.
    let (result, sender) = unsafe withSender(room) { unsafe recvmsg(fd, $0, flags) }
    return DatagramReceipt(result: result, sender: sender)
  }

  /// sendmsg(2) of one datagram, with `flags` beside those of every send: its length, or a negated errno.
  static func sendDatagram(
    _ fd: Int32, _ bytes: LentBytes, to address: KernelAddress?, flags: Int32 = 0
  ) -> Int32 {
    unsafe withMessage(bytes) { header in
      unsafe withName(address, of: header) { header in
        outcome { unsafe sendmsg(fd, header, sending | flags) }
      }
    }
  }

  /// connect(2) to AF_UNSPEC: a datagram socket has no peer any more. 0 or a negated errno.
  static func disconnect(_ fd: Int32) -> Int32 {
    var nowhere = sockaddr()
    nowhere.sa_family = sa_family_t(AF_UNSPEC)
    // A local, alive for the length of the call, which reads no more than the family.
    let result = unsafe Glibc.connect(fd, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    return result < 0 ? -errno : 0
  }

  /// A header for one run of bytes, for the length of `body`.
  static func withMessage<R>(
    _ bytes: LentBytes, _ body: (UnsafeMutablePointer<msghdr>) -> R
  ) -> R {
    // In bounds and ours for the length of the call: the invariant of LentBytes. The vector and the
    // header are locals that outlive `body`.
    var vector = unsafe iovec(iov_base: bytes.base, iov_len: bytes.count)
    return unsafe withUnsafeMutablePointer(to: &vector) { vector in
      var header = unsafe msghdr()
      unsafe header.msg_iov = vector
      unsafe header.msg_iovlen = 1
      return unsafe withUnsafeMutablePointer(to: &header) { unsafe body($0) }
    }
  }

  /// What `receive` answers for a header that has room for bytes and for the sender's address: its
  /// result, or a negated errno, and who sent it; nil where the kernel does not say.
  static func withSender(
    _ room: LentBytes, _ receive: (UnsafeMutablePointer<msghdr>) -> Int
  ) -> (result: Int32, sender: SocketAddress?) {
    var sender = KernelAddress()
    let result = unsafe withMessage(room) { header in
      outcome {
        Int(
          unsafe sender.fill { name, length in
            // All of it is alive for the length of the call.
            unsafe header.pointee.msg_name = UnsafeMutableRawPointer(name)
            unsafe header.pointee.msg_namelen = length.pointee
            let result = unsafe Int32(truncatingIfNeeded: receive(header))
            unsafe length.pointee = header.pointee.msg_namelen
            return result
          })
      }
    }
    return (result, result < 0 ? nil : try? sender.socketAddress())
  }

  /// Gives a header a name to send to, for the length of `body`.
  static func withName<R>(
    _ address: KernelAddress?, of header: UnsafeMutablePointer<msghdr>,
    _ body: (UnsafeMutablePointer<msghdr>) -> R
  ) -> R {
    guard let address else { return unsafe body(header) }
    return unsafe address.withPointer { name, length in
      // Read only, and no longer than `body` runs.
      unsafe header.pointee.msg_name = UnsafeMutableRawPointer(mutating: name)
      unsafe header.pointee.msg_namelen = length
      return unsafe body(header)
    }
  }
}

/// What a receive of one datagram brought.
package struct DatagramReceipt: Sendable {
  /// The true length, or a negated errno.
  package var result: Int32 = 0
  /// Who sent it; nil where the kernel does not say.
  package var sender: SocketAddress?
}
