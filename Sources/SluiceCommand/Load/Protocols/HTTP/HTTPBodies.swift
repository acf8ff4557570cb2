// The first body of each path, with which all others are compared.

/// Shared by all connections of a run, on whatever loop. A connection that knows the body of a path
/// asks no more.
final class HTTPBodies: Sendable {
  private let first: Locked<[[UInt8]?]>

  init(paths: Int) { first = Locked(Array(repeating: nil, count: paths)) }

  /// What is known of a path.
  func body(of path: Int) -> [UInt8]? { first.withLock { $0[path] } }

  /// Notes the body, unless there is one; returns the one that holds from now on.
  func note(_ body: [UInt8], of path: Int) -> [UInt8] {
    first.withLock { first in
      if let known = first[path] { return known }
      first[path] = body
      return body
    }
  }
}
