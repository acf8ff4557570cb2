// Options as streams and listeners offer them, on both drivers.

import Sluice
import SystemPackage
import TestSupport
import Testing

@Suite struct `Options of streams and listeners` {
  @Test(arguments: KernelCase.drivers)
  func `A stream and its listener have options`(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let listener = fixture.listener
      #expect(try await listener.option(.acceptsConnections))
      #expect(try await listener.option(.reuseAddress))
      try await listener.setOption(.receiveBuffer, 30_000)
      #expect(try await listener.option(.receiveBuffer) >= 30_000)

      let (stream, accepted) = try await fixture.pair()
      #expect(try await stream.option(.noDelay))
      try await stream.setOption(.noDelay, false)
      #expect(try await !stream.option(.noDelay))
      #expect(try await accepted.option(.receiveBuffer) >= 30_000)

      do throws(StreamError) {
        try await stream.setOption(.ipv6Only, true)
        Issue.record("an IPv4 stream was given an option of IPv6")
      } catch .io(let error) {
        #expect(error.operation == .setOption)
        #expect(error.option == .ipv6Only)
        #expect(error.isMissingOption)
        #expect(error.peer == listener.address)
      } catch {
        Issue.record("not an error of the kernel's: \(error)")
      }

      await listener.close()
      await stream.abort()
      await accepted.abort()
      await #expect(throws: StreamError.closed) { try await stream.option(.noDelay) }
      await #expect(throws: StreamError.closed) { try await stream.setOption(.noDelay, true) }
      let late = await #expect(throws: IOError.self) { try await listener.option(.noDelay) }
      #expect(late?.errno == .badFileDescriptor)
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `A datagram socket has options`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let socket = try await DatagramSocket.bind(
        to: .address(.ipv4(.loopback, port: 0)),
        configuration: DatagramConfiguration(allowsBroadcast: true))
      #expect(try await socket.option(.broadcast))
      try await socket.setOption(.broadcast, false)
      #expect(try await !socket.option(.broadcast))
      do throws(StreamError) {
        _ = try await socket.option(.noDelay)
        Issue.record("a datagram socket has an option of TCP")
      } catch .io(let error) {
        #expect(error.operation == .getOption)
        #expect(error.option == .noDelay)
        #expect(error.isMissingOption)
      } catch {
        Issue.record("not an error of the kernel's: \(error)")
      }
      await socket.close()
      await #expect(throws: StreamError.closed) { try await socket.option(.broadcast) }
      await #expect(throws: StreamError.closed) { try await socket.setOption(.broadcast, true) }
    }
  }
}
