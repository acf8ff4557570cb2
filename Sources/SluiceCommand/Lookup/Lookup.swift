// `sluice lookup`: names of hosts, services, protocols and interfaces, as the library finds them.

import ArgumentParser
import Sluice

struct Lookup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look names up through the system, and connect to them.",
    discussion: """
      Names are looked up all at once, and each is printed when it is known, with the time that it \
      took. With --connect each is connected to at that port: its addresses race as RFC 8305 has it. \
      The exit status is 1 where anything was not found.
      """)

  /// What the names are names of.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case host, address, service, port, `protocol`, interface
  }

  @Argument(help: "What to look up.")
  var names: [String]

  @Option(name: .customLong("as"), help: "What the names are names of.")
  var kind = Kind.host

  @Option(help: "Addresses of one family alone.")
  var families = HostQuery.Families.any

  @Flag(help: "Show what a host is really called.")
  var canonical = false

  @Option(help: "The protocol of a service or port: tcp, udp; any by default.")
  var over: String?

  @Option(help: "Connect to each host at this port.")
  var connect: Int?

  @Option(help: "Give up after so many seconds.")
  var deadline: Double?

  @Option(help: "Who carries the loops: auto, uring or poll.")
  var driver = DriverPreference.automatic

  @Flag(help: "Print one JSON object for each name.")
  var json = false

  func validate() throws {
    guard !names.isEmpty else { throw ValidationError("there is no name to look up") }
    guard deadline ?? 1 > 0 else { throw ValidationError("--deadline must be more than zero") }
    guard connect == nil || kind == .host else {
      throw ValidationError("--connect is for hosts alone")
    }
    guard connect == nil || (families == .any && !canonical) else {
      throw ValidationError("--connect goes with neither --families nor --canonical")
    }
  }

  func run() async throws {
    let group = try EventLoopGroup(loops: 1, driver: driver)
    let end = deadline.map { SuspendingClock.now + .seconds($0) }
    let failures = await group.next().run { [self] in
      await withTaskGroup(of: LookupReport.self) { tasks in
        for name in names { tasks.addTask { await report(on: name, until: end) } }
        var failures = 0
        for await report in tasks {
          if report.error != nil { failures += 1 }
          show(report)
        }
        return failures
      }
    }
    await group.shutDown()
    guard failures == 0 else { throw ExitCode.failure }
  }

  private func report(on name: String, until end: SuspendingClock.Instant?) async -> LookupReport {
    let start = SuspendingClock.now
    var report = LookupReport(name: name)
    do {
      try await ask(name, until: end, &report)
    } catch {
      report.error = "\(error)"
    }
    report.milliseconds = (SuspendingClock.now - start) / .milliseconds(1)
    return report
  }

  private func show(_ report: LookupReport) {
    guard json else { return printNow(report.text) }
    // It holds nothing that cannot be encoded.
    try? printJSON(report)
  }

  private func ask(
    _ name: String, until end: SuspendingClock.Instant?, _ report: inout LookupReport
  ) async throws {
    switch kind {
    case .host where connect != nil: try await connect(name, until: end, &report)
    case .host:
      let answer = try await Resolver.lookup(
        host: name, families: families, canonicalName: canonical, deadline: end)
      report.found = answer.addresses.compactMap { $0.host.map { "\($0)" } }
      report.canonicalName = answer.canonicalName
    case .address:
      guard let address = IPAddress(name) else { throw ValidationError("\(name) is no address") }
      report.found = [try await Resolver.lookup(address: address.withPort(0), deadline: end).host]
    case .service:
      report.add(try await Resolver.lookup(service: name, over: over, deadline: end))
    case .port:
      guard let port = UInt16(name) else { throw ValidationError("\(name) is no port") }
      report.add(try await Resolver.lookup(port: port, over: over, deadline: end))
    case .protocol:
      let entry =
        if let number = Int(name) {
          try await Resolver.lookup(protocolNumber: number, deadline: end)
        } else {
          try await Resolver.lookup(protocolNamed: name, deadline: end)
        }
      report.found = ["\(entry.name) \(entry.number)"]
      report.aliases = entry.aliases
    case .interface:
      let interface =
        if let index = UInt32(name) {
          try NetworkInterface.withIndex(index)
        } else {
          try NetworkInterface.named(name)
        }
      report.found = ["\(interface.name) \(interface.index)"]
      report.aliases = interface.addresses.map { "\($0.address)/\($0.prefixLength)" }
    }
  }

  private func connect(
    _ name: String, until end: SuspendingClock.Instant?, _ report: inout LookupReport
  ) async throws {
    let stream = try await SocketStream.connect(to: .tcp(name, connect ?? 0), deadline: end)
    report.found = stream.peerAddress.map { ["\($0)"] } ?? []
    await stream.abort()
  }
}
