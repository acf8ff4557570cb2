// How Sluice's own types are written on the command line.

public import ArgumentParser
public import Sluice

extension DriverPreference: ExpressibleByArgument {}
extension HostQuery.Families: ExpressibleByArgument {}

/// An address that has been checked: `127.0.0.1:7000`, `[::1]:7000`, `unix:/path`, `unix:@name`.
struct AddressArgument: ExpressibleByArgument {
  let address: SocketAddress

  /// Throws what is wrong with the text, as a usage error.
  static func parse(_ text: String) throws -> AddressArgument {
    do {
      return AddressArgument(address: try SocketAddress(parsing: text))
    } catch {
      throw ValidationError(error.detail ?? "\(error)")
    }
  }

  private init(address: SocketAddress) { self.address = address }

  init?(argument: String) {
    guard let parsed = try? Self.parse(argument) else { return nil }
    self = parsed
  }
}

/// An external format: `latin-1`, `utf-16le,crlf`, `us-ascii,lf,replace`.
enum FormatArgument {
  /// Throws what is unknown and what is known, as a usage error.
  static func parse(_ text: String) throws -> ExternalFormat {
    do {
      return try ExternalFormat(named: text)
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

/// The permission bits of a file: `660`.
struct ModeArgument {
  let bits: UInt32

  /// Throws what is wrong with the text, as a usage error.
  static func parse(_ text: String) throws -> ModeArgument {
    guard let bits = UInt32(text, radix: 8), bits <= 0o777 else {
      throw ValidationError("a mode is octal, 0 to 777: \(text)")
    }
    return ModeArgument(bits: bits)
  }
}
