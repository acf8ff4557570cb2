// Ports as arguments: everything that IOLIB calls a port designator.

/// A port: by its number or by the name of its service.
///
/// Literals are designators: `80`, `"http"`. A string of digits is a number, `"8080"`.
public enum PortDesignator: Hashable, Sendable {
  /// The number, 0...65535.
  case number(Int)
  /// A service's name, or a number in digits.
  case service(String)

  /// The number, 0...65535.
  public init(_ number: some BinaryInteger) { self = .number(Int(clamping: number)) }
  /// A service's name, or a number in digits.
  public init(_ service: String) { self = .service(service) }

  /// A service's name, or the number in digits.
  var text: String {
    switch self {
    case .number(let number): String(number)
    case .service(let name): name
    }
  }

  /// The port as a number, if it is one or spells one; nil for a name. Asks nobody.
  ///
  /// - Throws: `.invalidArgument` for a number outside of 0...65535, `.parseError` for one in digits.
  public func literal() throws(SocketError) -> UInt16? {
    switch self {
    case .number(let number):
      guard let port = UInt16(exactly: number) else {
        throw .argument("port", "\(number) is not within 0...65535")
      }
      return port
    case .service(let text):
      guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      guard let port = UInt16(text) else { throw .parseError(text) }
      return port
    }
  }

  /// The port: the number itself, listed or not, or that of the service over `protocol`, which is to be
  /// the socket's own.
  ///
  /// - Throws: what `literal()` throws; `.unknownService` for a name that is not listed.
  @available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
  public func resolve(over protocol: ServiceProtocol = .tcp) throws(SocketError) -> UInt16 {
    requirePlainThread("lookupService")
    if let port = try literal() { return port }
    return try lookupService(self, protocol: `protocol`).port
  }
}

extension PortDesignator: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// The number.
  public init(integerLiteral number: Int) { self = .number(number) }
  /// A service's name, or a number in digits.
  public init(stringLiteral service: String) { self = .service(service) }
}

extension PortDesignator: CustomStringConvertible {
  /// `80`, or `"http"`, quoted and escaped.
  public var description: String {
    switch self {
    case .number(let number): number.description
    case .service(let name): name.debugDescription
    }
  }
}
