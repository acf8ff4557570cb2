// A socket address in the form in which the kernel reads and writes it.
//
// Invariant: the first `length` bytes of `storage` are a whole address of one of the three
// families, or were written by the kernel.

import CURing
import Glibc
import SystemPackage

/// `sockaddr_storage` and the length that goes with it.
struct KernelAddress {
  /// The bytes; what follows the address is zero.
  private(set) var storage = sockaddr_storage()
  /// How many of them are the address.
  private(set) var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

  /// The longest name of a local socket: a path ends with a NUL, an abstract name starts with one.
  static let longestName = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  /// Where a local address's name starts.
  private static let nameOffset = MemoryLayout<sockaddr_un>.size - longestName - 1

  /// Room for the kernel to write an address to.
  init() {}

  /// The address that `pointer` leads to, `length` bytes, or as much of it as any address has.
  init(copying pointer: UnsafePointer<sockaddr>, length count: socklen_t) {
    length = min(count, socklen_t(MemoryLayout<sockaddr_storage>.size))
    // Whoever lends the address says how long it is; the storage is as long as the bound above.
    unsafe withUnsafeMutableBytes(of: &storage) {
      unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: Int(length)))
    }
  }

  /// An address that the kernel wrote elsewhere, with its length.
  init(copying storage: sockaddr_storage, length: socklen_t) {
    self.storage = storage
    self.length = min(length, socklen_t(MemoryLayout<sockaddr_storage>.size))
  }

  /// The kernel's form of `address`. ENAMETOOLONG for a local name longer than 107 bytes, EINVAL
  /// for a path that is empty or holds a NUL.
  init(_ address: SocketAddress) throws(Errno) {
    switch address {
    case .ipv4(let host, let port):
      var ipv4 = sockaddr_in()
      ipv4.sin_family = sa_family_t(AF_INET)
      ipv4.sin_port = port.bigEndian
      ipv4.sin_addr.s_addr = host.value.bigEndian
      store(ipv4)
    case .ipv6(let host, let port, let scope):
      var ipv6 = sockaddr_in6()
      ipv6.sin6_family = sa_family_t(AF_INET6)
      ipv6.sin6_port = port.bigEndian
      ipv6.sin6_scope_id = scope
      ipv6.sin6_addr = host.systemValue
      store(ipv6)
    case .local(let path):
      guard !path.isEmpty, !path.utf8.contains(0) else { throw .invalidArgument }
      try storeName(Array(path.utf8), at: 0)
    case .abstract(let name):
      try storeName(name, at: 1)
    case .unnamed:
      storage.ss_family = sa_family_t(AF_UNIX)
      length = socklen_t(Self.nameOffset)
    }
  }

  /// The address. EAFNOSUPPORT for a family that `SocketAddress` does not know. A path that is not
  /// UTF-8 is repaired.
  func socketAddress() throws(Errno) -> SocketAddress {
    // What the kernel says of a datagram from a local socket without a name.
    guard length > 0 else { return .unnamed }
    switch Int32(storage.ss_family) {
    case AF_INET:
      let ipv4 = load(sockaddr_in.self)
      return .ipv4(
        IPv4Address(value: UInt32(bigEndian: ipv4.sin_addr.s_addr)),
        port: UInt16(bigEndian: ipv4.sin_port))
    case AF_INET6:
      let ipv6 = load(sockaddr_in6.self)
      return .ipv6(
        IPv6Address(ipv6.sin6_addr), port: UInt16(bigEndian: ipv6.sin6_port),
        scope: ipv6.sin6_scope_id)
    case AF_UNIX: return localAddress()
    default: throw .addressFamilyNotSupported
    }
  }

  /// Lends the address to a C call that reads one.
  func withPointer<R>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
  ) -> R {
    // The C idiom: every call takes a `sockaddr` and reads `length` bytes by its family. The
    // pointer is valid for the length of `body`.
    unsafe withUnsafePointer(to: storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
    }
  }

  /// Lends the whole storage to a C call that writes an address.
  mutating func fill(
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> Int32 {
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var written = length
    // As above; the kernel writes no more than it is told there is room for.
    let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, &written)
      }
    }
    length = min(written, length)
    return result
  }

  /// `T` is a plain C structure: `sockaddr_in` or `sockaddr_in6`.
  private mutating func store<T>(_ address: T) {
    // `sockaddr_storage` has room, and the alignment, for an address of any family.
    unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: address, as: T.self) }
    length = socklen_t(MemoryLayout<T>.size)
  }

  private func load<T>(_ type: T.Type) -> T {
    // As above; any bytes are a value of these plain C structures.
    unsafe withUnsafeBytes(of: storage) { unsafe $0.load(as: type) }
  }

  /// A name, with the NUL that ends it (`start` 0) or begins it (`start` 1).
  private mutating func storeName(_ name: [UInt8], at start: Int) throws(Errno) {
    guard name.count <= Self.longestName else { throw .fileNameTooLong }
    storage.ss_family = sa_family_t(AF_UNIX)
    // At most 1 + 107 bytes behind the family: within `sockaddr_un`, which fits.
    unsafe withUnsafeMutableBytes(of: &storage) {
      unsafe $0[(Self.nameOffset + start)...].copyBytes(from: name)
    }
    length = socklen_t(Self.nameOffset + name.count + 1)
  }

  private func localAddress() -> SocketAddress {
    // `fill` keeps the length within the storage.
    let name = unsafe withUnsafeBytes(of: storage) {
      unsafe Array($0[..<Int(length)].dropFirst(Self.nameOffset))
    }
    guard let first = name.first else { return .unnamed }
    if first == 0 { return .abstract(Array(name.dropFirst())) }
    return .local(path: String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
  }
}

extension IPv6Address {
  /// The address in network order.
  var systemValue: in6_addr {
    // Sixteen bytes either way.
    unsafe unsafeBitCast((high.bigEndian, low.bigEndian), to: in6_addr.self)
  }

  /// The address that the kernel wrote.
  init(_ address: in6_addr) {
    // Sixteen bytes either way.
    let halves = unsafe unsafeBitCast(address, to: (UInt64, UInt64).self)
    self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1))
  }
}
