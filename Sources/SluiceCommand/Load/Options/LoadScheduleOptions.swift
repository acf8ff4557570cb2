// How much is sent, when, and on how many connections.

import ArgumentParser
import Sluice

struct LoadScheduleOptions: ParsableArguments {
  @Option(help: "Connections. Opened before the load begins, as --connect-rate says. (number)")
  var connections = 50

  @Option(help: "Requests that each connection keeps under way at most. (number)")
  var pipeline = 1

  @Option(help: "How long requests are sent, the warm-up left out. (seconds; default: 3)")
  var duration: Double?

  @Option(
    help: "Requests to send on all connections together, instead of --duration. (number)")
  var requests: Int?

  @Option(
    help: ArgumentHelp(
      "How long requests are sent before anything is measured; errors count all the same. "
        + "(seconds)", valueName: "seconds"))
  var warmUp = 0.0

  @Option(
    help: """
      Requests that start in a second, on all connections together, whatever the server does: an \
      open loop. Latencies count from the intended start. (requests/s; default: a closed loop)
      """)
  var rate: Double?

  @Option(help: "With --rate: how the starts are spread, constant or poisson. (default: constant)")
  var arrivals: LoadArrivalKind?

  @Option(
    help: "Connections that are opened in a second. (connections/s; default: as fast as they can)")
  var connectRate: Double?

  @Option(
    help: "Requests after which a connection is replaced by a new one. (number; default: never)")
  var requestsPerConnection: Int?

  @Option(
    help: """
      How long an answer may take from the sending of its request. A connection on which one takes \
      longer is replaced. (seconds; default: any time, of datagrams 2)
      """)
  var timeout: Double?

  @Option(help: "Event loops, each with a thread and at least one connection of its own. (number)")
  var loops = 1

  @Option(help: "What carries the loops: auto, uring or poll.")
  var driver = DriverPreference.automatic

  @Option(help: "What all that is random begins with. (number)")
  var seed: UInt64 = 1

  /// A day.
  private static let longest = 86_400.0
  private static let highestRate = 1e8

  func validate() throws {
    guard 1...1_000_000 ~= connections else {
      throw ValidationError("--connections must be at least 1 and at most 1000000")
    }
    guard 1...1024 ~= loops else {
      throw ValidationError("--loops must be at least 1 and at most 1024")
    }
    guard loops <= connections else {
      throw ValidationError("--loops must be at most --connections: each loop needs one")
    }
    guard 1...65_536 ~= pipeline else {
      throw ValidationError("--pipeline must be at least 1 and at most 65536")
    }
    guard duration == nil || requests == nil else {
      throw ValidationError("--duration and --requests exclude each other")
    }
    guard requests ?? 1 >= 1 else { throw ValidationError("--requests must be at least 1") }
    guard requestsPerConnection ?? 1 >= 1 else {
      throw ValidationError("--requests-per-connection must be at least 1")
    }
    guard arrivals == nil || rate != nil else {
      throw ValidationError("--arrivals goes with --rate only")
    }
    try validateNumbers()
  }

  private func validateNumbers() throws {
    for (name, seconds) in [("--duration", duration), ("--timeout", timeout)] {
      guard let seconds else { continue }
      guard seconds >= 0.001, seconds <= Self.longest else {
        throw ValidationError("\(name) must be at least 0.001 and at most 86400 seconds")
      }
    }
    guard warmUp >= 0, warmUp <= Self.longest else {
      throw ValidationError("--warm-up must be at least 0 and at most 86400 seconds")
    }
    for (name, rate) in [("--rate", rate), ("--connect-rate", connectRate)] {
      guard let rate else { continue }
      guard rate >= 0.001, rate <= Self.highestRate else {
        throw ValidationError("\(name) must be at least 0.001 and at most 100000000 a second")
      }
    }
  }
}

extension LoadArrivalKind: ExpressibleByArgument {}
