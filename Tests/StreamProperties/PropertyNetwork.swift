// What a conversation needs of the network that it takes place on, simulated or real.

import Sluice
import SluiceTesting
import SluiceLoop
import SystemPackage

/// A network with one server, all of whose peers are turned by one thread.
protocol PropertyNetwork: Sendable {
  /// What goes wrong.
  var faults: NetworkFaults { get }
  /// Time since the run began.
  var elapsed: Duration { get }
  /// How far the clock has jumped in all.
  var timeJumped: Duration { get }
  /// Whether time passes only while everybody waits, and waits are as long as was asked for. Else nobody
  /// knows from when on a stream is idle, nor what becomes of it in a while.
  var hasVirtualTime: Bool { get }
  /// How much later than its time-out a call may end; nil where other programs slow this one down.
  var lateness: Duration? { get }
  /// Whether something else than its server may refuse a connection.
  var connectsMayFail: Bool { get }
  /// Whether a connection may be accepted whose connect has failed.
  var acceptsWhatFailed: Bool { get }
  /// Whether each turn of a loop asks for completions, also of a queue that can be seen to be empty.
  var asksEachTurn: Bool { get }
  /// The loops that the peers run on, and no others.
  var group: EventLoopGroup { get }

  /// A sequence drawn from the seed: the same number brings the same one.
  func random(_ number: UInt64) -> SeededRandom
  /// Whether a read may fail with that.
  func mayFailReads(_ error: Errno) -> Bool
  /// Waits for so long, or for less where that would only cost time.
  func sleep(for duration: Duration) async throws
  /// Says what is being done.
  func note(_ text: String)

  /// Serves, until the server is stopped. Returns when it listens.
  func serve(
    _ configuration: Server.Configuration,
    _ handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) async throws -> any PropertyServer
  /// Connects to a server of this network.
  func connect(
    to address: SocketAddress, _ configuration: StreamConfiguration
  ) async throws(StreamError) -> SocketStream
}

/// A server that runs.
protocol PropertyServer: Sendable {
  var address: SocketAddress { get }
  /// Lets it drain, and returns when its last handler has ended.
  func stop() async throws
}

extension SimulatedServer: PropertyServer {}

extension SimulatedNetwork: PropertyNetwork {
  /// The turns of the loop, and a cancel.
  private static let slack = Duration.milliseconds(60)

  var hasVirtualTime: Bool { true }
  var connectsMayFail: Bool { !faults.isLossless }
  var acceptsWhatFailed: Bool { false }
  var asksEachTurn: Bool { true }

  var lateness: Duration? {
    Self.slack + faults.cancelDelay.upperBound + faults.completionDelay.upperBound
  }

  func mayFailReads(_ error: Errno) -> Bool { error == .connectionReset }

  func serve(
    _ configuration: Server.Configuration,
    _ handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) async throws -> any PropertyServer {
    try await serve(configuration: configuration, handler: handler)
  }

  func connect(
    to address: SocketAddress, _ configuration: StreamConfiguration
  ) async throws(StreamError) -> SocketStream {
    try await SocketStream.connect(
      to: .address(address), configuration: configuration,
      on: EventLoop.current ?? group.loops[0])
  }
}
