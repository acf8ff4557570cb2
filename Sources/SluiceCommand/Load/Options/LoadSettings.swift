// What a run of the load was asked to do.

import Sluice

struct LoadSettings: Sendable {
  let `protocol`: LoadProtocol
  let address: SocketAddress
  let connections: Int
  /// Requests that each connection keeps under way.
  let pipeline: Int
  /// Bytes of a request; nil where the protocol does not ask.
  let size: Int?
  let limit: Limit
  let loops: Int
  let driver: DriverPreference
  /// Whether requests are datagrams.
  var udp = false
  /// Requests a second, of all connections together; nil: as fast as answers come.
  var rate: Double?
  var arrivals = LoadArrivalKind.constant
  /// Seconds of load before anything is measured.
  var warmUp = 0.0
  /// Connections opened a second; nil: as fast as they can.
  var connectRate: Double?
  /// After so many requests a connection is replaced.
  var requestsPerConnection: Int?
  /// Seconds that a request may take from its sending on; nil: any time.
  var timeout: Double?
  var seed: UInt64 = 1
  var verifies = true
  var resp = RespSettings()
  /// Whether this is the run before the load that sets each key once.
  var isFilling = false
  var http = HTTPSettings()
  /// The script's file and what is in it.
  var script: (path: String, content: LoadScript)?

  /// How long connecting may take.
  var connectPatience = Duration.seconds(10)

  /// What ends the run.
  enum Limit {
    case duration(Double)
    case requests(Int)
  }

  /// When a datagram without a reply is lost.
  var datagramPatience: Duration { .seconds(timeout ?? 2) }

  /// How long the run goes on without any reply, before it is a stall.
  var patience: Duration { .seconds(max(5, (timeout ?? 0) * 1.5 + 1)) }

  /// Whether a connection that fails is replaced. In a plain closed loop it is not: each connection
  /// stands for one client, and one that is gone shows.
  var replaces: Bool { rate != nil || requestsPerConnection != nil || timeout != nil }

  /// Whether nothing but the tool itself keeps a request from leaving on a connection that is free.
  /// A local datagram waits where the server's queue is full, and those of other sockets behind it.
  var delaysAreOurs: Bool { !udp || address.family != .local }

  /// The requests of the connection `number`, in a closed loop.
  func quota(of number: Int) -> Int { share(number, of: connections) }

  /// How many of the requests that are asked for fall to one of `count`.
  func share(_ number: Int, of count: Int) -> Int {
    guard case .requests(let total) = limit else { return .max }
    return total / count + (number < total % count ? 1 : 0)
  }

  /// How long requests are sent, the warm-up included, where that is known.
  var duration: Duration? {
    switch (limit, rate) {
    case (.duration(let seconds), _): .seconds(warmUp + seconds)
    case (.requests(let count), let rate?): .seconds(warmUp + Double(count) / rate)
    case (.requests, nil): nil
    }
  }

  /// How long requests are sent, the warm-up included; nil where only their number counts.
  var sendingTime: Duration? {
    if case .duration(let seconds) = limit { .seconds(warmUp + seconds) } else { nil }
  }
}
