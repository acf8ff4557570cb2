// Every request gets its answer, however it arrives.

import Sluice
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPAnswerTests {
  @Test(arguments: CommandDriver.allCases, HTTPCases.groups.keys.sorted())
  func `A request gets its answer`(driver: CommandDriver, group: String) async throws {
    try driver.require()
    let site = try HTTPSite()
    let server = try await CommandServer([
      "http", "--directory", site.directory, "--driver", driver.rawValue, "--loops", "1",
    ])
    for item in HTTPCases.groups[group]! { try await check(item, at: server.address) }
    withExtendedLifetime(site) {}
  }

  /// A receive brings so many bytes: they end at every place of a request, one size or another.
  @Test(arguments: [1, 2, 3, 7, 64])
  func `A request may come in pieces`(size: Int) async throws {
    let site = try HTTPSite()
    let server = try await CommandServer([
      "http", "--directory", site.directory, "--input-buffer-size", "\(size)", "--loops", "1",
    ])
    for item in HTTPCases.all where item.request.count < 10_000 {
      try await check(item, at: server.address)
    }
    withExtendedLifetime(site) {}
  }

  private func check(_ item: HTTPCase, at address: SocketAddress) async throws {
    do {
      let outcome = HTTPOutcome(try await item.replies(from: address))
      #expect(outcome == HTTPOutcome(item.answer), "\(item.name)")
    } catch {
      Issue.record(error, "\(item.name)")
    }
  }
}
