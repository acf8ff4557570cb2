// Addresses as text, in the forms that `init(parsing:)` reads.

extension SocketAddress: CustomStringConvertible {
  /// The form that `init(parsing:)` reads back: `127.0.0.1:7000`, `[::1]:7000` (RFC 5952),
  /// `[fe80::1%2]:7000`, `unix:/path`, `unix:@abstract`. A name that starts with `@` in the working
  /// directory prints as `unix:./@…`; a local socket without a name, which nobody can reach, as
  /// `(unnamed)`.
  public var description: String {
    switch self {
    case .ipv4(let host, let port): "\(host):\(port)"
    case .ipv6(let host, let port, 0): "[\(host)]:\(port)"
    case .ipv6(let host, let port, let scope): "[\(host)%\(scope)]:\(port)"
    case .local(let path): path.hasPrefix("@") ? "unix:./\(path)" : "unix:\(path)"
    case .abstract(let name): "unix:@\(Self.escaped(name))"
    case .unnamed: "(unnamed)"
    }
  }

  /// UTF-8 as it is; control characters, and the bytes of what is not UTF-8, by number.
  private static func escaped(_ name: [UInt8]) -> String {
    guard let text = String(validating: name, as: UTF8.self) else {
      return name.map { $0 < 0x80 ? escaped(Unicode.Scalar($0)) : numbered($0) }.joined()
    }
    return text.unicodeScalars.map(escaped).joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\\": #"\\"#
    case "\0"..<" ", "\u{7f}": numbered(UInt8(truncatingIfNeeded: scalar.value))
    default: String(scalar)
    }
  }

  private static func numbered(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return (byte < 16 ? #"\x0"# : #"\x"#) + digits
  }
}
