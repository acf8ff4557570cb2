// Many datagrams in one block of memory, in the form in which the kernel takes and gives them.
//
// Invariant: `messages[i]`, `vectors[i]`, `addresses[i]` and the `stride` bytes from `i * stride` on
// belong to the datagram `i`; a message's header points to its own vector and address and to nothing
// else. Both blocks live as long as the value, and never move.

import CURing
import Glibc
import SluiceCore
import SystemPackage

/// Room for a number of datagrams and their addresses, allocated once and used over and over.
///
/// `DatagramSocket.receive(into:)` fills one, `DatagramSocket.send(_:)` sends what is in one; what was
/// received goes back to its senders if it is sent as it is. It belongs to one task at a time.
@safe
public struct DatagramBatch: ~Copyable {
  /// The most datagrams in it.
  public let capacity: Int
  /// The most bytes of a datagram. What is longer is received in part.
  public let datagramSize: Int
  /// How many datagrams are in it.
  public internal(set) var count = 0
  /// How many of them the last `send` has handed to the kernel.
  public internal(set) var sentCount = 0

  /// So many entries are not in the state in which they can be received into.
  var used = 0
  let stride: Int
  let bytes: BufferMemory
  private let table: BufferMemory

  let messages: UnsafeMutablePointer<curing_message>
  let vectors: UnsafeMutablePointer<iovec>
  let addresses: UnsafeMutablePointer<sockaddr_storage>

  /// The largest datagram of UDP over IPv4, rounded up. Local datagrams may be longer.
  public static let largestDatagram = 65_536
  /// The most that one call of the kernel takes: UIO_MAXIOV.
  public static let maximumCapacity = 1024

  /// Empty room for `capacity` datagrams, 1 to 1024, of `datagramSize` bytes each, 1 to 1 GiB. What is
  /// not used of it does not become resident.
  public init(capacity: Int = 64, datagramSize: Int = largestDatagram) {
    precondition(1...Self.maximumCapacity ~= capacity, "a batch of \(capacity) datagrams")
    precondition(1...(1 << 30) ~= datagramSize, "datagrams of \(datagramSize) bytes")
    self.capacity = capacity
    self.datagramSize = datagramSize
    // Whole cache lines, and never a multiple of a page: the beginnings of all datagrams would share
    // one set of a cache.
    let lines = (datagramSize + 63) / 64
    stride = (lines.isMultiple(of: 2) ? lines + 1 : lines) * 64
    bytes = BufferMemory(capacity: capacity * stride)
    // Of sizes alone: no pointer is followed.
    let entry =
      unsafe MemoryLayout<sockaddr_storage>.stride + MemoryLayout<curing_message>.stride
      + MemoryLayout<iovec>.stride
    table = BufferMemory(capacity: capacity * entry)
    // Three arrays behind each other in a block as long as all of them; it is aligned to 16 bytes, and
    // so is, the sizes of the first two being multiples of 8, what each needs.
    unsafe addresses = table.base.bindMemory(to: sockaddr_storage.self, capacity: capacity)
    unsafe messages = UnsafeMutableRawPointer(addresses + capacity)
      .bindMemory(to: curing_message.self, capacity: capacity)
    unsafe vectors = UnsafeMutableRawPointer(messages + capacity)
      .bindMemory(to: iovec.self, capacity: capacity)
    for index in 0..<capacity { link(index) }
  }

  private func link(_ index: Int) {
    // Within the three arrays: `index` is less than the capacity.
    unsafe (addresses + index).initialize(to: sockaddr_storage())
    unsafe (vectors + index).initialize(
      to: iovec(iov_base: bytes.base + index * stride, iov_len: datagramSize))
    var message = unsafe curing_message()
    unsafe message.header.msg_name = UnsafeMutableRawPointer(addresses + index)
    unsafe message.header.msg_namelen = Self.addressRoom
    unsafe message.header.msg_iov = vectors + index
    unsafe message.header.msg_iovlen = 1
    unsafe (messages + index).initialize(to: message)
  }

  static var addressRoom: socklen_t { socklen_t(MemoryLayout<sockaddr_storage>.size) }

  /// Whether there is none in it.
  public var isEmpty: Bool { count == 0 }
  /// Whether there is no room for another.
  public var isFull: Bool { count == capacity }

  /// Traps where there is no datagram of that number.
  func check(_ index: Int) {
    precondition(index >= 0 && index < count, "no such datagram: \(index) of \(count)")
  }
}
