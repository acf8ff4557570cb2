// What a server of the command allows a client: connections and time.

import ArgumentParser
import Sluice

struct ServeLimits: ParsableArguments {
  @Option(
    help: "The most connections at once. (default: the limit of open files, less 32)")
  var maxConnections: Int?

  @Flag(help: "Reset further connections at once, instead of letting them wait.")
  var refuse = false

  @Option(
    help: "The most connections at once from one address; further ones are reset. (default: none)")
  var maxConnectionsPerAddress: Int?

  @Option(
    help: ArgumentHelp(
      "End a connection that sends nothing for so long after its beginning. (default: 60)",
      valueName: "seconds"))
  var firstByteTimeout: Double?

  @Option(
    help: ArgumentHelp(
      "End a connection on which a line takes longer from its first byte. (default: 60)",
      valueName: "seconds"))
  var lineTimeout: Double?

  @Option(help: ArgumentHelp("End a connection whose read takes longer.", valueName: "seconds"))
  var readTimeout: Double?

  @Option(
    help: ArgumentHelp(
      "End a connection that takes nothing of what is sent for so long. (default: 60)",
      valueName: "seconds"))
  var writeTimeout: Double?

  @Option(
    help: ArgumentHelp(
      "End a connection on which no byte moved for so long.", valueName: "seconds"))
  var idleTimeout: Double?

  @Option(
    help: ArgumentHelp(
      "Warn of a task that holds a loop for longer. (default: 1)", valueName: "seconds"))
  var stall: Double?

  func validate() throws {
    guard maxConnections ?? 1 >= 1 else {
      throw ValidationError("--max-connections must be at least 1")
    }
    guard maxConnectionsPerAddress ?? 1 >= 1 else {
      throw ValidationError("--max-connections-per-address must be at least 1")
    }
    let times = [
      ("--first-byte-timeout", firstByteTimeout), ("--line-timeout", lineTimeout),
      ("--read-timeout", readTimeout), ("--write-timeout", writeTimeout),
      ("--idle-timeout", idleTimeout),
    ]
    for (name, seconds) in times {
      guard seconds ?? 1 > 0 else { throw ValidationError("\(name) must be more than 0 seconds") }
    }
    guard stall ?? 1 >= 0.004 else { throw ValidationError("--stall must be at least 0.004") }
  }

  /// What was given goes before what stands there.
  func apply(to stream: inout StreamConfiguration) {
    func set(_ bound: WritableKeyPath<StreamConfiguration, Duration?>, _ seconds: Double?) {
      if let seconds { stream[keyPath: bound] = .seconds(seconds) }
    }
    set(\.firstByteTimeout, firstByteTimeout)
    set(\.lineTimeout, lineTimeout)
    set(\.readTimeout, readTimeout)
    set(\.writeTimeout, writeTimeout)
    set(\.idleTimeout, idleTimeout)
  }

  /// The same for what is the server's.
  func apply(to server: inout Server.Configuration) {
    server.maximumConnections = maxConnections
    server.whenFull = refuse ? .refuse : .wait
    server.maximumConnectionsPerAddress = maxConnectionsPerAddress
    if let stall { server.stallThreshold = .seconds(stall) }
  }
}
