// Why a name was not looked up.

public import SystemPackage

/// A lookup that failed: of what, and why.
public struct ResolverError: Error, Hashable, Sendable {
  /// What was looked up.
  public enum Subject: Hashable, Sendable {
    /// The addresses of a host.
    case host(String)
    /// The name of an address.
    case address(SocketAddress)
    /// The port of a service, of one protocol (`tcp`) or of any.
    case service(String, over: String?)
    /// The service of a port.
    case port(UInt16, over: String?)
    /// A protocol by its name.
    case protocolName(String)
    /// A protocol by its number.
    case protocolNumber(Int)
  }

  /// Why.
  public enum Reason: Hashable, Sendable {
    /// There is no such name (EAI_NONAME); of an address: it has none.
    case noSuchName
    /// The name exists and has no address, or none of the family that was asked for (EAI_NODATA,
    /// EAI_ADDRFAMILY).
    case noData
    /// No answer, or a server that could not tell: later perhaps (EAI_AGAIN).
    case tryAgain
    /// A server refused, or answered nonsense: no hope (EAI_FAIL).
    case failure
    /// There is no such service (EAI_SERVICE), or none at that port.
    case noSuchService
    /// There is no such protocol.
    case noSuchProtocol
    /// What no name can be: empty, or with a NUL. Nothing was asked.
    case invalidName
    /// A system call failed (EAI_SYSTEM, EAI_MEMORY).
    case system(Errno)
    /// Another error of getaddrinfo(3) or getnameinfo(3), by number.
    case other(Int)
    /// The calling task was cancelled.
    case cancelled
    /// The deadline passed first.
    case timedOut
    /// The loop on which the task waited was shut down.
    case closed
  }

  /// What was looked up.
  public var subject: Subject
  /// Why it was not found.
  public var reason: Reason

  /// An error of that lookup.
  public init(_ subject: Subject, _ reason: Reason) {
    (self.subject, self.reason) = (subject, reason)
  }
}

extension ResolverError: CustomStringConvertible {
  /// One line: `host "nowhere.example": there is no such name`. What was asked for is quoted and
  /// escaped.
  public var description: String { "\(subject): \(reason)" }
}

extension ResolverError.Subject: CustomStringConvertible {
  /// `host "example.org"`, `service "http" over "tcp"`.
  public var description: String {
    switch self {
    case .host(let name): "host \(name.debugDescription)"
    case .address(let address): "address \(address)"
    case .service(let name, let over): "service \(name.debugDescription)\(Self.over(over))"
    case .port(let port, let over): "port \(port)\(Self.over(over))"
    case .protocolName(let name): "protocol \(name.debugDescription)"
    case .protocolNumber(let number): "protocol number \(number)"
    }
  }

  private static func over(_ name: String?) -> String {
    name.map { " over \($0.debugDescription)" } ?? ""
  }
}

extension ResolverError.Reason: CustomStringConvertible {
  /// What happened, in words.
  public var description: String {
    switch self {
    case .noSuchName: "there is no such name"
    case .noData: "it has no address of the kind that was asked for"
    case .tryAgain: "no server could tell, later one may"
    case .failure: "the lookup failed for good"
    case .noSuchService: "there is no such service"
    case .noSuchProtocol: "there is no such protocol"
    case .invalidName: "that is empty, or holds a NUL"
    case .system(let errno): "\(errno) (\(errno.name))"
    case .other(let number): "the resolver's error \(number)"
    case .cancelled: "the task was cancelled while it waited"
    case .timedOut: "the time was up"
    case .closed: "the loop was shut down"
    }
  }
}
