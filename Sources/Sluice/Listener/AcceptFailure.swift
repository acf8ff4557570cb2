// What a failed accept means to whoever accepts.

import SystemPackage

/// The kinds of failures of accept4(2).
enum AcceptFailure {
  /// That connection is gone; the next one may be well.
  case transient
  /// No descriptor, no memory, a rule of the firewall: later perhaps, and not at once.
  case exhausted
  /// The listener itself is no good.
  case permanent

  init(_ errno: Errno) {
    switch errno {
    // accept(2) names these, for the errors of a network are reported by the accept.
    case .connectionAbort, .protocolError, .networkDown, .protocolNotAvailable, .hostIsDown,
      .noNetwork,
      .noRouteToHost, .networkUnreachable, .interrupted:
      self = .transient
    case .badFileDescriptor, .notSocket, .invalidArgument, .notSupportedOnSocket: self = .permanent
    // What nobody has thought of must not be tried again without a rest.
    default: self = .exhausted
    }
  }
}

extension Errno {
  /// ENONET, which SystemPackage does not name: the machine is not on the network.
  fileprivate static let noNetwork = Errno(rawValue: 64)
}
