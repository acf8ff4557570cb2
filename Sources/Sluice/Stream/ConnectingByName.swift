// A connection to a name: the lookup, the order of its addresses, the race.

import SluiceCore
import SluiceLoop

enum ConnectingByName {
  /// The shortest delay between two attempts that RFC 8305 allows.
  static let shortestDelay = Duration.milliseconds(10)

  /// Looks the name up, connects to one of its addresses and makes a stream of it; on the loop's
  /// thread.
  static func connect(
    to query: HostQuery, deadline: Instant?, attemptDelay: Duration, by sockets: ClientSockets
  ) async throws(StreamError) -> SocketStream {
    let answer: HostAnswer
    do throws(ResolverError) {
      answer = try await NameLookup.run(
        .host(query.host), on: sockets.loop, until: deadline
      ) { Resolver.shared.hosts.begin(query, $0) }
    } catch {
      throw StreamError(error)
    }
    return try await connect(
      to: answer.addresses, deadline: deadline, attemptDelay: attemptDelay, by: sockets)
  }

  /// Connects to one of several addresses and makes a stream of it; on the loop's thread.
  static func connect(
    to addresses: [SocketAddress], deadline: Instant?, attemptDelay: Duration,
    by sockets: ClientSockets
  ) async throws(StreamError) -> SocketStream {
    try await ConnectRace.run(
      to: interleaved(addresses), delay: max(attemptDelay, shortestDelay), deadline: deadline,
      by: sockets)
  }

  /// The families in turns, that of the first address first; within a family the order stays. (RFC
  /// 8305, section 4, with a First Address Family Count of one.)
  static func interleaved(_ addresses: [SocketAddress]) -> [SocketAddress] {
    guard let first = addresses.first else { return [] }
    let same = addresses.filter { $0.family == first.family }
    let other = addresses.filter { $0.family != first.family }
    return (0..<max(same.count, other.count)).flatMap { index in
      same.dropFirst(index).prefix(1) + other.dropFirst(index).prefix(1)
    }
  }
}

extension StreamError {
  /// A wait that ended is told as on a stream; what was not found, by name.
  init(_ error: ResolverError) {
    switch error.reason {
    case .cancelled: self = .cancelled
    case .timedOut: self = .timedOut
    case .closed: self = .closed
    default: self = .resolver(error)
    }
  }
}
