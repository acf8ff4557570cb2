// What an error says in a log.

import CURing
public import SystemPackage

extension IOError: CustomStringConvertible {
  /// One line: `send 127.0.0.1:5000→127.0.0.1:80: Broken pipe (EPIPE)`, and the detail after a dash. An address that is not known is left out; a peer keeps its arrow.
  /// An option stands before the addresses: `setOption noDelay (TCP_NODELAY) …`.
  public var description: String {
    var line = operation.rawValue
    if let option { line += " \(option.rawValue) (\(option.symbol))" }
    if local != nil || peer != nil { line += " " }
    if let local { line += local.description }
    if let peer { line += "→\(peer)" }
    line += ": \(errno) (\(errno.name))"
    if let detail { line += " — \(detail)" }
    return line
  }
}

extension Errno {
  /// The name by which C knows the number, `ECONNREFUSED`; the number itself where there is none.
  public var name: String {
    // A pointer to text that lives as long as the process, or null.
    guard let name = unsafe curing_errno_name(rawValue) else { return "errno \(rawValue)" }
    return unsafe String(cString: name)
  }
}
