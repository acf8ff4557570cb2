// What a run of the load was asked to do. The names are the keys of its JSON.

import Sluice

struct LoadSettings: Encodable, Sendable {
  let `protocol`: LoadProtocol
  let address: SocketAddress
  let connections: Int
  /// Requests that each connection keeps under way.
  let pipeline: Int
  /// Bytes of a request; nil where the protocol knows only one.
  let size: Int?
  let limit: Limit
  let loops: Int
  let driver: DriverPreference
  /// Whether requests are datagrams.
  var udp = false
  /// When a datagram without a reply is lost.
  var datagramPatience = Duration.seconds(2)
  /// How long the run goes on without any reply, before it is a stall.
  var patience = Duration.seconds(5)
  /// How long connecting may take.
  var connectPatience = Duration.seconds(10)

  /// What ends the run.
  enum Limit {
    case duration(Double)
    case requests(Int)
  }

  /// With more bytes than this under way, a connection sends by a task of its own.
  private static let largestBuffer = 1 << 16

  /// The traffic of a run with these settings.
  var traffic: LoadTraffic {
    `protocol`.traffic(size: `protocol`.requestSize(size), pipeline: pipeline)
  }

  /// Bytes of requests that can be under way on a connection.
  private var bytesAtOnce: Int { pipeline * `protocol`.requestSize(size) }

  /// Whether requests do not fit into a stream's buffer.
  var sendsApart: Bool { bytesAtOnce > Self.largestBuffer }

  /// Buffers that take a whole pipeline: then a write neither waits nor goes past the buffer, and
  /// all that is to be sent leaves at once.
  var stream: StreamConfiguration {
    StreamConfiguration(
      inputBufferSize: min(max(bytesAtOnce, 4096), Self.largestBuffer),
      outputBufferSize: sendsApart ? 4096 : bytesAtOnce + 1)
  }

  /// The requests of the connection `number`.
  func quota(of number: Int) -> Int {
    guard case .requests(let total) = limit else { return .max }
    return total / connections + (number < total % connections ? 1 : 0)
  }

  /// How long requests are sent; nil where only their number counts.
  var duration: Duration? {
    if case .duration(let seconds) = limit { .seconds(seconds) } else { nil }
  }

  private enum CodingKeys: CodingKey {
    case `protocol`, address, connections, pipeline, size, duration, requests, loops, driver, udp
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(`protocol`, forKey: .protocol)
    try values.encode("\(address)", forKey: .address)
    try values.encode(connections, forKey: .connections)
    try values.encode(pipeline, forKey: .pipeline)
    try values.encodeIfPresent(size, forKey: .size)
    switch limit {
    case .duration(let seconds): try values.encode(seconds, forKey: .duration)
    case .requests(let count): try values.encode(count, forKey: .requests)
    }
    try values.encode(loops, forKey: .loops)
    try values.encode(driver.rawValue, forKey: .driver)
    try values.encode(udp, forKey: .udp)
  }
}
