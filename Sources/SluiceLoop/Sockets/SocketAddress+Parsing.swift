// Addresses from text. Names are not looked up here: every host is a number.

import SystemPackage

extension SocketAddress {
  /// The address that `text` spells: `127.0.0.1:7000`, `[::1]:7000`, `[fe80::1%2]:7000` (the scope
  /// by number or by the name of an interface), `unix:/path` or `unix:@abstract`. In an abstract
  /// name `\x00` stands for the byte with that hexadecimal number and `\\` for a backslash.
  ///
  /// Throws `IOError(.resolve, …)` with `EINVAL`, or `ENAMETOOLONG` for a local name longer than 107
  /// bytes; its `detail` says which text and why. No system call, but for the name of an interface.
  public init(parsing text: String) throws(IOError) {
    do throws(AddressText.Problem) {
      self = try AddressText.address(text)
    } catch {
      throw error.reported(for: text)
    }
  }

  /// The address of a numeric `host` (`127.0.0.1`, `::1`, `fe80::1%eth0`) and a `port`.
  ///
  /// A name such as `localhost` is not looked up: `IOError(.resolve, EINVAL)`, as for a port
  /// outside of 0...65535; its `detail` says which text and why.
  public static func parse(host: String, port: Int) throws(IOError) -> SocketAddress {
    do throws(AddressText.Problem) {
      guard let port = UInt16(exactly: port) else {
        throw AddressText.Problem("the port is not within 0...65535")
      }
      return try AddressText.numeric(host, port: port)
    } catch {
      throw error.reported(for: "\(host):\(port)")
    }
  }
}

/// The grammar of addresses.
private enum AddressText {
  /// Why a text is not an address.
  struct Problem: Error {
    var errno = Errno.invalidArgument
    var reason: String

    init(_ reason: String) { self.reason = reason }

    func reported(for text: String) -> IOError {
      // Quoted and escaped: the text may come from anywhere and goes to a log.
      IOError(.resolve, errno, detail: "\(text.debugDescription): \(reason)")
    }
  }

  static func address(_ text: String) throws(Problem) -> SocketAddress {
    if text.hasPrefix("unix:") { return try local(text.dropFirst(5)) }
    guard let colon = text.lastIndex(of: ":") else { throw Problem("there is no port") }
    let host = text[..<colon]
    let port = try port(text[text.index(after: colon)...])
    if host.hasPrefix("["), host.hasSuffix("]") {
      let inside = host.dropFirst().dropLast()
      guard inside.contains(":") else { throw Problem("only an IPv6 address is put in brackets") }
      return try ipv6(inside, port: port)
    }
    guard !host.contains(":") else { throw Problem("an IPv6 address is put in brackets") }
    return try ipv4(host, port: port)
  }

  static func numeric(_ host: String, port: UInt16) throws(Problem) -> SocketAddress {
    host.contains(":") ? try ipv6(host[...], port: port) : try ipv4(host[...], port: port)
  }

  private static func port(_ text: Substring) throws(Problem) -> UInt16 {
    guard AddressDigits.isNumber(text), let port = UInt16(text) else {
      throw Problem("the port is not a number within 0...65535")
    }
    return port
  }

  private static func ipv4(_ text: Substring, port: UInt16) throws(Problem) -> SocketAddress {
    guard let address = IPv4Address(text) else {
      throw Problem("\(String(text).debugDescription) is not a numeric address, which is needed")
    }
    return .ipv4(address, port: port)
  }

  private static func ipv6(_ text: Substring, port: UInt16) throws(Problem) -> SocketAddress {
    let percent = text.firstIndex(of: "%")
    let host = text[..<(percent ?? text.endIndex)]
    guard let address = IPv6Address(host) else {
      throw Problem("\(String(host).debugDescription) is not a numeric address, which is needed")
    }
    let scope = if let percent { try scope(text[text.index(after: percent)...]) } else { UInt32(0) }
    return .ipv6(address, port: port, scope: scope)
  }

  private static func scope(_ text: Substring) throws(Problem) -> UInt32 {
    guard let scope = IPAddress.scope(text) else {
      throw Problem("there is no network interface \(String(text).debugDescription)")
    }
    return scope
  }

  private static func local(_ text: Substring) throws(Problem) -> SocketAddress {
    if text.hasPrefix("@") {
      let name = try unescaped(text.dropFirst())
      try checkLength(name.count)
      return .abstract(name)
    }
    guard !text.isEmpty else { throw Problem("there is no path") }
    guard !text.utf8.contains(0) else { throw Problem("the path holds a NUL") }
    try checkLength(text.utf8.count)
    return .local(path: String(text))
  }

  private static func checkLength(_ count: Int) throws(Problem) {
    guard count > KernelAddress.longestName else { return }
    var problem = Problem("a local name is at most 107 bytes long, this one has \(count)")
    problem.errno = .fileNameTooLong
    throw problem
  }

  private static func unescaped(_ text: Substring) throws(Problem) -> [UInt8] {
    var bytes = text.utf8.makeIterator()
    var name: [UInt8] = []
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "\\") else {
        name.append(byte)
        continue
      }
      switch bytes.next() {
      case UInt8(ascii: "\\"): name.append(byte)
      case UInt8(ascii: "x"):
        let digits = [bytes.next(), bytes.next()].compactMap { $0 }
        guard digits.count == 2,
          digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
          let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { fallthrough }
        name.append(value)
      default: throw Problem("a backslash is followed by another, or by x and two digits")
      }
    }
    return name
  }
}
