// Names of hosts, services and protocols, for tasks.

import SluiceCore
public import SluiceLoop

/// Looks names up through the system (nsswitch.conf(5): files, DNS and whatever else is configured).
///
/// The system's resolver blocks, so it runs on threads of its own, and never on a loop's. Their number
/// is bounded: while all of them wait for servers that do not answer, further lookups of hosts and
/// addresses queue, each until its own deadline. Equal questions about a host share one lookup, and
/// services and protocols have a thread of their own. Each task goes on where it was, on its own loop.
///
/// A lookup that is cancelled, or whose deadline passes, ends at once for its task; what it asked of the
/// system goes on until the system gives up, and its answer is dropped.
public final class Resolver: Sendable {
  let threads: BlockingPool
  let services = BlockingPool(name: poolName, limit: 1)
  let hosts: HostLookups

  /// A resolver that carries out so many lookups at once. Its threads are started when needed, and end
  /// with it.
  public convenience init(threads count: Int = 16) {
    self.init(threads: count) { query throws(ResolverError) in
      try SystemNames.addresses(of: query)
    }
  }

  /// A resolver that asks something else for the addresses of hosts.
  init(
    threads count: Int, ask: @escaping @Sendable (HostQuery) throws(ResolverError) -> HostAnswer
  ) {
    threads = BlockingPool(name: Self.poolName, limit: count)
    hosts = HostLookups(threads: threads, ask: ask)
  }

  deinit {
    threads.close()
    services.close()
  }

  private static let poolName = "sluice-names"

  /// The one that connecting by name uses.
  public static let shared = Resolver()

  /// The addresses of a host, in the order in which they are to be tried. For a host in digits and a
  /// port in digits nobody is asked. getaddrinfo(3)
  ///
  /// - Throws: `ResolverError`, which names the host, or the service if that is what does not exist.
  public func lookup(
    host: String, service: HostQuery.Service = .port(0), families: HostQuery.Families = .any,
    canonicalName: Bool = false, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> HostAnswer {
    try await lookup(
      HostQuery(
        host: host, service: service, families: families, wantsCanonicalName: canonicalName),
      deadline: deadline)
  }

  /// The answer to a question about a host.
  public func lookup(
    _ query: HostQuery, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> HostAnswer {
    if let answer = try query.numericAnswer() { return answer }
    return try await wait(for: .host(query.host), until: deadline) { hosts.begin(query, $0) }
  }

  /// What an address is called, and the service at its port. getnameinfo(3)
  ///
  /// - Throws: `ResolverError`: `.noSuchName` where the address has no name.
  public func lookup(
    address: SocketAddress, kind: SocketKind = .stream, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> HostName {
    try await run(.address(address), deadline) { () throws(ResolverError) in
      try SystemNames.name(of: address, kind: kind)
    }
  }

  /// A service by its name or an alias, of one protocol (`tcp`) or of any. getservbyname_r(3)
  ///
  /// - Throws: `ResolverError`: `.noSuchService` where there is none.
  public func lookup(
    service name: String, over protocolName: String? = nil,
    deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ServiceEntry {
    try await run(.service(name, over: protocolName), deadline, on: services) {
      () throws(ResolverError) in
      try SystemNames.service(named: name, over: protocolName)
    }
  }

  /// The service at a port, of one protocol (`tcp`) or of any. getservbyport_r(3)
  ///
  /// - Throws: `ResolverError`: `.noSuchService` where there is none.
  public func lookup(
    port: UInt16, over protocolName: String? = nil, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ServiceEntry {
    try await run(.port(port, over: protocolName), deadline, on: services) {
      () throws(ResolverError) in
      try SystemNames.service(port: port, over: protocolName)
    }
  }

  /// A protocol by its name or an alias. getprotobyname_r(3)
  ///
  /// - Throws: `ResolverError`: `.noSuchProtocol` where there is none.
  public func lookup(
    protocolNamed name: String, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ProtocolEntry {
    try await run(.protocolName(name), deadline, on: services) { () throws(ResolverError) in
      try SystemNames.protocolEntry(named: name)
    }
  }

  /// A protocol by its number. getprotobynumber_r(3)
  ///
  /// - Throws: `ResolverError`: `.noSuchProtocol` where there is none.
  public func lookup(
    protocolNumber number: Int, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ProtocolEntry {
    try await run(.protocolNumber(number), deadline, on: services) { () throws(ResolverError) in
      try SystemNames.protocolEntry(number: number)
    }
  }

  /// Has `work` done on a thread of the resolver's, and waits for what it finds.
  func run<Answer: Sendable>(
    _ subject: ResolverError.Subject, _ deadline: SuspendingClock.Instant?,
    on threads: BlockingPool? = nil, _ work: @escaping @Sendable () throws(ResolverError) -> Answer
  ) async throws(ResolverError) -> Answer {
    let threads = threads ?? self.threads
    return try await wait(for: subject, until: deadline) { deliver in
      let ticket = threads.submit {
        deliver(Result { () throws(ResolverError) in try work() })
      }
      return { threads.withdraw(ticket) }
    }
  }

  /// Waits on the task's loop, or else on one of the default group, as `NameLookup.run` does.
  private func wait<Answer: Sendable>(
    for subject: ResolverError.Subject, until deadline: SuspendingClock.Instant?,
    _ begin: NameLookup<Answer>.Beginning
  ) async throws(ResolverError) -> Answer {
    // `begin` asks the threads for something, which end with the resolver.
    defer { extendLifetime(self) }
    let loop = EventLoop.chosen()
    return try await loop.run { () async throws(ResolverError) -> Answer in
      try await NameLookup.run(subject, on: loop, until: loop.instant(of: deadline), begin)
    }
  }
}
