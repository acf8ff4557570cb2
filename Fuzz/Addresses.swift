// What the C library takes for an address is one, and nothing else; what is printed is read back.

import Glibc
import SystemPackage

/// The whole input is text, in UTF-8 as far as it is.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAddresses(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = unsafe String(
    decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  checkNumbers(text)
  checkHost(text)
  checkNetwork(IPNetwork<IPv4Address>(text))
  checkNetwork(IPNetwork<IPv6Address>(text))
  checkSocketAddress(text)
  return 0
}

private func checkNumbers(_ text: String) {
  let ipv4 = IPv4Address(text)
  precondition(ipv4?.octets == bytes(text, AF_INET), "another IPv4 address")
  if let ipv4 { precondition("\(ipv4)" == printed(ipv4.octets, AF_INET), "printed otherwise") }
  let ipv6 = IPv6Address(text)
  precondition(ipv6?.octets == bytes(text, AF_INET6), "another IPv6 address")
  if let ipv6 { precondition("\(ipv6)" == printed(ipv6.octets, AF_INET6), "printed otherwise") }
}

private func checkHost(_ text: String) {
  let host = IPAddress(text)
  if let host {
    precondition(IPAddress("\(host)") == host, "another host")
    if case .ipv6(_, let scope) = host, scope != 0 { precondition(text.contains("%"), "a scope") }
    if !text.contains("%") { precondition(IPAddress(octets: host.octets) == host, "other octets") }
  }
  let address = try? SocketAddress.parse(host: text, port: 7000)
  precondition(address == host?.withPort(7000), "a host and a port are another address")
}

private func checkNetwork<Address>(_ network: IPNetwork<Address>?) {
  guard let network else { return }
  precondition(IPNetwork("\(network)") == network, "another network")
  precondition(network.contains(network.first) && network.contains(network.last), "not within")
  precondition(
    IPNetwork(containing: network.last, netmask: network.netmask) == network, "another mask")
}

private func checkSocketAddress(_ text: String) {
  let address: SocketAddress
  do { address = try SocketAddress(parsing: text) } catch {
    precondition(error.detail?.contains(text.debugDescription) == true, "it does not say what")
    return
  }
  precondition((try? SocketAddress(parsing: "\(address)")) == address, "read back as another")
  precondition((try? address.checked()) == address, "the kernel would not take it")
  let kernels = try? KernelAddress(address).socketAddress()
  precondition(kernels == address, "another one for the kernel")
}

/// What inet_pton(3) reads.
private func bytes(_ text: String, _ family: Int32) -> [UInt8]? {
  // It reads a C string.
  guard !text.utf8.contains(0) else { return nil }
  var octets = [UInt8](repeating: 0, count: family == AF_INET ? 4 : 16)
  return unsafe inet_pton(family, text, &octets) == 1 ? octets : nil
}

/// What inet_ntop(3) prints.
private func printed(_ octets: [UInt8], _ family: Int32) -> String {
  var room = [CChar](repeating: 0, count: 64)
  guard let text = unsafe inet_ntop(family, octets, &room, socklen_t(room.count)) else {
    preconditionFailure("there is room for all addresses")
  }
  return unsafe String(cString: text)
}
