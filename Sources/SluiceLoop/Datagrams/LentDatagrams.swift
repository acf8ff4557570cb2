// A batch as it goes down to a driver, for the length of one call that does not wait.

import CURing
import Glibc
import SystemPackage

/// Some entries of a batch, lent by a call that holds the batch until it returns.
///
/// No operation keeps it: the kernel is asked without waiting, and is done with the memory when the
/// call is.
@safe
public struct LentDatagrams: @unchecked Sendable {
  // Sendable: addresses and a count. The one task that holds the batch holds the loan.
  let messages: UnsafeMutablePointer<curing_message>
  let vectors: UnsafeMutablePointer<iovec>
  let addresses: UnsafeMutablePointer<sockaddr_storage>
  /// How many entries there are.
  public let count: Int
  let datagramSize: Int

  /// Without the first `count`, which have been moved already.
  package func dropping(_ count: Int) -> LentDatagrams {
    precondition(0...self.count ~= count, "dropping more datagrams than were lent")
    // In bounds by the line above.
    return unsafe LentDatagrams(
      messages: messages + count, vectors: vectors + count, addresses: addresses + count,
      count: self.count - count, datagramSize: datagramSize)
  }

  /// Where the first is to go; nil: to the peer.
  var firstAddress: SocketAddress? {
    // There is one by the first condition.
    guard count > 0, unsafe messages[0].header.msg_name != nil else { return nil }
    let length = unsafe messages[0].header.msg_namelen
    return unsafe try? KernelAddress(copying: addresses[0], length: length).socketAddress()
  }

  /// How many bytes the first `count` have.
  func sum(of count: Int) -> Int {
    var sum = 0
    // As many as the kernel has said to have moved, which are no more than were lent.
    for index in 0..<count { unsafe sum &+= Int(vectors[index].iov_len) }
    return sum
  }
}

extension DatagramBatch {
  /// Lends all room, made ready to be received into. `received` must follow.
  package mutating func lendRoom() -> LentDatagrams {
    for index in 0..<used {
      // In bounds: `used` never exceeds the capacity.
      unsafe vectors[index].iov_len = datagramSize
      unsafe messages[index].header.msg_name = UnsafeMutableRawPointer(addresses + index)
      unsafe messages[index].header.msg_namelen = Self.addressRoom
    }
    (used, count, sentCount) = (0, 0, 0)
    return lend(capacity)
  }

  /// So many datagrams came into the room that was lent.
  package mutating func received(_ count: Int) {
    self.count = count
    used = count
  }

  /// Lends what is in the batch. `sent` must follow.
  package mutating func lendContents() -> LentDatagrams { lend(count) }

  /// So many datagrams have left.
  package mutating func sent(_ count: Int) { sentCount = count }

  private func lend(_ count: Int) -> LentDatagrams {
    unsafe LentDatagrams(
      messages: messages, vectors: vectors, addresses: addresses, count: count,
      datagramSize: datagramSize)
  }
}
