// The system's name service, against getent(1) and the system's own files.

import Foundation
import Glibc
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Names of the system` {
  /// The words of each line that getent(1) prints; empty where it finds nothing.
  private func getent(_ arguments: String...) throws -> [[String]] {
    let process = try ChildProcess.run("/usr/bin/env", ["getent"] + arguments)
    guard process.wait() != .exited(127) else { try Test.cancel("there is no getent here") }
    return process.output.split(separator: "\n").map {
      $0.split(whereSeparator: \.isWhitespace).map(String.init)
    }
  }

  /// The names in /etc/hosts, at most so many.
  private static let hosts: [String] = {
    let text = (try? String(contentsOfFile: "/etc/hosts", encoding: .utf8)) ?? ""
    let names = text.split(separator: "\n").flatMap { line in
      line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).dropFirst().map(String.init)
    }
    return Array(Set(names + ["localhost"]).sorted().prefix(20))
  }()

  @Test(arguments: hosts)
  func `A host of the hosts file is where getent finds it`(_ host: String) throws {
    for (families, database) in [(HostQuery.Families.ipv4, "ahostsv4"), (.ipv6, "ahostsv6")] {
      // An IPv4 address in the clothes of IPv6 is what getent alone asks for.
      let expected = try getent(database, host).filter { $0.contains("STREAM") }
        .map { $0[0] }.filter { !$0.hasPrefix("::ffff:") }
      let found = Result {
        try SystemNames.addresses(of: HostQuery(host: host, families: families)).addresses
          .compactMap { $0.host.map { "\($0)" } }
      }
      #expect((try? found.get()) ?? [] == expected, "\(host), \(families.rawValue)")
    }
  }

  @Test func `A port comes with the addresses`() throws {
    let query = HostQuery(host: "localhost", service: .named("http"), families: .ipv4)
    #expect(try SystemNames.addresses(of: query).addresses == [.ipv4(.loopback, port: 80)])
    let number = HostQuery(host: "localhost", service: .named("081"), families: .ipv4)
    #expect(try SystemNames.addresses(of: number).addresses == [.ipv4(.loopback, port: 81)])
  }

  @Test(arguments: ["65536", "70000", "99999999999999999999", " 80", "\t80", "+80", "-1", "-65456"])
  func `A number that is no port is no service`(name: String) {
    for host in ["localhost", "127.0.0.1"] {
      #expect(throws: ResolverError(.service(name, over: nil), .noSuchService)) {
        try SystemNames.addresses(of: HostQuery(host: host, service: .named(name)))
      }
    }
  }

  @Test func `A host has a canonical name`() throws {
    let expected = try getent("ahostsv4", "localhost").first?.dropFirst(2).first
    let query = HostQuery(host: "localhost", families: .ipv4, wantsCanonicalName: true)
    #expect(try SystemNames.addresses(of: query).canonicalName == expected)
    #expect(
      try SystemNames.addresses(of: HostQuery(host: "localhost")).canonicalName == nil)
  }

  @Test(arguments: [
    ("127.0.0.1", HostQuery.Families.any, "127.0.0.1"), ("::1", .ipv6, "::1"),
    ("fe80::1%1", .any, "fe80::1%1"), ("fe80::1%lo", .any, "fe80::1%1"),
  ])
  func `Digits are their own answer`(
    host: String, families: HostQuery.Families, expected: String
  ) throws {
    let query = HostQuery(host: host, service: .port(7), families: families)
    let answer = try #require(try query.numericAnswer())
    #expect(answer.addresses.map { $0.host.map { "\($0)" } } == [expected])
    #expect(answer.addresses.map(\.port) == [7])
    #expect(try SystemNames.addresses(of: query) == answer)
  }

  @Test func `An address of another family is no data`() {
    for query in [
      HostQuery(host: "127.0.0.1", families: .ipv6), HostQuery(host: "::1", families: .ipv4),
    ] {
      #expect(throws: ResolverError(.host(query.host), .noData)) {
        try SystemNames.addresses(of: query)
      }
    }
  }

  @Test func `What does not exist is named`() {
    let service = HostQuery(host: "localhost", service: .named("no-such-service"))
    #expect(throws: ResolverError(.service("no-such-service", over: nil), .noSuchService)) {
      try SystemNames.addresses(of: service)
    }
    #expect(throws: ResolverError(.host("a\0b"), .invalidName)) {
      try SystemNames.addresses(of: HostQuery(host: "a\0b"))
    }
    #expect(throws: ResolverError(.host(""), .invalidName)) {
      try SystemNames.addresses(of: HostQuery(host: ""))
    }
    #expect(throws: ResolverError(.service("", over: nil), .invalidName)) {
      try SystemNames.addresses(of: HostQuery(host: "localhost", service: .named("")))
    }
    #expect(throws: ResolverError(.address(.local(path: "/x")), .noData)) {
      try SystemNames.name(of: .local(path: "/x"))
    }
  }

  @Test func `An address has a name`() throws {
    let expected = try getent("hosts", "127.0.0.1").first?.dropFirst().first
    #expect(try SystemNames.name(of: .ipv4(.loopback, port: 80)).host == expected)
    #expect(try SystemNames.name(of: .ipv4(.loopback, port: 80)).service == "http")
    #expect(
      try SystemNames.name(of: .ipv4(.loopback, port: 69), kind: .datagram).service == "tftp")
    #expect(try SystemNames.name(of: .ipv4(.loopback, port: 1)).service == "tcpmux")
    #expect(try SystemNames.name(of: .ipv4(.loopback, port: 64_999)).service == "64999")
  }

  // MARK: Services and protocols

  @Test(arguments: [("http", "tcp"), ("www", "tcp"), ("domain", "udp"), ("tftp", "udp")])
  func `A service is what getent says`(name: String, over: String) throws {
    let line = try #require(try getent("services", "\(name)/\(over)").first)
    let entry = try SystemNames.service(named: name, over: over)
    #expect("\(entry.port)/\(entry.protocolName)" == line[1])
    #expect([entry.name] + entry.aliases == [line[0]] + line.dropFirst(2))
    #expect(try SystemNames.service(port: entry.port, over: over) == entry)
  }

  @Test func `A service need not say its protocol`() throws {
    #expect(try SystemNames.service(named: "ssh").port == 22)
    #expect(try SystemNames.service(port: 22).name == "ssh")
  }

  @Test func `A service that does not exist is named`() {
    #expect(throws: ResolverError(.service("no-such", over: "tcp"), .noSuchService)) {
      try SystemNames.service(named: "no-such", over: "tcp")
    }
    #expect(throws: ResolverError(.service("tftp", over: "tcp"), .noSuchService)) {
      try SystemNames.service(named: "tftp", over: "tcp")
    }
    #expect(throws: ResolverError(.port(1024, over: nil), .noSuchService)) {
      try SystemNames.service(port: 1024)
    }
    #expect(throws: ResolverError(.service("", over: nil), .invalidName)) {
      try SystemNames.service(named: "")
    }
  }

  @Test func `A protocol has a name and a number`() throws {
    let tcp = try SystemNames.protocolEntry(named: "tcp")
    #expect(tcp.number == 6 && tcp.name == "tcp")
    #expect(try SystemNames.protocolEntry(named: "TCP") == tcp)
    #expect(try SystemNames.protocolEntry(number: 6) == tcp)
    #expect(try SystemNames.protocolEntry(number: 17).name == "udp")
    #expect(throws: ResolverError(.protocolName("no-such"), .noSuchProtocol)) {
      try SystemNames.protocolEntry(named: "no-such")
    }
    #expect(throws: ResolverError(.protocolNumber(70_000), .noSuchProtocol)) {
      try SystemNames.protocolEntry(number: 70_000)
    }
    #expect(throws: ResolverError(.protocolNumber(1 << 40), .noSuchProtocol)) {
      try SystemNames.protocolEntry(number: 1 << 40)
    }
  }

  @Test func `An error is one line that names what was asked for`() {
    #expect(
      "\(ResolverError(.host("no\nwhere"), .noSuchName))"
        == #"host "no\nwhere": there is no such name"#)
    #expect(
      "\(ResolverError(.service("x", over: "udp"), .noSuchService))"
        == #"service "x" over "udp": there is no such service"#)
    #expect(
      "\(ResolverError(.port(7, over: nil), .system(.noMemory)))".hasSuffix("(ENOMEM)"))
  }
}
