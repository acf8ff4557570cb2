// Output that cannot leave, and streams that are closed with some.

import Glibc
import SluiceCore
import TestSupport
import Testing

@testable import IOLib

@Suite(.timeLimit(.minutes(10))) struct HangupTests {
  @Test(arguments: BlockingChoice.allCases)
  func `A peer that is gone hangs up, and the output stays`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      try peer.close()
      try stream.finishOutput()
      try stream.writeString("kept")
      for _ in 0..<3 {
        guard case .hangup(let error) = try condition({ try stream.finishOutput() }) else {
          Issue.record("not told")
          return
        }
        #expect(error.errno == .brokenPipe)
      }
      #expect(throws: SocketError.self) { try stream.forceOutput() }
      try stream.clearOutput()
      try stream.finishOutput()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A direct write and a full buffer hang up, too`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair(outputBufferSize: 4)
      try peer.close()
      #expect(
        try condition { try stream.writeSequence([UInt8](repeating: 0, count: 99)) }.errno
          == .brokenPipe)
      try stream.writeString("1234")
      #expect(try condition { try stream.writeByte(5) }.errno == .brokenPipe)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A reset is told first, and then a hangup`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try connection()
      peer.reset()
      _ = try stream.handle.wait(for: .peerClosed, .receive, until: nil)
      try stream.writeString("x")
      let first = try condition { try stream.finishOutput() }
      #expect(first.errno == .connectionReset && first.isSocketError)
      guard case .hangup = try condition({ try stream.finishOutput() }) else {
        Issue.record("not told")
        return
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A reader with unsent output is told of a reset, and not of the end`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, peer) = try connection()
      peer.reset()
      _ = try stream.handle.wait(for: .peerClosed, .receive, until: nil)
      try stream.writeString("question")
      #expect(try condition { _ = try stream.readLine() }.errno == .connectionReset)
      #expect(try stream.readLine() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A connection that breaks wakes a reader and a writer`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try connection(peerBuffer: 4096)
      let reader = Companion(choice) { () -> SocketError? in
        do {
          _ = try stream.readLine()
          return nil
        } catch let error as SocketError {
          return error
        }
      }
      try stream.untilWaiting()
      let writer = Companion(choice) {
        try condition { try stream.writeSequence([UInt8](repeating: 1, count: 64 << 20)) }
      }
      try stream.untilWaiting(2)
      peer.reset()
      let (first, second) = (try reader.result(), try writer.result())
      // The kernel tells of the reset once; whoever comes second sees the end, or a hangup. A ring that
      // has sent a part swallows it.
      #expect(
        first?.errno == .connectionReset || second.errno == .connectionReset || choice == .uring)
      #expect(second.errno == .connectionReset || second.errno == .brokenPipe)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Output on a socket that was never connected hangs up`(choice: BlockingChoice) throws {
    try choice.run {
      let stream = try makeSocket()
      try stream.writeString("x")
      guard case .hangup = try condition({ try stream.finishOutput() }) else {
        Issue.record("not told")
        return
      }
      try stream.close(abort: true)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close flushes, an abort drops`(choice: BlockingChoice) throws {
    try choice.run {
      for abort in [false, true] {
        let (stream, peer) = try makeSocketPair()
        try stream.writeString("text")
        #expect(try stream.close(abort: abort))
        #expect(try !stream.close(abort: abort))
        #expect(try peer.allCharacters() == (abort ? "" : "text"))
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close that hangs up releases the descriptor`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try connection()
      let port = try stream.remotePort()
      try stream.writeString("lost")
      peer.reset()
      _ = try stream.handle.wait(for: .peerClosed, .receive, until: nil)
      #expect(try condition { try stream.close() }.errno == .connectionReset)
      #expect(!stream.isOpen && stream.osFD == nil && port > 0)
      #expect(try !stream.close())
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A close waits until all has left`(choice: BlockingChoice) throws {
    try choice.run {
      let count = 4 << 20
      let (stream, peer) = try makeSocketPair(outputBufferSize: count)
      try stream.writeSequence([UInt8](repeating: 7, count: count))
      let reader = Companion(choice) {
        usleep(5000)
        return try peer.readSequence(count: count + 1).count
      }
      try stream.close()
      #expect(try reader.result() == count)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A send time-out that passes keeps the output`(choice: BlockingChoice) throws {
    try choice.run {
      let count = 4 << 20
      let (stream, peer) = try makeSocketPair(outputBufferSize: count)
      try stream.setSocketOption(.sendTimeout, .milliseconds(10))
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 241) }
      try stream.writeSequence(bytes)
      #expect(try condition { try stream.finishOutput() }.errno == .wouldBlock)
      try stream.setSocketOption(.sendTimeout, .zero)
      let reader = Companion(choice) { try peer.readSequence(count: count) }
      try stream.finishOutput()
      #expect(try reader.result() == bytes)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A read that waits sends more than the kernel takes at once`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let count = 4 << 20
      let (stream, peer) = try makeSocketPair(outputBufferSize: count)
      try stream.writeSequence([UInt8](repeating: 7, count: count))
      let answerer = Companion(choice) {
        let question = try peer.readSequence(count: count)
        try peer.writeString("\(question.count)\n")
        try peer.finishOutput()
      }
      #expect(try stream.readLine()?.line == "\(count)")
      try answerer.result()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A read that waits sends what was written behind a part`(choice: BlockingChoice) throws {
    try choice.run {
      let count = 1 << 20
      let (stream, peer) = try makeSocketPair(outputBufferSize: count)
      // The kernel takes a part only; what comes then is behind the rest.
      try stream.writeSequence([UInt8](repeating: 7, count: count))
      try stream.forceOutput()
      try stream.writeByte(8)
      let answerer = Companion(choice) {
        while try peer.readByte() != 8 {}
        try peer.writeByte(9)
        try peer.finishOutput()
      }
      #expect(try stream.readByte() == 9)
      try answerer.result()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A stream may be dropped with output that could not leave`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      try peer.close()
      try stream.writeString("lost")
      #expect(try condition { try stream.finishOutput() }.errno == .brokenPipe)
    }
  }
}
