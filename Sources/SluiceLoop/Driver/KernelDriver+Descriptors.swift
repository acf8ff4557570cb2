// Descriptors on a driver over the real kernel: passed along, paired, taken over. All of it answers at
// once.

package import SluiceCore
package import SystemPackage

extension KernelDriver {
  /// sendmsg(2) with SCM_RIGHTS: the count of bytes, or a negated errno. One system call.
  package func send(
    to descriptor: Descriptor, from bytes: LentBytes, along descriptors: [Int32],
    address: SocketAddress? = nil
  ) -> Int32 {
    do {
      return SystemCalls.send(
        descriptor.rawValue, bytes, descriptors: descriptors,
        to: try address.map { address throws(Errno) in try KernelAddress(address) })
    } catch {
      return -error.rawValue
    }
  }

  /// recvmsg(2) with room for `limit` descriptors, 0 to 253. One system call.
  package func receiveRights(
    from descriptor: Descriptor, into room: LentBytes, limit: Int, isDatagram: Bool
  ) -> ReceivedRights {
    let received = SystemCalls.receiveRights(
      descriptor.rawValue, room, limit: limit, flags: isDatagram ? SystemCalls.trueLength : 0)
    if received.result == -Errno.wouldBlock.rawValue { noteDrained(descriptor) }
    return received
  }

  /// socketpair(2) of local sockets. One system call.
  package func pair(_ kind: SocketKind) throws(Errno) -> (Descriptor, Descriptor) {
    let (first, second) = try SystemCalls.pair(kind, flags: socketFlags)
    let ends = (Descriptor(rawValue: first), Descriptor(rawValue: second))
    // New numbers carry no memory of their last use.
    noteForeign(ends.0)
    noteForeign(ends.1)
    return ends
  }

  /// getsockopt(2) of SO_PEERCRED. One system call.
  package func peerCredentials(of descriptor: Descriptor) throws(Errno) -> PeerCredentials {
    try SystemCalls.peerCredentials(descriptor.rawValue)
  }

  /// What a descriptor that somebody else made is. Four system calls at most.
  package func facts(of fd: Int32) throws(Errno) -> SocketFacts {
    try SocketFacts(of: Descriptor(rawValue: fd))
  }

  /// Takes a descriptor over that somebody else made, or a duplicate of it: close-on-exec, and otherwise
  /// as it is. Two system calls at most. Where that fails, the caller's is as it was.
  package func adopt(_ fd: Int32, duplicating: Bool) throws(Errno) -> Descriptor {
    let own: Int32
    if duplicating {
      own = try SystemCalls.duplicate(fd)
    } else {
      try SystemCalls.closeOnExec(fd)
      own = fd
    }
    let descriptor = Descriptor(rawValue: own)
    noteForeign(descriptor)
    return descriptor
  }
}
