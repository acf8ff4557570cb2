// A request, byte by byte, with the answer that it must get, and nginx's where that is another.

import Sluice
import Testing

/// What a server makes of a request.
struct HTTPOutcome: Equatable, CustomStringConvertible {
  /// The status of each answer.
  let statuses: [Int]
  /// Whether the connection then goes on.
  let goesOn: Bool

  /// `200 on`, `100 405 on`, `400 end`; `end` where nothing is answered.
  init(_ text: String) {
    let words = text.split(separator: " ")
    statuses = words.dropLast().compactMap { Int($0) }
    goesOn = words.last == "on"
  }

  /// By the answers to a request with the probe behind it.
  init(_ replies: [HTTPReply]) {
    goesOn = replies.last?.body == Array("probe\n".utf8)
    statuses = (goesOn ? replies.dropLast() : replies).map(\.status)
  }

  var description: String {
    (statuses.map(String.init) + [goesOn ? "on" : "end"]).joined(separator: " ")
  }
}

struct HTTPCase: Sendable {
  /// Where nginx answers otherwise, and why we do not follow it.
  struct Difference: Sendable {
    let answer: String
    let reason: String
  }

  let name: String
  let request: [UInt8]
  let answer: String
  let nginx: Difference?
  /// Which answers, of those that are final, are to HEAD.
  let bodiless: Set<Int>

  init(_ name: String, _ request: String, _ answer: String, nginx: Difference? = nil) {
    self.name = name
    self.request = Array(request.utf8)
    self.answer = answer
    self.nginx = nginx
    bodiless = request.hasPrefix("HEAD ") ? [0] : []
  }

  /// Behind the request: is it answered, then the connection has gone on. It is the last.
  static let probe = Array(
    "GET /probe.txt HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n".utf8)

  /// What the server at `address` answers to the request and the probe.
  func replies(from address: SocketAddress) async throws -> [HTTPReply] {
    try HTTPReply.all(
      in: await exchange(request + Self.probe, with: address), bodiless: bodiless)
  }
}

extension HTTPCase.Difference {
  static func answers(_ answer: String, _ reason: String) -> Self {
    Self(answer: answer, reason: reason)
  }
}

/// A request with a Host field, further lines, and without a body.
func request(
  _ target: String, _ fields: String..., method: String = "GET", version: String = "HTTP/1.1"
) -> String {
  (["\(method) \(target) \(version)", "Host: localhost"] + fields + ["", ""]).joined(
    separator: "\r\n")
}
