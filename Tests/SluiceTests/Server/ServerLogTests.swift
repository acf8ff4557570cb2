// What is logged says nothing of what was sent.

import Sluice
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ServerLogTests {
  /// Every way in which a connection may fail that carries bytes, at the most talkative level.
  @Test(arguments: KernelChoice.allCases)
  func `No log line holds a byte of payload`(_ choice: KernelChoice) async throws {
    let secret = "hunter2-passphrase"
    let log = LogRecorder()
    let counters = Server.Counters()
    let stream = StreamConfiguration(
      maximumLineLength: 100, readTimeout: .milliseconds(300), lineTimeout: .milliseconds(200))
    try await withServer(
      choice, logger: log.logger,
      configure: {
        ($0.stream, $0.counters) = (stream, counters)
        $0.stallThreshold = .milliseconds(4)
      },
      handler: { stream in
        while let line = try await stream.readLine() {
          if line.hasPrefix("drop") {
            // Unsent output of a stream that is dropped: its own log line.
            try await stream.write(line)
            let peer = try await SocketStream.pair()
            try await peer.0.write(line)
            return
          }
          try await stream.writeLine(line)
        }
      }
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      let texts = [
        "\(secret)\n", "\(secret)", "drop \(secret)\n",
        String(repeating: secret, count: 20) + "\n",
      ]
      for text in texts {
        let peer = try PeerSocket(to: address)
        try peer.send(text)
        _ = try? peer.receive()
        peer.reset()
      }
      let peer = try PeerSocket(to: address)
      try peer.send(Array(secret.utf8) + [0xff, 0xfe, 0x0a])
      _ = try? peer.receiveAll()
      while counters.statistics.active > 0 { try await Task.sleep(for: .milliseconds(1)) }
    }
    // Something was logged at all.
    #expect(log.lines.contains { $0.message == "a stream was dropped while open" })
    for line in log.lines {
      let text = "\(line.message) \(line.metadata)"
      #expect(!text.contains("hunter2") && !text.contains("passphrase"), "\(text)")
    }
  }
}
