// io_uring that is refused to a program which has it already: loops that run go on with their rings, new
// ones fall back. (What is said of a refusal, and that it leads to readiness, is tested with the choice of
// the driver; so are the system calls that a sandbox may refuse.)

import Glibc
import Sluice
import SluiceLoop
import StreamProperties
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct KernelRefusalTests {
  @Test(arguments: [EPERM, ENOSYS, ENOMEM, EMFILE])
  func `Loops that run go on, and new ones fall back`(refusal: Int32) async throws {
    try requireUring()
    await #expect(processExitsWith: .success) { [refusal] in
      let before = try EventLoopGroup(loops: 1, driver: .uring)
      let server = try await EchoServer(on: before)
      let early = try await SocketStream.connect(to: server.endpoint, on: before.loops[0])
      try await talk(over: early, "before")
      // Of the thread that makes the loops, and of all that it starts.
      let after = try onThread {
        try forbid(.setup, with: refusal)
        #expect(throws: IOError.self) { try EventLoopGroup(loops: 1, driver: .uring) }
        return try EventLoopGroup(loops: 2)
      }
      #expect(after.loops.map(\.driver.kind) == [.poll, .poll])
      #expect(after.loops.map(\.driver.choice) == [.refused, .refused])
      let late = try await SocketStream.connect(to: server.endpoint, on: after.loops[1])
      try await talk(over: late, "after")
      try await talk(over: early, "still")
      let (other, own) = (try await EchoServer(on: after), before.loops[0])
      let back = try await SocketStream.connect(to: other.endpoint, on: own)
      try await talk(over: back, "the other way")
      for stream in [early, late, back] { try await stream.close() }
      try await server.stop()
      try await other.stop()
      await after.shutDown()
      await before.shutDown()
    }
  }
}
