// Requests of HTTP/1.1 and what is expected of their responses.

/// What `sluice load http` asks for. The names are the keys of its JSON.
struct HTTPSettings: Sendable {
  /// Asked for in turn.
  var paths = ["/"]
  /// `Name: value`, in the order given.
  var headers: [String] = []
  var keepsAlive = true
  /// The status that is right; nil: each from 200 to 299.
  var status: Int?
}

struct HTTPTraffic: LoadTraffic {
  private let tape: RequestTape
  private let bodies: HTTPBodies
  private let status: Int?
  private let verifies: Bool

  var largestRequest: Int { tape.largest }
  let usualReply = 1 << 14
  /// Servers end connections that have been idle for a while.
  let mayEndWhenIdle = true

  init(_ settings: HTTPSettings, host: String, pipeline: Int, verifies: Bool) {
    tape = RequestTape(
      settings.paths.map { Self.request(for: $0, settings, host: host) }, atOnce: pipeline)
    bodies = HTTPBodies(paths: settings.paths.count)
    status = settings.status
    self.verifies = verifies
  }

  /// GET of a path. A header of the user's takes the place of ours.
  static func request(for path: String, _ settings: HTTPSettings, host: String) -> [UInt8] {
    let names = Set(settings.headers.map { $0.prefix { $0 != ":" }.lowercased() })
    var lines = ["GET \(path) HTTP/1.1"]
    if !names.contains("host") { lines.append("Host: \(host)") }
    if !names.contains("user-agent") { lines.append("User-Agent: sluice") }
    if !names.contains("accept") { lines.append("Accept: */*") }
    if !settings.keepsAlive { lines.append("Connection: close") }
    return Array((lines + settings.headers + ["", ""]).joined(separator: "\r\n").utf8)
  }

  /// Neighbours begin with different paths.
  func requests(of number: Int, generation: Int) -> TapeRequests {
    TapeRequests(tape, from: number % tape.period)
  }

  func replies(of number: Int, generation: Int) -> HTTPReplies {
    HTTPReplies(
      from: number % tape.period, of: tape.period, bodies: bodies, status: status,
      verifies: verifies)
  }
}
