// Datagrams on a driver over the real kernel: calls that answer at once.
//
// io_uring has no operation for many datagrams, and one operation each costs more than one call for
// many: whoever finds nothing waits by `poll` and asks again.

package import SluiceCore
package import SystemPackage

extension KernelDriver {
  /// recvmmsg(2) without waiting: how many datagrams came, or a negated errno. With `peeking` at most
  /// one, which stays. One system call.
  package func receive(
    from descriptor: Descriptor, into room: LentDatagrams, peeking: Bool
  ) -> Int32 {
    let result = SystemCalls.receive(descriptor.rawValue, room, peeking: peeking)
    let isShort = !peeking && result > 0 && Int(result) < room.count
    if isShort || result == -Errno.wouldBlock.rawValue { noteDrained(descriptor) }
    return result
  }

  /// sendmmsg(2) without waiting: how many datagrams left, or a negated errno. One system call.
  package func send(to descriptor: Descriptor, from datagrams: LentDatagrams) -> Int32 {
    SystemCalls.send(descriptor.rawValue, datagrams)
  }

  /// recvmsg(2) of one datagram without waiting; the result is its true length. One system call.
  package func receiveDatagram(
    from descriptor: Descriptor, into room: LentBytes, peeking: Bool
  ) -> DatagramReceipt {
    let receipt = SystemCalls.receiveDatagram(descriptor.rawValue, room, peeking: peeking)
    if receipt.result == -Errno.wouldBlock.rawValue { noteDrained(descriptor) }
    return receipt
  }

  /// sendmsg(2) of one datagram without waiting; nil: to the peer. One system call.
  package func sendDatagram(
    to descriptor: Descriptor, from bytes: LentBytes, address: SocketAddress?
  ) -> Int32 {
    guard let address else { return SystemCalls.sendDatagram(descriptor.rawValue, bytes, to: nil) }
    do {
      return SystemCalls.sendDatagram(descriptor.rawValue, bytes, to: try KernelAddress(address))
    } catch {
      return -error.rawValue
    }
  }

  /// connect(2) of a datagram socket, which does not wait; nil: without a peer from now on. One system
  /// call.
  package func setPeer(of descriptor: Descriptor, to address: SocketAddress?) throws(Errno) {
    let result =
      if let address {
        SystemCalls.connect(descriptor.rawValue, try KernelAddress(address))
      } else {
        SystemCalls.disconnect(descriptor.rawValue)
      }
    guard result == 0 else { throw Errno(rawValue: -result) }
  }
}
