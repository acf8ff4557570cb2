// What `sluice load` speaks: which bytes go out, and which are to come back.

import ArgumentParser

/// A protocol of the example servers under which each request has one reply, known beforehand.
enum LoadProtocol: String, CaseIterable, Codable, ExpressibleByArgument {
  case echo, line, ping

  /// Bytes of a request where none are asked for; nil where there is no choice.
  var defaultSize: Int? {
    switch self {
    case .echo: 64
    case .line: 40
    case .ping: nil
    }
  }

  /// The fewest bytes that a request can have: a line has a byte before its CRLF.
  var minimumSize: Int { self == .line ? 3 : 1 }

  /// PING as Redis's clients send it.
  private static let pingRequest = "*1\r\n$4\r\nPING\r\n"

  /// Bytes of a request for which `size` were asked, where there is a choice.
  func requestSize(_ size: Int?) -> Int { size ?? defaultSize ?? Self.pingRequest.utf8.count }

  /// All requests and all replies, for `pipeline` requests of `size` bytes at once.
  func traffic(size: Int, pipeline: Int) -> LoadTraffic {
    switch self {
    case .echo:
      let payloads = LoadPattern.random(payload: size, atOnce: pipeline)
      return LoadTraffic(requests: payloads, replies: payloads)
    case .line:
      let lines = LoadPattern.lines(payload: size, atOnce: pipeline)
      return LoadTraffic(requests: lines, replies: lines)
    case .ping:
      return LoadTraffic(
        requests: .constant(Self.pingRequest, atOnce: pipeline),
        replies: .constant("+PONG\r\n", atOnce: pipeline))
    }
  }
}

/// What all connections send and expect; each begins at a request of its own.
struct LoadTraffic: Sendable {
  let requests: LoadPattern
  let replies: LoadPattern
}
