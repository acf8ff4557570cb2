// How real connections end: resets, refusals, closes at a bad time.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct KernelEndTests {
  @Test(arguments: KernelCase.internet)
  func aPeerThatResetsMidLineIsAnErrorWithItsAddress(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection()
      let reader = fixture.loop.spawn { try await stream.readLine() }
      try await fixture.group.blocking { try peer.send("half a li") }
      try await fixture.loop.run { () async throws in try await stream.write("x") }
      _ = try await fixture.group.blocking { try peer.receive(exactly: 1) }
      peer.reset()
      guard case .failure(StreamError.io(let error)) = await reader.result else {
        Issue.record("\(await reader.result)")
        return
      }
      #expect(error.errno == .connectionReset)
      #expect(error.operation == .receive)
      #expect(error.peer == stream.peerAddress)
      #expect(error.peer != nil)
      await stream.abort()
    }
  }

  @Test(arguments: KernelCase.all)
  func theLastReplyArrivesThoughInputIsUnread(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      for _ in 0..<50 {
        let (peer, stream) = try await fixture.connection()
        try await fixture.group.blocking {
          try peer.send("quit\n" + String(repeating: "unread ", count: 1000))
        }
        #expect(try await stream.readLine() == "quit")
        let close = fixture.loop.spawn {
          try await stream.writeLine("bye")
          try await stream.close()
        }
        let reply = try await fixture.group.blocking { () throws -> [UInt8] in
          let reply = try peer.receiveAll()
          peer.close()
          return reply
        }
        #expect(reply == Array("bye\r\n".utf8))
        try await close.value
      }
    }
  }

  @Test(arguments: KernelCase.all)
  func closeWhileAnotherTaskReads(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection()
      let reader = fixture.loop.spawn { try await stream.readLine() }
      await fixture.loop.run { await Task.yield() }
      let close = fixture.loop.spawn { try await stream.close() }
      #expect(try await fixture.group.blocking { try peer.receiveAll() } == [])
      peer.close()
      try await close.value
      await #expect(throws: StreamError.closed) { try await reader.value }
    }
  }

  @Test(arguments: KernelCase.all)
  func aFailedSendIsKeptAndRaisesNoSignal(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection()
      peer.reset()
      let errors = await fixture.loop.run { () async -> [StreamError] in
        var errors: [StreamError] = []
        // Until the kernel knows that nobody is there.
        for _ in 0..<1000 where errors.count < 2 {
          do throws(StreamError) {
            try await stream.write("into the void")
            try await stream.flush()
          } catch {
            errors.append(error)
          }
        }
        do throws(StreamError) { try await stream.close() } catch { errors.append(error) }
        return errors
      }
      #expect(errors.count == 3)
      #expect(Set(errors).count == 1)
    }
  }

  @Test(arguments: KernelCase.all)
  func aConnectThatIsRefusedSaysWhere(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let gone = try await Listener.listen(
        at: .address(kind.family.freshAddress()), on: fixture.loop)
      var address = gone.address
      await gone.close()
      var held: RawSocket?
      defer { held?.close() }
      if kind.family.isInternet {
        // A port that is bound, and not listened at, is given to nobody else meanwhile.
        let socket = try RawSocket.open(kind.family.socketFamily, .stream, listens: false)
        held = socket
        try socket.bind(to: kind.family.freshAddress())
        address = try socket.localAddress()
      }
      do throws(StreamError) {
        _ = try await SocketStream.connect(to: .address(address), on: fixture.loop)
        Issue.record("connected to nobody")
      } catch {
        guard case .io(let error) = error else {
          Issue.record("\(error)")
          return
        }
        // The file of a local socket went with its listener.
        #expect(error.errno == (kind.family == .path ? .noSuchFileOrDirectory : .connectionRefused))
        #expect(error.operation == .connect)
        #expect(error.peer == address)
      }
    }
  }

  @Test(arguments: KernelCase.drivers)
  func aConnectGivesUpAtItsDeadlineOrWhenCancelled(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      // A backlog that is full: the kernel drops further attempts, and they wait.
      let full = try await Listener.listen(
        at: .tcp("127.0.0.1", 0), backlog: 1, on: fixture.loop)
      let address = full.address
      let fillers = (0..<8).map { _ in
        fixture.loop.spawn { try await SocketStream.connect(to: .address(address)) }
      }
      let late = fixture.loop.spawn {
        try await SocketStream.connect(
          to: .address(address), deadline: .now.advanced(by: .milliseconds(300)))
      }
      await #expect(throws: StreamError.timedOut) { try await late.value }
      for filler in fillers { filler.cancel() }
      var cancelled = 0
      for filler in fillers {
        switch await filler.result {
        case .success(let stream): await stream.abort()
        case .failure(let error):
          #expect(error as? StreamError == .cancelled)
          cancelled += 1
        }
      }
      #expect(cancelled > 0)
      await full.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func aListenerThatClosesWakesWhoAccepts(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let listener = try await Listener.listen(
        at: .address(kind.family.freshAddress()), on: fixture.loop)
      let accepts = (0..<3).map { _ in fixture.loop.spawn { try await listener.accept() } }
      await fixture.loop.run { await Task.yield() }
      await listener.close()
      for accept in accepts {
        await #expect(throws: StreamError.closed) { _ = try await accept.value }
      }
      await listener.close()
    }
  }

  @Test(arguments: KernelCase.internet)
  func aDroppedStreamIsResetAndNothingLeaks(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let peer: PeerSocket
      do {
        let (other, stream) = try await fixture.connection()
        peer = other
        let reader = fixture.loop.spawn { [weak stream] in stream != nil }
        _ = await reader.value
      }
      await #expect(throws: Errno.connectionReset) {
        _ = try await fixture.group.blocking { try peer.receiveAll() }
      }
    }
  }

  @Test(arguments: KernelCase.all)
  func cancellationStorms(kind: KernelCase) async throws {
    try await withKernel(kind, configuration: StreamConfiguration(inputBufferSize: 64)) { fixture in
      let (peer, stream) = try await fixture.connection()
      let lines = 400
      let sender = Task {
        try await fixture.group.blocking {
          // Also where a send fails: the reader is not to wait for the rest for ever.
          defer { peer.finish() }
          for index in 0..<lines { try peer.send("line \(index)\n") }
        }
      }
      var received: [String] = []
      var cancelled = 0
      reading: while true {
        let reader = fixture.loop.spawn { try await stream.readLine() }
        if cancelled < 500 { reader.cancel() }
        switch await reader.result {
        case .success(let line?): received.append(line)
        case .success(nil): break reading
        case .failure(let error):
          #expect(error as? StreamError == .cancelled)
          cancelled += 1
        }
      }
      try await sender.value
      // No line was lost, doubled or torn.
      #expect(received == (0..<lines).map { "line \($0)" })
      peer.close()
      try await stream.close()
    }
  }
}
