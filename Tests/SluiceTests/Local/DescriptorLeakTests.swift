// Thousands of descriptors passed, and none left open: in a process of its own, whose limit is reached,
// too. SLUICE_DESCRIPTORS says how many; some thousands by default.

import Glibc
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct DescriptorLeakTests {
  @Test func `No descriptor is left open, by io_uring`() async throws {
    // Skips the test where there is no io_uring.
    try await KernelChoice.uring.group(loops: 1).shutDown()
    await #expect(processExitsWith: .success) { try await passMany(.uring) }
  }

  @Test func `No descriptor is left open, by readiness`() async throws {
    await #expect(processExitsWith: .success) { try await passMany(.poll) }
  }
}

/// Ends the process with a status that says what is wrong.
private func require(_ condition: Bool, orExit status: Int32) {
  if !condition { exit(status) }
}

private func openDescriptors() -> Int {
  (0..<4096 as Range<CInt>).count { fcntl($0, F_GETFD) >= 0 }
}

/// Whether as many are open as before, at last: the run time's own threads open one now and then.
private func isBack(to count: Int) async -> Bool {
  for _ in 0..<500 where openDescriptors() != count {
    try? await Task.sleep(for: .milliseconds(10))
  }
  return openDescriptors() == count
}

private func passMany(_ choice: KernelChoice) async throws {
  // The environment is not written to.
  let wanted = unsafe getenv("SLUICE_DESCRIPTORS").flatMap { unsafe Int(String(cString: $0)) }
  let count = wanted ?? 4000
  let group = try choice.group(loops: 1)
  let pipe = PipeEnds()
  try await group.loops[0].spawn {
    try await passThroughStreams(count / 2, pipe)
    try await passThroughDatagrams(count / 2, pipe)
    try await passWithProcess(pipe)
  }.value
  pipe.closeWriter()
  require(pipe.isClosed, orExit: 2)
  await group.shutDown()
  exit(0)
}

/// Four at a time: taken, dropped, refused because there are too many, refused because the process may
/// have no more.
private func passThroughStreams(_ count: Int, _ pipe: PipeEnds) async throws {
  let (first, second) = try await SocketStream.pair()
  let four = [CInt](repeating: pipe.writer, count: 4)
  // Once, so that what is opened for ever is open.
  try await first.sendDescriptors(four)
  _ = try await second.receiveDescriptors()
  let before = openDescriptors()
  for round in 0..<count / 4 {
    try await first.sendDescriptors(four, with: UInt8(truncatingIfNeeded: round))
    switch round % 4 {
    case 0:
      if var message = try await second.receiveDescriptors() {
        require(message.descriptors.count == 4, orExit: 10)
        while let descriptor = message.descriptors.take() { close(descriptor) }
      }
    case 1: _ = try await second.receiveDescriptors()
    case 2:
      let refused = await ioError { _ = try await second.receiveDescriptors(maximum: 3) }
      require(refused?.errno == .messageTooLong, orExit: 3)
    default:
      let limit = lowerLimit()
      let refused = await ioError { _ = try await second.receiveDescriptors() }
      ResourceLimit.openFiles.set(to: limit)
      require(refused?.errno == .tooManyOpenFiles, orExit: 4)
    }
  }
  require(await isBack(to: before), orExit: 5)
  try await first.sendDescriptors(four, with: 77)
  if let last = try await second.receiveDescriptors() {
    require(last.byte == 77 && last.descriptors.count == 4, orExit: 6)
  }
  await first.abort()
  await second.abort()
}

/// To one that has the kernel open a descriptor of the sender's process along with each message.
private func passWithProcess(_ pipe: PipeEnds) async throws {
  let (first, second) = try await SocketStream.pair()
  // SO_PASSPIDFD, which older kernels refuse: then there is nothing to see.
  var isOn: CInt = 1
  // Reads the four bytes of a local.
  _ = unsafe setsockopt(
    second.core.descriptor.rawValue, SOL_SOCKET, 76, &isOn, socklen_t(MemoryLayout<CInt>.size))
  let before = openDescriptors()
  for _ in 0..<10 {
    try await first.sendDescriptors([pipe.writer])
    _ = try await second.receiveDescriptors()
  }
  require(await isBack(to: before), orExit: 11)
  await first.abort()
  await second.abort()
}

private func passThroughDatagrams(_ count: Int, _ pipe: PipeEnds) async throws {
  let (first, second) = try await DatagramSocket.pair()
  let four = [CInt](repeating: pipe.writer, count: 4)
  let bytes: [UInt8] = [1]
  let before = openDescriptors()
  for round in 0..<count / 4 {
    try await first.send(bytes.span, descriptors: four)
    switch round % 4 {
    case 0:
      var message = try await second.receiveWithDescriptors()
      while let descriptor = message.descriptors.take() { close(descriptor) }
    case 1:
      // Who does not ask for descriptors has none.
      _ = try await second.receive()
    case 2:
      let refused = await ioError { _ = try await second.receiveWithDescriptors(maximum: 0) }
      require(refused?.errno == .messageTooLong, orExit: 7)
    default:
      let limit = lowerLimit()
      let refused = await ioError { _ = try await second.receiveWithDescriptors() }
      ResourceLimit.openFiles.set(to: limit)
      require(refused?.errno == .tooManyOpenFiles, orExit: 8)
    }
  }
  require(await isBack(to: before), orExit: 9)
  await first.close()
  await second.close()
}

/// Lets the process open two more descriptors; returns how many it might have.
private func lowerLimit() -> rlim_t {
  let free = (0..<2).map { _ in dup(0) }
  for descriptor in free { close(descriptor) }
  return ResourceLimit.openFiles.set(to: rlim_t((free.max() ?? 0) + 1))
}
