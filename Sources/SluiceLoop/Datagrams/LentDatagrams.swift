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

  /// Whether there is a first, and it is to go elsewhere than to the peer.
  package var isAddressed: Bool {
    // There is one by the first condition.
    unsafe count > 0 && messages[0].header.msg_name != nil
  }

  /// Where the first is to go; nil: to the peer.
  package var firstAddress: SocketAddress? { isAddressed ? address(at: 0) : nil }

  /// Where one of them came from or is to go; nil: to the peer. There must be one of that number.
  func address(at index: Int) -> SocketAddress? {
    // In bounds: the callers have looked. The header says how much of the address the kernel wrote.
    guard unsafe messages[index].header.msg_name != nil else { return nil }
    let length = unsafe messages[index].header.msg_namelen
    return unsafe try? KernelAddress(copying: addresses[index], length: length).socketAddress()
  }

  /// How many bytes the first `count` have.
  package func size(of count: Int) -> Int {
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

  func lend(_ count: Int) -> LentDatagrams {
    unsafe LentDatagrams(
      messages: messages, vectors: vectors, addresses: addresses, count: count,
      datagramSize: datagramSize)
  }
}
