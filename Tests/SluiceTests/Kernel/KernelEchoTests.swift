// Bytes and lines over real connections.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct KernelEchoTests {
  @Test(arguments: KernelCase.all)
  func randomBytesThroughRandomBuffers(kind: KernelCase) async throws {
    var random = Seeds.generator()
    let sizes = [1, 2, 3, 17, 256, 4096, 65536]
    for _ in 0..<4 {
      let configuration = StreamConfiguration(
        inputBufferSize: sizes.randomElement(using: &random) ?? 1,
        outputBufferSize: sizes.randomElement(using: &random) ?? 1)
      let bytes = random.bytes(Int.random(in: 1...40_000, using: &random))
      let note = "\(configuration) \(Seeds.note)"
      try await withKernel(kind, configuration: configuration) { fixture in
        let (peer, stream) = try await fixture.connection()
        let echo = fixture.loop.spawn {
          while true {
            let part = try await stream.read()
            guard !part.isEmpty else { break }
            try await stream.write(part)
          }
          try await stream.close()
        }
        let writer = Task {
          try await fixture.group.blocking {
            try peer.send(bytes); peer.finish()
          }
        }
        let received = try await fixture.group.blocking { try peer.receiveAll() }
        try await writer.value
        try await echo.value
        #expect(received == bytes, "\(note)")
      }
    }
  }

  @Test(arguments: KernelCase.all)
  func linesBothWaysBetweenStreamsOfOurs(kind: KernelCase) async throws {
    try await withKernel(kind, configuration: StreamConfiguration(inputBufferSize: 100)) {
      fixture in
      let (client, server) = try await fixture.pair()
      let lines = (0..<500).map { String(repeating: "é\($0)", count: $0 % 90) }
      let echo = fixture.loop.spawn {
        for try await line in server.lines { try await server.writeLine(line) }
        try await server.close()
      }
      let writer = fixture.loop.spawn {
        for line in lines { try await client.writeLine(line) }
        try await client.finishWriting()
      }
      let received = try await fixture.loop.spawn { () -> [String] in
        var received: [String] = []
        for try await line in client.lines { received.append(line) }
        return received
      }.value
      try await writer.value
      try await echo.value
      try await client.close()
      #expect(received == lines)
    }
  }

  @Test(arguments: KernelCase.drivers)
  func sixtyFourMebibytesToASlowReader(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection(receiveBuffer: 64 << 10)
      let block = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      let writer = fixture.loop.spawn {
        for _ in 0..<64 { try await stream.write(block) }
        try await stream.close()
      }
      let isIntact = try await fixture.group.blocking { () throws -> Bool in
        for _ in 0..<64 { guard try peer.receive(exactly: 1 << 20) == block else { return false } }
        peer.close()
        return true
      }
      #expect(isIntact)
      try await writer.value
    }
  }

  @Test(arguments: KernelCase.all)
  func halfCloseBothWays(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection()
      // The peer ends first, and still gets the answer.
      try await fixture.group.blocking {
        try peer.send("question\n")
        peer.finish()
      }
      #expect(try await stream.readLine() == "question")
      #expect(try await stream.readLine() == nil)
      try await stream.writeLine("answer")
      try await stream.finishWriting()
      await #expect(throws: StreamError.closed) { try await stream.write("late") }
      let answer = try await fixture.group.blocking { try peer.receiveAll() }
      #expect(answer == Array("answer\r\n".utf8))
      try await stream.close()
      // We end first, and still read.
      let (second, other) = try await fixture.connection()
      try await other.finishWriting()
      #expect(try await fixture.group.blocking { try second.receiveAll() } == [])
      try await fixture.group.blocking {
        try second.send("still here\n")
        second.close()
      }
      #expect(try await other.readLine() == "still here")
      try await other.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func aHandlerWritesAndSleepsAndItsOutputLeaves(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection()
      let handler = fixture.loop.spawn {
        try await stream.write("hello")
        try await Task.sleep(for: .seconds(600))
      }
      #expect(
        try await fixture.group.blocking { try peer.receive(exactly: 5) } == Array("hello".utf8))
      handler.cancel()
      _ = await handler.result
      peer.close()
      try await stream.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func pushWhileTheReaderWaits(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection()
      let reader = fixture.loop.spawn { try await stream.readLine() }
      try await fixture.loop.spawn { try await stream.writeLine("news") }.value
      let news = try await fixture.group.blocking { () throws -> [UInt8] in
        let news = try peer.receive(exactly: 6)
        try peer.send("thanks\n")
        return news
      }
      #expect(news == Array("news\r\n".utf8))
      #expect(try await reader.value == "thanks")
      peer.close()
      try await stream.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func twoWritersOnASlowPeerKeepTheirBytesTogether(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection(receiveBuffer: 4096)
      let length = 300_000
      let writers = ["a", "b"].map { letter in
        fixture.loop.spawn {
          for _ in 0..<4 { try await stream.write(String(repeating: letter, count: length)) }
        }
      }
      let received = try await fixture.group.blocking { try peer.receive(exactly: 8 * length) }
      for writer in writers { try await writer.value }
      let pieces = stride(from: 0, to: received.count, by: length).map { start in
        Set(received[start..<min(start + length, received.count)])
      }
      #expect(pieces.count == 8)
      #expect(pieces.allSatisfy { $0.count == 1 })
      peer.close()
      try await stream.close()
    }
  }
}
