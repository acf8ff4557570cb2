// Descriptors that came from another process, until somebody takes them.

import SluiceLoop
import SystemPackage

/// Descriptors that were received, each open and close-on-exec. Those that nobody has taken are closed
/// with this value.
public struct PassedDescriptors: ~Copyable, Sendable {
  private var left: [CInt]

  init(_ descriptors: [CInt]) { left = descriptors }

  deinit {
    for descriptor in left { ReceivedRights.close(descriptor) }
  }

  /// How many are left.
  public var count: Int { left.count }

  /// Whether none is left, or none came.
  public var isEmpty: Bool { left.isEmpty }

  /// The next one, in the order in which they were sent; from now on it is the caller's to close.
  public mutating func take() -> CInt? {
    left.isEmpty ? nil : left.removeFirst()
  }

  /// All that are left; from now on they are the caller's to close.
  public mutating func takeAll() -> [CInt] {
    defer { left = [] }
    return left
  }

  /// The most that one message carries (SCM_MAX_FD).
  public static let maximumCount = ReceivedRights.maximumCount

  /// Why so many cannot be sent on a socket of that family; nil where they can. The kernel ignores them
  /// on sockets that are not local, and would send none as if nothing had been asked.
  static func refusal(
    of count: Int, on family: SocketFamily?
  ) -> (errno: Errno, detail: String)? {
    if family == .local, 1...maximumCount ~= count { return nil }
    return (.invalidArgument, "1 to \(maximumCount) descriptors on a local socket, not \(count)")
  }
}

extension ReceivedRights {
  /// Where not all descriptors of the message came, closes those that did, and says why.
  mutating func refuse(limit: Int) -> (errno: Errno, detail: String)? {
    guard lostSome else { return nil }
    let count = descriptors.count
    for descriptor in descriptors { Self.close(descriptor) }
    descriptors = []
    // The kernel stops where the process may have no more; it does not say that it was that.
    return count == limit
      ? (.messageTooLong, "more than \(limit) descriptors came; all of them are closed")
      : (
        .tooManyOpenFiles,
        "of the descriptors that came only \(count) could be opened; they are closed again"
      )
  }
}
