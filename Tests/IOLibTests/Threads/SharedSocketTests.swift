// One socket and several threads.

import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@testable import IOLib

@Suite(.timeLimit(.minutes(10))) struct SharedSocketTests {
  @Test(arguments: BlockingChoice.allCases)
  func `A writer gets in while a reader waits with unsent output`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      for round in 0..<2000 {
        // The reader takes the first byte along; the answer comes for both alone.
        try stream.writeByte(1)
        let reader = Companion(choice) { try stream.readByte() }
        if round % 2 == 0 { try stream.untilWaiting() }
        try stream.writeByte(2)
        try stream.finishOutput()
        #expect(try peer.readByte() == 1)
        #expect(try peer.readByte() == 2)
        try peer.writeByte(3)
        try peer.finishOutput()
        #expect(try reader.result() == 3)
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Output that a reader leaves to a writer leaves all the same`(choice: BlockingChoice) throws
  {
    try choice.run {
      for _ in 0..<20 {
        let size = 1 << 20
        let (stream, peer) = try makeSocketPair(outputBufferSize: size)
        try stream.writeSequence([UInt8](repeating: 1, count: size - 1))
        let reader = Companion(choice) { try stream.readByte() }
        try stream.untilWaiting()
        // Fits, and so is not flushed: it is for the reader to send.
        try stream.writeByte(2)
        #expect(try peer.readSequence(count: size).last == 2)
        try peer.writeByte(3)
        try peer.finishOutput()
        #expect(try reader.result() == 3)
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Nobody waits for a reader to learn that there is nothing`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair(inputBufferSize: 64)
      let reader = Companion(choice) { try stream.readByte() }
      try stream.untilWaiting()
      #expect(try !stream.listen())
      #expect(try stream.readCharNoHang() == .nothing)
      #expect(stream.inputBufferSize == 64 && stream.externalFormat == .default)
      try peer.close()
      #expect(try reader.result() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A reader and a writer keep their order`(choice: BlockingChoice) throws {
    try choice.run {
      let count = 20_000
      let (stream, peer) = try makeSocketPair(inputBufferSize: 512, outputBufferSize: 512)
      let echo = Companion(choice) {
        while let line = try peer.readLine() { try peer.writeLine(line.line) }
        try peer.close()
      }
      let writer = Companion(choice) {
        for number in 0..<count {
          try stream.writeLine("line \(number)")
          if number % 7 == 0 { try stream.finishOutput() }
        }
        try stream.shutdown(write: true)
      }
      for number in 0..<count {
        guard try stream.readLine()?.line == "line \(number)" else {
          Issue.record("not line \(number)")
          break
        }
      }
      #expect(try stream.readLine() == nil)
      try writer.result()
      try echo.result()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Two readers take turns`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      let readers = (0..<2).map { _ in Companion(choice) { try stream.allLines().lines } }
      for number in 0..<5000 { try peer.writeLine("\(number)") }
      try peer.close()
      let lines = try readers.map { try $0.result().compactMap { Int($0) } }
      for part in lines { #expect(part == part.sorted()) }
      #expect((lines[0] + lines[1]).sorted() == Array(0..<5000))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Two writers mix no lines`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair(outputBufferSize: 64)
      let writers = (0..<2).map { writer in
        Companion(choice) {
          for number in 0..<2000 { try stream.writeLine("\(writer) \(number)") }
          try stream.finishOutput()
        }
      }
      var next = [0, 0]
      for _ in 0..<4000 {
        let words = try peer.readLine()?.line.split(separator: " ").compactMap { Int($0) } ?? []
        guard words.count == 2, next.indices.contains(words[0]), next[words[0]] == words[1] else {
          Issue.record("\(words) is no line")
          break
        }
        next[words[0]] += 1
      }
      for writer in writers { try writer.result() }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A reader's time-out lasts no longer for writers that wake it`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      defer { withExtendedLifetime(peer) {} }
      try stream.setSocketOption(.receiveTimeout, .milliseconds(50))
      let isOver = Lock(false)
      let waker = Companion(choice) {
        while !isOver.withLock({ $0 }) { stream.handle.wakeAll() }
      }
      let error = try condition { _ = try stream.readByte() }
      isOver.withLock { $0 = true }
      try waker.result()
      guard case .wouldBlock = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
