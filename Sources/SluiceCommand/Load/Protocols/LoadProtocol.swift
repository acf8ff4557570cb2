// What `sluice load` speaks: which bytes go out, and which are to come back.

import ArgumentParser

/// A protocol under which each request has one reply that can be checked.
enum LoadProtocol: String, CaseIterable, ExpressibleByArgument {
  case echo, line, ping, resp, http, script

  /// Bytes of a request where none are asked for; nil where there is no choice.
  var defaultSize: Int? {
    switch self {
    case .echo: 64
    case .line: 40
    case .ping, .resp, .http, .script: nil
    }
  }

  /// The fewest bytes that a request can have: a line has a byte before its CRLF.
  var minimumSize: Int { self == .line ? 3 : 1 }
}

extension PatternTraffic {
  /// PING as Redis's clients send it.
  private static let pingRequest = "*1\r\n$4\r\nPING\r\n"

  /// Bytes of all values that come back as they are.
  static func echo(size: Int, pipeline: Int, verifies: Bool) -> PatternTraffic {
    let payloads = LoadPattern.random(payload: size, atOnce: pipeline)
    return PatternTraffic(sent: payloads, expected: payloads, verifies: verifies)
  }

  /// Lines that come back as they are.
  static func line(size: Int, pipeline: Int, verifies: Bool) -> PatternTraffic {
    let lines = LoadPattern.lines(payload: size, atOnce: pipeline)
    return PatternTraffic(sent: lines, expected: lines, verifies: verifies)
  }

  /// Redis's PING.
  static func ping(pipeline: Int, verifies: Bool) -> PatternTraffic {
    PatternTraffic(
      sent: .constant(pingRequest, atOnce: pipeline),
      expected: .constant("+PONG\r\n", atOnce: pipeline), verifies: verifies)
  }
}
