// The resolver's methods without an instance: `Resolver.lookup(host: "example.org")`.

public import SluiceLoop

extension Resolver {
  /// The shared resolver's `lookup(host:service:families:canonicalName:deadline:)`.
  public static func lookup(
    host: String, service: HostQuery.Service = .port(0), families: HostQuery.Families = .any,
    canonicalName: Bool = false, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> HostAnswer {
    try await shared.lookup(
      host: host, service: service, families: families, canonicalName: canonicalName,
      deadline: deadline)
  }

  /// The shared resolver's `lookup(_:deadline:)`.
  public static func lookup(
    _ query: HostQuery, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> HostAnswer {
    try await shared.lookup(query, deadline: deadline)
  }

  /// The shared resolver's `lookup(address:kind:deadline:)`.
  public static func lookup(
    address: SocketAddress, kind: SocketKind = .stream, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> HostName {
    try await shared.lookup(address: address, kind: kind, deadline: deadline)
  }

  /// The shared resolver's `lookup(service:over:deadline:)`.
  public static func lookup(
    service name: String, over protocolName: String? = nil,
    deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ServiceEntry {
    try await shared.lookup(service: name, over: protocolName, deadline: deadline)
  }

  /// The shared resolver's `lookup(port:over:deadline:)`.
  public static func lookup(
    port: UInt16, over protocolName: String? = nil, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ServiceEntry {
    try await shared.lookup(port: port, over: protocolName, deadline: deadline)
  }

  /// The shared resolver's `lookup(protocolNamed:deadline:)`.
  public static func lookup(
    protocolNamed name: String, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ProtocolEntry {
    try await shared.lookup(protocolNamed: name, deadline: deadline)
  }

  /// The shared resolver's `lookup(protocolNumber:deadline:)`.
  public static func lookup(
    protocolNumber number: Int, deadline: SuspendingClock.Instant? = nil
  ) async throws(ResolverError) -> ProtocolEntry {
    try await shared.lookup(protocolNumber: number, deadline: deadline)
  }
}
