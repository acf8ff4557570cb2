// A burst of lines: one receive, one send.

import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamBurstTests {
  @Test func thirtyTwoLinesAreOneReceiveAndOneSend() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let server = fixture.begin {
        while let line = try await stream.handle.readLine() {
          try await stream.handle.writeLine("echo \(line)")
        }
      }
      _ = fixture.driver.takeTrace()
      let lines = (0..<32).map { "line \($0)" }
      fixture.driver.arrives(lines.map { $0 + "\r\n" }.joined(), on: stream.descriptor)
      fixture.settle()
      let room = StreamConfiguration.defaultBufferSize
      #expect(
        fixture.driver.takeTrace() == [
          .receive(stream.descriptor, count: room, .nothing),
          .send(stream.descriptor, lines.map { "echo \($0)\r\n" }.joined()),
        ])
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(server.isDone)
    }
  }
}
