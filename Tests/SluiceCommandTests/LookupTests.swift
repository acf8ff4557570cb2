// `sluice lookup`: on this machine, and in a network of its own with names that lead nowhere.

import Foundation
import Testing

@Suite struct LookupTests {
  @Test func `What is found is printed, and what is not fails`() async throws {
    let found = try CommandRun(["lookup", "127.0.0.1", "::1"])
    #expect(try await found.status() == 0)
    let lines = found.output.split(separator: "\n").sorted()
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("127.0.0.1: 127.0.0.1, "))
    #expect(lines[1].hasPrefix("::1: ::1, "))

    let missing = try CommandRun(["lookup", "--as", "service", "http", "no-such"])
    #expect(try await missing.status() == 1)
    #expect(missing.output.contains("http: http 80/tcp"))
    #expect(missing.output.contains(#"service "no-such": there is no such service"#))
  }

  @Test(arguments: [
    (["--as", "port", "53", "--over", "udp"], "53: domain 53/udp"),
    (["--as", "protocol", "6"], "6: tcp 6"), (["--as", "protocol", "udp"], "udp: udp 17"),
    (["--as", "interface", "lo"], "lo: lo 1"), (["--as", "interface", "1"], "1: lo 1"),
  ])
  func `Names are of many kinds`(arguments: [String], expected: String) async throws {
    let run = try CommandRun(["lookup"] + arguments)
    #expect(try await run.status() == 0)
    #expect(run.output.hasPrefix(expected))
  }

  @Test(arguments: [
    [], ["x", "--as", "nothing"], ["x", "--deadline", "0"],
    ["x", "--as", "port", "--connect", "1"],
    ["127.0.0.1", "--connect", "1", "--families", "ipv4"],
    ["127.0.0.1", "--connect", "1", "--canonical"],
  ])
  func `Bad arguments are refused`(arguments: [String]) async throws {
    #expect(try await CommandRun(["lookup"] + arguments).status() == 64)
  }

  @Test func `Its JSON says what was found or why not`() async throws {
    let run = try CommandRun(["lookup", "--json", "127.0.0.1", "--families", "ipv6"])
    #expect(try await run.status() == 1)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["name"] as? String == "127.0.0.1")
    #expect((object["found"] as? [String])?.isEmpty == true)
    #expect((object["error"] as? String)?.hasPrefix(#"host "127.0.0.1": "#) == true)
  }

  // MARK: In a network of its own

  @Test func `Answers are those of getent`() throws {
    let names = [
      "four.test", "six.test", "both.test", "also.test", "here.test", "alias.test", "localhost",
      "nothing.test", "bogus.test",
    ]
    let answers = try IsolatedNetwork.run(
      names.flatMap { ["getent ahosts \($0)", "$sluice lookup --json --canonical \($0)"] })
    for (index, name) in names.enumerated() {
      let (expected, found) = (answers[index * 2], answers[index * 2 + 1])
      let rows = expected.output.split(separator: "\n").map {
        $0.split(whereSeparator: \.isWhitespace).map(String.init)
      }.filter { $0.contains("STREAM") }
      guard [0, 1].contains(found.status) else {
        Issue.record("\(name): ended with \(found.status)")
        continue
      }
      let object = try found.object()
      #expect(object["found"] as? [String] == rows.map { $0[0] }, "\(name)")
      #expect(object["canonicalName"] as? String == rows.first?.dropFirst(2).first, "\(name)")
      #expect((found.status == 0) == (expected.status == 0), "\(name)")
    }
  }

  @Test func `A failure says which it is`() throws {
    let answers = try IsolatedNetwork.run([
      "$sluice lookup nothing.test", "$sluice lookup bogus.test",
      "$sluice lookup --families ipv6 four.test", "$sluice lookup --as address 192.0.2.4",
      "$sluice lookup --as address 192.0.2.77", "$sluice lookup --connect 1 nothing.test",
    ])
    #expect(answers.map(\.status) == [1, 1, 1, 0, 1, 1])
    #expect(answers[0].output.contains(#"host "nothing.test": there is no such name"#))
    #expect(answers[1].output.contains(#"host "bogus.test": no server could tell"#))
    #expect(answers[2].output.contains(#"host "four.test": it has no address of the kind"#))
    #expect(answers[3].output.hasPrefix("192.0.2.4: four.test, "))
    #expect(answers[4].output.contains("there is no such name"))
    #expect(answers[5].output.contains(#"host "nothing.test": there is no such name"#))
  }

  @Test func `An address with a label is its interface's`() throws {
    let answers = try IsolatedNetwork.run([
      "ip address add 198.51.100.9/24 dev hole0 label hole0:1",
      "$sluice lookup --json --as interface hole0",
    ])
    let object = try answers[1].object()
    let addresses = try #require(object["aliases"] as? [String])
    #expect(addresses.contains("192.0.2.254/24") && addresses.contains("198.51.100.9/24"))
  }

  @Test func `A name without an answer holds up nothing else`() throws {
    let answer = try #require(
      try IsolatedNetwork.run([
        "$sluice lookup silent.test four.test both.test nothing.test --deadline 2"
      ]).first)
    let lines = answer.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.last?.hasPrefix(#"silent.test: host "silent.test": the time was up, "#) == true)
    #expect(lines.contains { $0.hasPrefix("four.test: 192.0.2.4, ") })
    #expect(lines.contains { $0.hasPrefix("both.test: 2001:db8::5 192.0.2.5, ") })
    #expect(answer.status == 1)
  }

  @Test(arguments: CommandDriver.allCases)
  func `A dead IPv6 address is passed by`(driver: CommandDriver) throws {
    try driver.require()
    let answers = try IsolatedNetwork.run([
      """
      $sluice serve discard --listen 192.0.2.254:7007 > ready &
      until [ -s ready ]; do sleep 0.05; done
      $sluice lookup --connect 7007 --driver \(driver.rawValue) dead6.test
      """,
      "$sluice lookup --connect 7008 --driver \(driver.rawValue) --deadline 2 dead6.test",
      "$sluice lookup --connect 7007 --driver \(driver.rawValue) far.test",
      "$sluice lookup --connect 7007 --driver \(driver.rawValue) --deadline 0.2 void.test",
    ])
    #expect(answers[0].status == 0)
    #expect(answers[0].output.hasPrefix("dead6.test: 192.0.2.254:7007, "))
    // Refused by IPv4, and IPv6 has no answer before the deadline.
    #expect(answers[1].output.contains("→192.0.2.254:7008: Connection refused"))
    #expect(answers[1].output.contains("→[2001:db8::1]:7008: Connection timed out"))
    #expect(
      answers[2].output.contains(
        "no address could be connected to: connect →203.0.113.1:7007: Network is unreachable"))
    #expect(answers[3].output.contains("→192.0.2.1:7007: Connection timed out"))
    #expect(answers.dropFirst().allSatisfy { $0.status == 1 })
  }
}
