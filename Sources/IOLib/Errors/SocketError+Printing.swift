// What an error says in a log: one line, with text from elsewhere quoted and escaped.

import SluiceLoop

extension SocketError: CustomStringConvertible {
  /// One line, enough to act on: `connect →127.0.0.1:80: Connection refused (ECONNREFUSED)`.
  public var description: String {
    if let systemError {
      if case .hangup = self { return "the other end takes no output: \(systemError)" }
      return systemError.description
    }
    if let lookupError { return lookupError.description }
    return rest
  }

  /// The conditions that are neither the kernel's nor the resolver's.
  private var rest: String {
    switch self {
    case .pollTimeout(let timeout): timeout.description
    case .endOfFile(let received): "end of file after \(received) of what was asked for"
    case .noCharactersToUnread: "no character to unread: none was read by itself just before"
    case .text(let error): "\(error)"
    case .closed(let operation): "\(operation.rawValue): the socket is closed"
    case .parseError(let text): "\(text.debugDescription) spells no address and no number that fits"
    case .invalidArgument(let argument): argument.description
    case .inapplicableArgument(let name, let kind): "\(kind)s take no argument \(name)"
    case .wrongKind(let operation, let kind): "\(operation.rawValue): not done by \(kind)s"
    default: preconditionFailure("an error of the kernel or of a lookup")
    }
  }
}

extension PollTimeout: CustomStringConvertible {
  /// `connect →127.0.0.1:80: not done within 2.0 seconds`
  public var description: String {
    var line = operation.rawValue
    if local != nil || peer != nil { line += " " }
    if let local { line += local.description }
    if let peer { line += "→\(peer)" }
    return line + ": not done within \(timeout)"
  }
}

extension InvalidArgument: CustomStringConvertible {
  /// `port: 70000 is not within 0...65535`
  public var description: String { "\(name): \(problem)" }
}
