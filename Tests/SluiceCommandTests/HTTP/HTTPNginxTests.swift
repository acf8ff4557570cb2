// The same requests to nginx: the same answers, but for the differences that the cases name.

import Foundation
import Sluice
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPNginxTests {
  @Test(arguments: HTTPCases.groups.keys.sorted())
  func `The answers are nginx's`(group: String) async throws {
    let site = try HTTPSite()
    let nginx = try await HTTPNginx(serving: site)
    let ours = try await CommandServer(["http", "--directory", site.directory, "--loops", "1"])
    for item in HTTPCases.groups[group]! {
      do {
        try await compare(item, ours.address, nginx.address)
      } catch {
        Issue.record(error, "\(item.name)")
      }
    }
    withExtendedLifetime(site) {}
  }

  @Test func `There are enough of them, each by its own name`() {
    #expect(HTTPCases.all.count >= 100)
    for (group, cases) in HTTPCases.groups {
      #expect(Set(cases.map(\.name)).count == cases.count, "\(group)")
      for item in cases where item.nginx?.reason == "" {
        Issue.record("\(item.name) differs from nginx without a reason")
      }
    }
  }

  private func compare(
    _ item: HTTPCase, _ ours: SocketAddress, _ nginx: SocketAddress
  ) async throws {
    let bytes = try await exchange(item.request + HTTPCase.probe, with: nginx)
    if item.nginx?.answer == "bare" {
      #expect(!bytes.starts(with: Array("HTTP".utf8)), "nginx: \(item.name)")
      return
    }
    let theirs = try HTTPReply.all(in: bytes, bodiless: item.bodiless)
    let expected = item.nginx?.answer ?? item.answer
    #expect(HTTPOutcome(theirs) == HTTPOutcome(expected), "nginx: \(item.name)")
    guard item.nginx == nil else { return }
    let replies = try await item.replies(from: ours)
    #expect(replies.count == theirs.count, "\(item.name)")
    for (reply, other) in zip(replies, theirs) {
      #expect(Comparable(reply) == Comparable(other), "\(item.name)")
    }
  }

  /// Of an answer, what must be the same. The words of an error are everybody's own.
  private struct Comparable: Equatable {
    let status: Int
    let fields: [String: String]
    let body: [UInt8]

    init(_ reply: HTTPReply) {
      status = reply.status
      let isContent = status == 200
      var names = ["connection", "etag", "last-modified", "location", "transfer-encoding"]
      if isContent { names += ["content-length", "content-type"] }
      fields = reply.fields.filter { names.contains($0.key) }
        .mapValues { String($0.prefix { $0 != ";" }) }
      body = isContent ? reply.body : []
    }
  }
}
