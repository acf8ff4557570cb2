// A server for which there are no descriptors left: in a process of its own, whose limit it is.

import Glibc
import Sluice
import SluiceLoop
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ServerExhaustionTests {
  @Test func `Without descriptors those that are connected are served, others later, by io_uring`()
    async throws
  {
    // Skips the test where there is no io_uring.
    try await KernelChoice.uring.group(loops: 1).shutDown()
    await #expect(processExitsWith: .success) { try await runOutOfDescriptors(.uring) }
  }

  @Test func `Without descriptors those that are connected are served, others later, by readiness`()
    async throws
  {
    await #expect(processExitsWith: .success) { try await runOutOfDescriptors(.poll) }
  }
}

/// Lowers the limit so that one more connection is possible, and then a client that cannot be
/// accepted; raises it again.
///
/// The thread waits by usleep(3): what Task.sleep needs may need descriptors.
private func runOutOfDescriptors(_ choice: KernelChoice) async throws {
  let log = LogRecorder()
  func count(_ message: String) -> Int { log.lines.count { $0.message == message } }

  // Near the limit each accept is one of its own: io_uring goes by the descriptors that a process
  // might have when the accept began.
  try await withServer(
    choice, logger: log.logger, configure: { $0.maximumConnections = 60 }, handler: serveLines
  ) { server in
    guard case .address(let address) = server.endpoint else { return }
    let first = try PeerSocket(to: address)
    try exchange(first, "first", orExit: 2)

    let before = ResourceLimit.openFiles.set(to: thirdFreeDescriptor() + 1)
    let second = try PeerSocket(to: address)
    try exchange(second, "second", orExit: 3)
    let third = try PeerSocket(to: address)
    for _ in 0..<10_000 where count("accepting pauses") == 0 { usleep(1000) }
    try exchange(first, "still here", orExit: 4)
    // Several tries that fail are one episode.
    usleep(300_000)
    guard count("accepting pauses") == 1, count("accepting again") == 0 else { exit(5) }

    ResourceLimit.openFiles.set(to: before)
    try exchange(third, "third", orExit: 6)
    guard count("accepting pauses") == 1, count("accepting again") == 1 else { exit(7) }
    for peer in [first, second, third] { peer.close() }
  }
  exit(0)
}

/// Sends a line, which must come back; ends the process otherwise.
private func exchange(_ peer: PeerSocket, _ word: String, orExit status: Int32) throws {
  try peer.send("\(word)\n")
  let answer = Array("\(word)\r\n".utf8)
  guard try peer.receive(exactly: answer.count) == answer else { exit(status) }
}

private func thirdFreeDescriptor() -> rlim_t {
  let numbers = (0..<3).map { _ in socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) }
  guard let third = numbers.max(), third >= 0 else { exit(1) }
  for number in numbers { close(number) }
  return rlim_t(third)
}
