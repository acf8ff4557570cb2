// The wall, continued: descriptors that are passed, paired, and come from elsewhere; credentials.
//
// A descriptor that these calls give out is close-on-exec.

import CURing
import Glibc
import SluiceCore
import SystemPackage

extension SystemCalls {
  /// sendmsg(2) with descriptors along, without waiting: the count of bytes, or a negated errno.
  static func send(
    _ fd: Int32, _ bytes: LentBytes, descriptors: [Int32], to address: KernelAddress?
  ) -> Int32 {
    unsafe withMessage(bytes) { header in
      unsafe withName(address, of: header) { header in
        // The array's own storage, read before the call returns.
        unsafe descriptors.withUnsafeBufferPointer { descriptors in
          outcome {
            unsafe curing_send_descriptors(
              fd, header, descriptors.baseAddress, UInt32(descriptors.count), sending)
          }
        }
      }
    }
  }

  /// recvmsg(2) with room for descriptors, without waiting.
  static func receiveRights(
    _ fd: Int32, _ room: LentBytes, limit: Int, flags: Int32
  ) -> ReceivedRights {
    var rights = curing_rights()
    let flags = flags | Int32(MSG_DONTWAIT)
    let (result, sender) = unsafe withSender(room) { header in
      // A local structure with room for as many as ever come.
      unsafe curing_receive_descriptors(fd, header, &rights, UInt32(limit), flags)
    }
    guard result >= 0 else { return ReceivedRights(result: result) }
    // The first `count` elements of a C array, copied before the local goes.
    let descriptors = unsafe withUnsafeBytes(of: &rights.descriptors) { raw in
      unsafe Array(raw.bindMemory(to: Int32.self).prefix(Int(rights.count)))
    }
    var received = ReceivedRights(result: result)
    received.descriptors = descriptors
    received.lostSome = rights.truncated
    received.sender = sender
    return received
  }

  /// MSG_TRUNC: a receive of a datagram tells its true length.
  static var trueLength: Int32 { Int32(MSG_TRUNC) }

  /// getsockopt(2) of SO_PEERCRED.
  static func peerCredentials(_ fd: Int32) throws(Errno) -> PeerCredentials {
    var found = curing_credentials()
    // A local, filled before the call returns.
    try check(unsafe curing_peer_credentials(fd, &found))
    // Where nobody was ever at the other end, the kernel names nobody.
    guard found.user != .max else { throw .socketNotConnected }
    return PeerCredentials(
      processID: found.process, userID: found.user, groupID: found.group)
  }

  /// socketpair(2) of local sockets; `flags` are SOCK_NONBLOCK and SOCK_CLOEXEC.
  static func pair(_ kind: SocketKind, flags: Int32) throws(Errno) -> (Int32, Int32) {
    var ends: (Int32, Int32) = (-1, -1)
    // Two integers behind each other, which the call fills.
    try check(
      unsafe withUnsafeMutableBytes(of: &ends) { raw in
        unsafe socketpair(
          AF_UNIX, kind.systemValue | flags, 0,
          raw.bindMemory(to: Int32.self).baseAddress.unsafelyUnwrapped)
      })
    return ends
  }

  /// fcntl(2) with F_DUPFD_CLOEXEC.
  static func duplicate(_ fd: Int32) throws(Errno) -> Int32 {
    let copy = fcntl(fd, F_DUPFD_CLOEXEC, 0)
    try check(copy)
    return copy
  }

  /// fcntl(2) with F_SETFD: not inherited by programs that are started.
  static func closeOnExec(_ fd: Int32) throws(Errno) {
    try check(fcntl(fd, F_SETFD, FD_CLOEXEC))
  }

  /// fcntl(2) with F_GETFL: whether the descriptor, and all that share its description, may block.
  static func mayBlock(_ fd: Int32) throws(Errno) -> Bool {
    let flags = fcntl(fd, F_GETFL)
    try check(flags)
    return flags & O_NONBLOCK == 0
  }
}

/// What a receive with room for descriptors brought. The descriptors are the caller's to close.
package struct ReceivedRights: Sendable {
  /// Bytes, or a negated errno.
  package var result: Int32
  /// Open, close-on-exec.
  package var descriptors: [Int32] = []
  /// Others came along, for which there was no room; none of them is open.
  package var lostSome = false
  /// Who sent it, where the kernel says so.
  package var sender: SocketAddress?

  /// A result that brought nothing along.
  package init(result: Int32) { self.result = result }
}

extension ReceivedRights {
  /// The most that one message carries (SCM_MAX_FD).
  package static let maximumCount = Int(CURING_DESCRIPTOR_LIMIT)

  /// close(2) of a descriptor that was received.
  package static func close(_ descriptor: Int32) { SystemCalls.close(descriptor) }
}
