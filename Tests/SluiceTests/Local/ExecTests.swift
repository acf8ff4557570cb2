// A program that is started by one that uses Sluice inherits nothing of it.

import Glibc
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct ExecTests {
  @Test func `Nothing is inherited over exec, by io_uring`() async throws {
    // Skips the test where there is no io_uring.
    try await KernelChoice.uring.group(loops: 1).shutDown()
    await #expect(processExitsWith: .success) { try await startProgram(.uring) }
  }

  @Test func `Nothing is inherited over exec, by readiness`() async throws {
    await #expect(processExitsWith: .success) { try await startProgram(.poll) }
  }
}

/// The descriptors of a program that is started now, beside those that it opens itself, with what each
/// is. popen(3) closes nothing.
private func inherited() -> Set<String> {
  // Its own pipe and directory are opened behind everything of ours.
  guard let program = unsafe popen("exec find /proc/self/fd -printf '%f %l\\n' 2>/dev/null", "r")
  else { exit(10) }
  var text: [UInt8] = []
  while true {
    let byte = unsafe fgetc(program)
    guard byte != EOF else { break }
    text.append(UInt8(truncatingIfNeeded: byte))
  }
  guard unsafe pclose(program) == 0 else { exit(11) }
  let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  guard !lines.isEmpty else { exit(12) }
  return Set(lines.filter { !$0.hasSuffix("/fd") && !$0.hasPrefix("1 ") })
}

/// Opens all that there is, and starts a program. A status tells what is wrong.
private func startProgram(_ choice: KernelChoice) async throws {
  let before = inherited()
  let group = try choice.group(loops: 2)
  let held = try await group.loops[0].spawn { () -> [any Sendable] in
    let listener = try await Listener.listen(at: .tcp("127.0.0.1", 0))
    let client = try await SocketStream.connect(to: .address(listener.address))
    let server = try await listener.accept()
    try await client.writeLine("hello")
    _ = try await server.readLine()
    let local = try await Listener.listen(at: .address(DriverFamily.path.freshAddress()))
    let pair = try await SocketStream.pair()
    let pipe = PipeEnds()
    try await pair.0.sendDescriptors([pipe.writer])
    try await checkPassed(pair.1)
    let datagrams = try await DatagramSocket.bind(to: .tcp("127.0.0.1", 0))
    _ = try? await Resolver.lookup(host: "localhost")
    return [listener, client, server, local, pair.0, pair.1, datagrams]
  }.value
  let watch = try await watchSignal(on: group.loops[1])
  let after = inherited()
  guard after.isSubset(of: before) else {
    print("inherited: \(after.subtracting(before))")
    exit(22)
  }
  await watch.loop.run { await watch.stop() }
  withExtendedLifetime(held) {}
  exit(0)
}

/// A descriptor that came along is close-on-exec, too.
private func checkPassed(_ stream: SocketStream) async throws {
  guard var message = try await stream.receiveDescriptors() else { exit(20) }
  guard let taken = message.descriptors.take() else { exit(20) }
  guard fcntl(taken, F_GETFD) & FD_CLOEXEC != 0 else { exit(21) }
}

/// A watch of a signal has descriptors, too.
private func watchSignal(on loop: EventLoop) async throws -> Watch {
  try await loop.run { Watch(loop: loop, watch: try SignalWatch([SIGUSR1], on: loop) {}) }
}

private struct Watch: @unchecked Sendable {
  // Sendable: used on the loop's thread only.
  let loop: EventLoop
  let watch: SignalWatch

  func stop() async { await watch.stop() }
}
