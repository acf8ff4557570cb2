// Bad company: peers that send one byte a packet, never read, reset in the middle of anything, or open a
// connection and hold it. Those who behave do not notice, and when all are gone nothing is left.

import Glibc
import Sluice
import SluiceLoop
import StreamProperties
import SluiceTesting
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct KernelPeerTests {
  @Test(arguments: [DriverPreference.poll, .uring])
  func `Bad peers harm nobody but themselves`(driver: DriverPreference) async throws {
    if driver == .uring { try requireUring() }
    let group = try EventLoopGroup(loops: 2, driver: driver)
    let server = try await EchoServer(on: group)
    let seed = Seeds.run
    try await withThrowingDiscardingTaskGroup { tasks in
      for number in 0..<24 {
        let kind = BadPeer.allCases[number % BadPeer.allCases.count]
        tasks.addTask {
          var random = SeededRandom(seed: seed, stream: UInt64(number))
          for _ in 0..<6 {
            let own = SeededRandom(seed: random.next())
            try await group.blocking { try kind.visit(server.address, own) }
          }
        }
      }
      for number in 0..<4 {
        tasks.addTask {
          for round in 0..<8 {
            let stream = try await SocketStream.connect(to: server.endpoint, on: group.next())
            try await talk(over: stream, "honest \(number).\(round)")
            try await stream.close()
          }
        }
      }
    }
    try await server.stop()
    var left = await group.statistics()
    for _ in 0..<2_000 where left.residents > 0 {
      try await Task.sleep(for: .milliseconds(5))
      left = await group.statistics()
    }
    #expect(left.residents == 0)
    #expect(left.inFlight == 0)
    #expect(left.buffers == 0)
    await group.shutDown()
  }
}

/// What a peer does that is no help to anybody.
private enum BadPeer: CaseIterable {
  /// Sends one byte a packet, and wants the right answers all the same.
  case trickles
  /// Sends lines and never reads an answer.
  case neverReads
  /// Resets after some byte of what it sends or reads.
  case resets
  /// Opens a connection, and says nothing, or the beginning of a line.
  case holds

  func visit(_ address: SocketAddress, _ random: SeededRandom) throws {
    var random = random
    let narrow: Int32? = self == .neverReads ? 2_304 : nil
    let peer = try PeerSocket(to: address, receiveBuffer: narrow)
    defer { peer.close() }
    let line = Array("a line of \(random.number(in: 0...999))\n".utf8)
    switch self {
    case .trickles:
      try peer.sendAtOnce()
      for _ in 0..<5 {
        for byte in line { try peer.send([byte]) }
        let answer = Array(line.dropLast()) + [13, 10]
        #expect(try peer.receive(exactly: answer.count) == answer)
      }
    case .neverReads:
      for _ in 0..<random.number(in: 1...4_000) { try peer.send(line) }
    case .resets:
      let whole = [UInt8]((0..<20).flatMap { _ in line })
      let count = random.number(in: 0...whole.count)
      try peer.send(whole.prefix(count))
      // No more than what is answered: each whole line, with a CR more.
      let answered = count / line.count * (line.count + 1)
      if random.chance(0.5) { _ = try peer.receive(exactly: random.number(in: 0...answered)) }
      peer.reset()
    case .holds:
      try peer.send(line.prefix(random.number(in: 0...line.count - 1)))
      usleep(UInt32(random.number(in: 0...60_000)))
      if random.chance(0.3) { peer.reset() }
    }
  }
}
