// Interfaces from the system: getifaddrs(3), if_nametoindex(3), if_indextoname(3).

import CURing
import Glibc
import SystemPackage

extension NetworkInterface {
  /// All interfaces, by their numbers, with their addresses. getifaddrs(3): a few system calls, which
  /// do not block.
  ///
  /// - Throws: `IOError` of `.interface`.
  public static func all() throws(IOError) -> [NetworkInterface] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard unsafe getifaddrs(&list) == 0 else {
      throw IOError(.interface, SystemCalls.lastError)
    }
    defer { unsafe freeifaddrs(list) }
    var found: [String: NetworkInterface] = [:]
    var next = unsafe list
    // The list is the C library's until `freeifaddrs`.
    while let entry = unsafe next {
      unsafe next = entry.pointee.ifa_next
      // What comes after a colon is the label of an IPv4 address (`eth0:1`), no interface's name.
      let label = unsafe String(cString: entry.pointee.ifa_name)
      let name = String(label.prefix { $0 != ":" })
      let interface =
        found[name]
        ?? NetworkInterface(
          // Gone meanwhile, it has no number any more.
          name: name, index: unsafe if_nametoindex(name),
          flags: Flags(rawValue: unsafe entry.pointee.ifa_flags))
      found[name] = interface
      if let address = unsafe Address(entry.pointee) { found[name]?.addresses.append(address) }
    }
    return found.values.filter { $0.index > 0 }.sorted { $0.index < $1.index }
  }

  /// The interface of that name, with its addresses. The calls of `all`.
  ///
  /// - Throws: `IOError` of `.interface`: ENODEV for a name that no interface has.
  public static func named(_ name: String) throws(IOError) -> NetworkInterface {
    let index = try index(of: name)
    guard let interface = try all().first(where: { $0.index == index }) else {
      throw unknown(name.debugDescription)
    }
    return interface
  }

  /// The interface with that number, with its addresses. The calls of `all`.
  ///
  /// - Throws: `IOError` of `.interface`: ENODEV for a number that no interface has.
  public static func withIndex(_ index: UInt32) throws(IOError) -> NetworkInterface {
    guard let interface = try all().first(where: { $0.index == index }) else {
      throw unknown("number \(index)")
    }
    return interface
  }

  /// The number of the interface of that name. if_nametoindex(3)
  ///
  /// - Throws: `IOError` of `.interface`: ENODEV for a name that no interface has.
  public static func index(of name: String) throws(IOError) -> UInt32 {
    // It reads a C string, so a NUL would cut the name; 0 is no interface's number.
    let index = name.utf8.contains(0) ? 0 : unsafe if_nametoindex(name)
    guard index > 0 else { throw unknown(name.debugDescription) }
    return index
  }

  /// The name of the interface with that number. if_indextoname(3)
  ///
  /// - Throws: `IOError` of `.interface`: ENODEV for a number that no interface has.
  public static func name(of index: UInt32) throws(IOError) -> String {
    var name = [CChar](repeating: 0, count: SystemCalls.longestOptionText + 1)
    // It writes at most IFNAMSIZ bytes, which the array has, with the NUL.
    guard unsafe if_indextoname(index, &name) != nil else { throw unknown("number \(index)") }
    return SystemNames.text(name)
  }

  private static func unknown(_ what: String) -> IOError {
    IOError(
      .interface, .operationNotSupportedByDevice, detail: "there is no network interface \(what)")
  }
}

extension NetworkInterface.Address {
  /// An entry's address, if it has one of ours; all that the entry leads to is alive.
  fileprivate init?(_ entry: ifaddrs) {
    guard let address = unsafe Self.host(entry.ifa_addr) else { return nil }
    let other = unsafe Self.host(entry.ifa_ifu.ifu_dstaddr)
    let flags = NetworkInterface.Flags(rawValue: unsafe entry.ifa_flags)
    let mask = unsafe Self.host(entry.ifa_netmask)
    self.init(
      address: address,
      prefixLength: mask?.octets.reduce(0) { $0 + $1.nonzeroBitCount } ?? address.octets.count * 8,
      broadcast: flags.contains(.broadcast) ? other : nil,
      peer: flags.contains(.pointToPoint) ? other : nil)
  }

  /// Null, or an address of any family, alive; its family says how long it is.
  private static func host(_ pointer: UnsafeMutablePointer<sockaddr>?) -> IPAddress? {
    guard let pointer = unsafe pointer else { return nil }
    let length: Int
    switch unsafe Int32(pointer.pointee.sa_family) {
    case AF_INET: length = MemoryLayout<sockaddr_in>.size
    case AF_INET6: length = MemoryLayout<sockaddr_in6>.size
    default: return nil
    }
    let kernel = unsafe KernelAddress(copying: pointer, length: socklen_t(length))
    return (try? kernel.socketAddress())?.host
  }
}
