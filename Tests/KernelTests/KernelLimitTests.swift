// Programs with little: few descriptors, no locked memory, hardly any address space. What they want
// works, or they are told what is missing; nothing hangs, crashes, or is left.

import CTestSupport
import Glibc
import Sluice
import SluiceLoop
import StreamProperties
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct KernelLimitTests {
  @Test func `Each count of descriptors is enough or too few, by readiness`() async {
    await #expect(processExitsWith: .success) { try await talkWithFewDescriptors(.poll) }
  }

  @Test func `Each count of descriptors is enough or too few, by io_uring`() async throws {
    try requireUring()
    await #expect(processExitsWith: .success) { try await talkWithFewDescriptors(.uring) }
  }

  @Test func `Each count of descriptors is enough or too few, by what works`() async {
    await #expect(processExitsWith: .success) { try await talkWithFewDescriptors(.automatic) }
  }

  @Test(arguments: [0, 65_536] as [rlim_t])
  func `Streams need no locked memory`(limit: rlim_t) async throws {
    await #expect(processExitsWith: .success) { [limit] in
      ResourceLimit.memoryLock.set(to: limit)
      // Where io_uring needs it, the test of it is cancelled.
      try await checkSeeds(4, on: .poll, .none)
      let group = try EventLoopGroup(loops: 1)
      let isRefused = group.loops[0].driver.choice == .refused
      await group.shutDown()
      if !isRefused { try await checkSeeds(4, on: .uring, .none) }
    }
  }

  @Test func `Loops for which there is no address space are refused`() async throws {
    guard let size = addressSpace(), size < 1 << 40 else {
      try Test.cancel("the address space is a sanitizer's")
    }
    await #expect(processExitsWith: .success) { try await makeLoopsInLittleSpace() }
  }
}

/// What is tried with the descriptors that are free, and more each time.
private func talkWithFewDescriptors(_ driver: DriverPreference) async throws {
  // What the run time opens once, it has.
  _ = await talkOnce(driver)
  try await Task.sleep(for: .milliseconds(1))
  let free = freeDescriptors(12)
  var outcomes: [Outcome] = []
  for spare in free.indices {
    // So that as many below it are free.
    let before = ResourceLimit.openFiles.set(to: rlim_t(free[spare]))
    outcomes.append(await talkOnce(driver))
    ResourceLimit.openFiles.set(to: before)
    // Whoever has woken a loop for the last time may still have its eventfd for a moment.
    for _ in 0..<5_000 where freeDescriptors(12) != free { usleep(1_000) }
    #expect(freeDescriptors(12) == free, "with \(spare), something stays open")
  }
  #expect(outcomes.first == .tooFew)
  #expect(outcomes.last == .talked, "\(outcomes)")
  #expect(!outcomes.contains(.other), "\(outcomes)")
}

private enum Outcome: Equatable {
  case talked
  /// EMFILE, of the type that it is to have.
  case tooFew
  /// Connected, and not accepted: the server waits for a descriptor.
  case waited
  case other
}

private func talkOnce(_ driver: DriverPreference) async -> Outcome {
  let group: EventLoopGroup
  do { group = try EventLoopGroup(loops: 1, driver: driver) } catch {
    return error.errno == .tooManyOpenFiles && error.operation == .driver ? .tooFew : .other
  }
  let outcome = await talkOnce(on: group)
  await group.shutDown()
  return outcome
}

private func talkOnce(on group: EventLoopGroup) async -> Outcome {
  do {
    let server = try await EchoServer(on: group)
    let outcome = await talkOnce(to: server, on: group)
    try await server.stop()
    return outcome
  } catch {
    return isTooFew(error) ? .tooFew : .other
  }
}

private func talkOnce(to server: EchoServer, on group: EventLoopGroup) async -> Outcome {
  var configuration = StreamConfiguration()
  configuration.readTimeout = .milliseconds(100)
  let stream: SocketStream
  do {
    stream = try await SocketStream.connect(
      to: server.endpoint, configuration: configuration, on: group.loops[0])
  } catch {
    return isTooFew(error) ? .tooFew : .other
  }
  do {
    try await talk(over: stream, "little", lines: 2)
    try await stream.close()
    return .talked
  } catch {
    await stream.abort()
    return error as? StreamError == .timedOut ? .waited : .other
  }
}

private func isTooFew(_ error: any Error) -> Bool {
  if case StreamError.io(let error)? = error as? StreamError { return isTooFew(error) }
  return (error as? IOError)?.errno == .tooManyOpenFiles
}

/// Makes loops while there is so little space for their queues and stacks.
private func makeLoopsInLittleSpace() async throws {
  // Small blocks come from here: what cannot be had of them ends a Swift program.
  test_reserve_heap()
  var refused = 0
  for driver in [DriverPreference.uring, .poll, .automatic] {
    for spare in [0, 64, 256, 1_024, 8_192, 9_000, 20_000, 60_000, 400_000] {
      let made = try onThread { () -> EventLoopGroup? in
        let size = try #require(addressSpace())
        let before = ResourceLimit.addressSpace.set(to: rlim_t(size + spare << 10))
        defer { ResourceLimit.addressSpace.set(to: before) }
        do throws(IOError) { return try EventLoopGroup(loops: 12, driver: driver) } catch {
          #expect(error.operation == .driver)
          #expect([.noMemory, .resourceTemporarilyUnavailable].contains(error.errno), "\(error)")
          return nil
        }
      }
      guard let made else {
        refused += 1
        continue
      }
      #expect(await talkOnce(on: made) == .talked)
      await made.shutDown()
    }
  }
  #expect(refused > 0)
}
