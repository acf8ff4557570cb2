// Addresses of local sockets: a path or an abstract name.
//
// What the kernel can take is checked where an address is used, as in IOLIB, not where it is made.

public import SluiceLoop

/// The address of a local (Unix domain) socket. IOLIB's `local-address`.
///
/// A string literal is a path: `let address: LocalAddress = "/run/printer"`.
public struct LocalAddress: Hashable, Sendable {
  /// The name's bytes: of a path its UTF-8, of an abstract name what follows the NUL.
  public let bytes: [UInt8]
  /// Whether the name is one of Linux's abstract name space, not of the file system.
  /// `abstract-address-p`
  public let isAbstract: Bool

  /// The socket at `path`, or the one with that abstract name. `make-address`
  public init(_ path: String, abstract: Bool = false) {
    (bytes, isAbstract) = (Array(path.utf8), abstract)
  }

  /// The socket with that abstract name, which need not be text.
  public init(abstractName bytes: [UInt8]) {
    (self.bytes, isAbstract) = (bytes, true)
  }

  /// The local address that the kernel told; nil for an internet address. A socket without a name has
  /// the empty abstract name, as in IOLIB.
  public init?(_ address: SocketAddress) {
    switch address {
    case .local(let path): self.init(path)
    case .abstract(let name): self.init(abstractName: name)
    case .unnamed: self.init(abstractName: [])
    case .ipv4, .ipv6: return nil
    }
  }

  /// The name as text, that of an abstract socket repaired where it is not UTF-8. `address-name`
  public var name: String { String(decoding: bytes, as: UTF8.self) }

  /// The address in the form that sockets take. No system call.
  ///
  /// - Throws: `.invalidArgument` for a name of more than 107 bytes, and for a path that is empty or
  ///   holds a NUL.
  public func socketAddress() throws(SocketError) -> SocketAddress {
    let address: SocketAddress = isAbstract ? .abstract(bytes) : .local(path: name)
    do {
      return try address.checked()
    } catch {
      throw .argument("filename", error.detail ?? "\(self): \(error.errno)")
    }
  }
}

extension LocalAddress: ExpressibleByStringLiteral {
  /// The socket at that path.
  public init(stringLiteral path: String) { self.init(path) }
}

extension LocalAddress: CustomStringConvertible {
  /// `"/run/printer"`, or `@"printer"` for an abstract name; quoted and escaped.
  public var description: String {
    (isAbstract ? "@" : "") + (String(validating: bytes, as: UTF8.self)?.debugDescription ?? hidden)
  }

  /// A name that is no text, with each byte but ASCII by its number.
  private var hidden: String {
    let quoted = bytes.map { byte in
      byte < 0x80
        ? String(Unicode.Scalar(byte).escaped(asASCII: true)) : #"\x"# + String(byte, radix: 16)
    }
    return "\"" + quoted.joined() + "\""
  }
}
