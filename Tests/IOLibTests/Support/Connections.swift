// Connected sockets, and names for local ones.

import Glibc
import IOLib
import SluiceLoop
import TestSupport

/// The kinds of connection that stream operators are tried on.
enum Connection: String, CaseIterable, Sendable {
  case ipv4, ipv6, local

  /// Whether it is one of TCP.
  var isInternet: Bool { self != .local }

  /// The loopback address.
  var host: IPAddress { self == .ipv4 ? .ipv4(.loopback) : .ipv6(.loopback) }

  /// Both ends of a new one.
  func make() throws -> (client: ActiveStreamSocket, server: ActiveStreamSocket) {
    guard isInternet else {
      let (first, second) = try makeSocketPair()
      return (first, second)
    }
    let (client, server) = try tcp()
    return (client, server)
  }

  /// Both ends of a new one of TCP.
  func tcp() throws -> (client: SocketStreamInternetActive, server: SocketStreamInternetActive) {
    let passive = try listener()
    let client = try makeSocket(
      addressFamily: self == .ipv4 ? .ipv4 : .ipv6, remoteHost: HostnameDesignator(host),
      remotePort: PortDesignator(try passive.localPort()))
    guard let server = try passive.acceptConnection() else { throw Missing() }
    try passive.close()
    return (client, server)
  }

  /// A TCP socket that listens at the loopback.
  func listener(backlog: Int? = nil) throws -> SocketStreamInternetPassive {
    try makeSocket(
      addressFamily: self == .ipv4 ? .ipv4 : .ipv6, connect: .passive,
      localHost: HostnameDesignator(host), backlog: backlog)
  }
}

/// A connection that ought to be there is not.
struct Missing: Error {}

/// A UDP socket at the loopback.
func boundDatagrams() throws -> SocketDatagramInternet {
  try makeSocket(addressFamily: .ipv4, type: .datagram, localHost: "127.0.0.1")
}

/// A name for a local socket that nobody else has, in the file system or not.
func freshName(abstract: Bool = true) -> LocalAddress {
  // Both families give local addresses.
  LocalAddress((abstract ? DriverFamily.abstract : .path).freshAddress()) ?? ""
}

/// Runs `body` with a path at which no file is, and removes the file that is there afterwards.
func withFreshPath<R>(_ body: (LocalAddress) throws -> R) rethrows -> R {
  let name = freshName(abstract: false)
  defer { removeFile(name) }
  return try body(name)
}

/// Removes the file of a local socket, where there is one.
func removeFile(_ name: LocalAddress) {
  // A string that is copied for the call.
  _ = unsafe unlink(name.name)
}

/// Whether there is a file at that path.
func fileExists(_ name: LocalAddress) -> Bool {
  // A string that is copied for the call.
  unsafe access(name.name, F_OK) == 0
}

/// Runs `body` while another thread runs `other`; throws what either of them throws.
func alongside<R>(
  _ other: @escaping @Sendable () throws -> Void, _ body: () throws -> R
) throws -> R {
  let failure = Lock<(any Error)?>(nil)
  let thread = DriverThread {
    do { try other() } catch { failure.withLock { $0 = error } }
  }
  let result = Result { try body() }
  thread.join()
  if let error = failure.withLock({ $0 }) { throw error }
  return try result.get()
}

/// Gives another thread the time to begin to wait. Nothing goes wrong where it does not.
func letOthersWait() { usleep(20_000) }
