// Putting datagrams into a batch.

import CURing
import Glibc
import SluiceCore
import SystemPackage

extension DatagramBatch {
  /// Empties the batch.
  public mutating func removeAll() {
    count = 0
    sentCount = 0
  }

  /// Adds a datagram: to `address`, or (nil) to the peer that the socket is connected to. A copy of the
  /// bytes. False, and nothing is added, where the batch is full or `bytes` are more than
  /// `datagramSize`.
  ///
  /// - Throws: as `SocketAddress.checked()`, for a local name that the kernel cannot take.
  public mutating func append(
    _ bytes: Span<UInt8>, to address: SocketAddress? = nil
  ) throws(IOError) -> Bool {
    guard !isFull, bytes.count <= datagramSize else { return false }
    if let address {
      let known: KernelAddress
      do { known = try KernelAddress(address) } catch {
        _ = try address.checked()
        throw IOError(.resolve, error, peer: address)
      }
      // In bounds: the batch is not full.
      unsafe addresses[count] = known.storage
      setAddress(at: count, length: known.length)
    } else {
      setAddress(at: count, length: nil)
    }
    add(bytes)
    return true
  }

  /// Adds a datagram that goes where the datagram `index` of another batch came from: no address is
  /// looked at. False as with the other form.
  public mutating func append(
    _ bytes: Span<UInt8>, toSenderOf index: Int, in other: borrowing DatagramBatch
  ) -> Bool {
    other.check(index)
    guard !isFull, bytes.count <= datagramSize else { return false }
    // Both in bounds by the lines above.
    let header = unsafe other.messages[index].header
    unsafe addresses[count] = other.addresses[index]
    setAddress(at: count, length: unsafe header.msg_name == nil ? nil : header.msg_namelen)
    add(bytes)
    return true
  }

  /// Changes the bytes of a datagram in place: `body` is given all of its room, and how many of the
  /// bytes are the datagram's now, and returns how many are to be. Its address stays.
  public mutating func update(
    at index: Int, _ body: (inout MutableSpan<UInt8>, _ count: Int) -> Int
  ) {
    check(index)
    // The datagram's own room, which nobody else names while the batch is changed.
    let room = unsafe UnsafeMutableBufferPointer(start: start(of: index), count: datagramSize)
    var span = unsafe room.mutableSpan
    let size = body(&span, size(at: index))
    precondition(0...datagramSize ~= size, "a datagram of \(size) bytes in \(datagramSize)")
    // In bounds by the first line.
    unsafe vectors[index].iov_len = size
  }

  private mutating func add(_ bytes: Span<UInt8>) {
    // The room of a datagram, which is as long as `bytes` at least, and elsewhere.
    unsafe bytes.withUnsafeBytes { source in
      if let first = source.baseAddress {
        unsafe memcpy(start(of: count), first, source.count)
      }
    }
    // In bounds: the caller has looked.
    unsafe vectors[count].iov_len = bytes.count
    unsafe messages[count].header.msg_flags = 0
    unsafe messages[count].length = UInt32(bytes.count)
    count += 1
    used = max(used, count)
  }

  /// Nil: none.
  private func setAddress(at index: Int, length: socklen_t?) {
    // In bounds: the callers have looked.
    unsafe messages[index].header.msg_name =
      length == nil ? nil : UnsafeMutableRawPointer(addresses + index)
    unsafe messages[index].header.msg_namelen = length ?? 0
  }
}
