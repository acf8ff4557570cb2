// Many races over the real kernel, with addresses that answer, refuse and keep silent.

import SluiceCore
import SluiceLoop
import Synchronization
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct `A storm of races` {
  @Test(arguments: KernelCase.drivers)
  func `leaves no descriptor, operation or resident`(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let loop = fixture.loop
      let silent = try await Listener.listen(at: .tcp("127.0.0.1", 0), backlog: 0, on: loop)
      let silentAddress = silent.address
      // Its queue is full from here on: whoever else connects is not answered.
      let first = try await fixture.group.blocking { try PeerSocket(to: silentAddress) }
      let gone = try await Listener.listen(at: .tcp("127.0.0.1", 0), on: loop)
      await gone.close()
      let addresses = [fixture.address, silent.address, gone.address]
      let accepting = loop.spawn {
        for try await stream in fixture.listener.connections { await stream.abort() }
      }
      let connected = Atomic(0)
      await loop.run {
        await withTaskGroup(of: Void.self) { tasks in
          for number in 0..<200 {
            tasks.addTask { @Sendable in
              if await Self.race(number, to: addresses, on: loop) {
                connected.add(1, ordering: .relaxed)
              }
            }
          }
        }
      }
      #expect(connected.load(ordering: .relaxed) >= Self.unhurried, "\(Seeds.note)")
      await silent.close()
      first.close()
      await fixture.listener.close()
      try await accepting.value
      // The losers of the last race may still be on their way out.
      for _ in 0..<1000 where await loop.statistics().residents > 0 {
        try await Task.sleep(for: .milliseconds(5))
      }
      for address in addresses {
        #expect(openDescriptors(at: address.port ?? 0) == 0, "\(address); \(Seeds.note)")
      }
    }
  }

  /// So many of the races have all the time they need, and only the address that answers.
  private static let unhurried = 5

  /// One race to some of the addresses, which may be cancelled or run out of time. Whether it was won.
  private static func race(
    _ number: Int, to addresses: [SocketAddress], on loop: EventLoop
  ) async -> Bool {
    var generator = SplitMix64(seed: Seeds.run &+ UInt64(number))
    let some = (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ in
      addresses.randomElement(using: &generator)
    }
    let isUnhurried = number < unhurried
    let limit =
      isUnhurried ? .seconds(600) : Duration.milliseconds(Int.random(in: 1...60, using: &generator))
    let patience =
      isUnhurried ? limit : Duration.milliseconds(Int.random(in: 1...100, using: &generator))
    let attempt = loop.spawn {
      try await ConnectingByName.connect(
        to: isUnhurried ? [addresses[0]] : some, deadline: loop.kernel.now + limit,
        attemptDelay: .milliseconds(10),
        by: ClientSockets(configuration: StreamConfiguration(), loop: loop))
    }
    let canceller = loop.spawn {
      try? await Task.sleep(for: patience)
      attempt.cancel()
    }
    defer { canceller.cancel() }
    do {
      let stream = try await attempt.value
      #expect(stream.peerAddress == addresses[0], "\(Seeds.note)")
      await stream.abort()
      return true
    } catch StreamError.noneConnected(let failures) {
      // The deadline may pass before each has been tried.
      let isLate = failures.contains { $0.errno == .timedOut }
      #expect(
        isLate ? 1...some.count ~= failures.count : failures.count == some.count, "\(Seeds.note)")
    } catch {
      #expect(error as? StreamError == .cancelled)
    }
    return false
  }
}
