// A buffer that is freed while the kernel may still write to it: sanitizers cannot see that, the
// poison of debug builds can.

#if DEBUG
  @testable import Sluice
  import SluiceLoop
  import Testing

  @Suite(.timeLimit(.minutes(10))) struct EarlyFreeTests {
    @Test func `A buffer freed under a receive ends the process, on io_uring`() async throws {
      try await KernelChoice.uring.group(loops: 1).shutDown()
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { try await freeEarly(.uring) }
      #expect(saysWhy(result), "it ended for another reason")
    }

    @Test func `A buffer freed under a receive ends the process, on the fallback`() async throws {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { try await freeEarly(.poll) }
      #expect(saysWhy(result), "it ended for another reason")
    }

    @Test func `The same without the early free ends well`() async throws {
      await #expect(processExitsWith: .success) { try await freeEarly(.poll, frees: false) }
    }
  }

  /// Whether the process ended for the reason that it should.
  private func saysWhy(_ result: ExitTest.Result?) -> Bool {
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    return said.contains("a buffer was written after it was given back")
  }

  /// Gives the buffer of a receive in flight back to the pool, and lets bytes arrive.
  private func freeEarly(_ choice: KernelChoice, frees: Bool = true) async throws {
    try await withServer(
      choice,
      // A size of its own: or else the block would serve as output buffer at once.
      configure: { $0.stream.inputBufferSize = 5000 },
      handler: { stream in
        stream.core.armReceive()
        if frees { stream.core.state.input.plantEarlyFree() }
        try await stream.writeLine("armed")
        // The bytes come, and with them turns that look at the poison.
        try await Task.sleep(for: .seconds(frees ? 20 : 0))
      }
    ) { server in
      let stream = try await server.connect()
      _ = try await stream.readLine()
      try await stream.writeLine("these bytes go to memory that is nobody's")
      try await stream.flush()
      _ = try? await stream.readLine()
      try await stream.close()
    }
  }
#endif
