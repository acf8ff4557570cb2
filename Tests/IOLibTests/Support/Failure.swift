// What went wrong, as short text that a table of cases can hold.

import Glibc
import IOLib
import SluiceLoop

/// The name of the condition that `body` throws, with what tells it from others of its name:
/// `connectionRefused`, `systemCall EPIPE`, `invalidArgument size`, `closed send`; `none` where it
/// throws nothing.
func failure<R>(_ body: () throws -> R) -> String {
  do {
    _ = try body()
    return "none"
  } catch let error as SocketError {
    return error.condition
  } catch {
    return "\(error)"
  }
}

/// Ends a process of an exit test as failed, unless `condition`.
func require(_ condition: Bool) {
  if !condition { exit(1) }
}

extension SocketError {
  /// The case's name, and what tells it from others of its name.
  var condition: String {
    switch self {
    case .systemCall(let error): "systemCall \(error.errno.name)"
    case .invalidArgument(let argument): "invalidArgument \(argument.name)"
    case .inapplicableArgument(let argument, _): "inapplicableArgument \(argument)"
    case .closed(let operation): "closed \(operation.rawValue)"
    case .wrongKind(let operation, _): "wrongKind \(operation.rawValue)"
    default: Mirror(reflecting: self).children.first?.label ?? "\(self)"
    }
  }
}
