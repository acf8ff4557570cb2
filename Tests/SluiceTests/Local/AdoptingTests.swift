// Sockets that somebody else has made: what they are, whose they are, and their mode.

import Glibc
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct AdoptingTests {
  /// Two local sockets that are connected, blocking or not.
  private static func pair(_ type: __socket_type, isBlocking: Bool) -> (CInt, CInt) {
    var ends: [CInt] = [-1, -1]
    let flags = isBlocking ? 0 : Int32(SOCK_NONBLOCK.rawValue)
    // Two integers, which the call fills.
    unsafe socketpair(AF_UNIX, Int32(type.rawValue) | flags, 0, &ends)
    return (ends[0], ends[1])
  }

  private static func isBlocking(_ descriptor: CInt) -> Bool {
    fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0
  }

  private static func isOpen(_ descriptor: CInt) -> Bool { fcntl(descriptor, F_GETFD) >= 0 }

  /// Whether the other end is closed. (Its number may be in use again: tests run side by side.)
  private static func hasEnded(_ descriptor: CInt) -> Bool {
    var byte: UInt8 = 0
    // One byte of a local.
    let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT))
    return count == 0 || count < 0 && errno == ECONNRESET
  }

  @Test(arguments: KernelCase.drivers, [true, false])
  func `A stream works in either mode, which stays`(
    kind: KernelCase, isBlocking: Bool
  ) async throws {
    try await withDatagrams(kind) { loop in
      let (ours, theirs) = Self.pair(SOCK_STREAM, isBlocking: isBlocking)
      let first = try await SocketStream.adopt(ours, duplicating: true)
      let second = try await SocketStream.adopt(theirs)
      let echo = loop.spawn {
        while let line = try await second.readLine() { try await second.writeLine(line) }
        try await second.close()
      }
      for index in 0..<20 {
        try await Task.sleep(for: .milliseconds(index % 2))
        try await first.writeLine("line \(index)")
        #expect(try await first.readLine() == "line \(index)")
      }
      // More than the kernel holds, both ways.
      let block = [UInt8](repeating: 0x61, count: 1022) + [0x0d, 0x0a]
      let blocks = (0..<1024).flatMap { _ in block }
      let writer = loop.spawn { try await first.write(blocks) }
      #expect(try await first.readExactly(1 << 20) == blocks)
      try await writer.value
      #expect(Self.isBlocking(ours) == isBlocking)
      try await first.finishWriting()
      try await echo.value
      try await first.close()
      #expect(Self.isOpen(ours), "the original stays the caller's")
      #expect(Self.isBlocking(ours) == isBlocking)
      Glibc.close(ours)
      #expect(await loop.statistics().turns < 100_000, "the loop spins")
    }
  }

  @Test(arguments: KernelCase.drivers, [true, false])
  func `A stream of which nothing comes costs no turns`(
    kind: KernelCase, isBlocking: Bool
  ) async throws {
    try await withDatagrams(kind) { loop in
      let (ours, theirs) = Self.pair(SOCK_STREAM, isBlocking: isBlocking)
      let stream = try await SocketStream.adopt(ours)
      let waiting = loop.spawn { try await stream.readExactly(1) }
      let before = await loop.statistics().turns
      try await Task.sleep(for: .milliseconds(200))
      #expect(await loop.statistics().turns - before < 50)
      #expect(writeByte(3, to: theirs))
      #expect(try await waiting.value == [3])
      let cancelled = loop.spawn { try await stream.readExactly(1) }
      for _ in 0..<5 { await loop.giveWay() }
      cancelled.cancel()
      await #expect(throws: StreamError.cancelled) { try await cancelled.value }
      await stream.abort()
      Glibc.close(theirs)
    }
  }

  @Test(arguments: KernelCase.all, [true, false])
  func `A listener accepts in either mode, which stays`(
    kind: KernelCase, isBlocking: Bool
  ) async throws {
    try await withDatagrams(kind) { loop in
      let made = try await Listener.listen(at: .address(kind.family.freshAddress()))
      let raw = made.core.descriptor.rawValue
      _ = fcntl(raw, F_SETFL, isBlocking ? 0 : O_NONBLOCK)
      let adopted = try await Listener.adopt(raw, duplicating: true)
      #expect(adopted.address == made.address)
      for index in 0..<10 as Range<UInt8> {
        let accepting = loop.spawn { try await adopted.accept() }
        try await Task.sleep(for: .milliseconds(Int(index) % 3))
        let client = try await SocketStream.connect(to: .address(made.address))
        let server = try await accepting.value
        try await client.write([index])
        #expect(try await server.readExactly(1) == [index])
        await client.abort()
        await server.abort()
      }
      let last = loop.spawn { try await adopted.accept() }
      for _ in 0..<5 { await loop.giveWay() }
      let before = await loop.statistics().turns
      try await Task.sleep(for: .milliseconds(100))
      #expect(await loop.statistics().turns - before < 50)
      await adopted.close()
      await #expect(throws: StreamError.closed) { try await last.value }
      #expect(Self.isBlocking(raw) == isBlocking)
      if case .local(let path) = made.address {
        #expect(SocketFile(at: path) != nil, "the file is not the adopter's to remove")
      }
      await made.close()
    }
  }

  @Test(arguments: KernelCase.all, [true, false])
  func `A datagram socket works in either mode, which stays`(
    kind: KernelCase, isBlocking: Bool
  ) async throws {
    try await withDatagrams(kind) { loop in
      let (made, address) = try await DatagramSocket.fresh(kind.family)
      let raw = made.core.descriptor.rawValue
      _ = fcntl(raw, F_SETFL, isBlocking ? 0 : O_NONBLOCK)
      let adopted = try await DatagramSocket.adopt(raw, duplicating: true)
      #expect(await adopted.localAddress() == address)
      #expect(await adopted.peerAddress() == nil)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      for index in 0..<10 as Range<UInt8> {
        let receiving = loop.spawn { try await adopted.receive() }
        try await Task.sleep(for: .milliseconds(Int(index) % 3))
        try await client.send([index], to: address)
        #expect(try await receiving.value == Datagram(bytes: [index], sender: own, originalSize: 1))
        try await adopted.send([index], to: own)
        #expect(try await client.receive().bytes == [index])
      }
      #expect(Self.isBlocking(raw) == isBlocking)
      for socket in [made, adopted, client] { await socket.close() }
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `A descriptor turns out to be what it is`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (ours, theirs) = Self.pair(SOCK_STREAM, isBlocking: true)
      guard case .stream(let stream) = try await AdoptedSocket.adopt(ours) else {
        Issue.record("no stream")
        return
      }
      #expect(fcntl(ours, F_GETFD) & FD_CLOEXEC != 0)
      await stream.abort()
      #expect(Self.hasEnded(theirs), "it was taken over")
      Glibc.close(theirs)
      let made = try await Listener.listen(at: .tcp("127.0.0.1", 0))
      let number = made.core.descriptor.rawValue
      guard case .listener(let listener) = try await AdoptedSocket.adopt(number, duplicating: true)
      else {
        Issue.record("no listener")
        return
      }
      await listener.close()
      await made.close()
      let (one, two) = Self.pair(SOCK_DGRAM, isBlocking: false)
      guard case .datagram(let socket) = try await AdoptedSocket.adopt(one) else {
        Issue.record("no datagram socket")
        return
      }
      #expect(await socket.peerAddress() == .unnamed)
      await socket.close()
      Glibc.close(two)
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `What is not what it should be is named, and stays the caller's`(
    kind: KernelCase
  ) async throws {
    try await withDatagrams(kind) { _ in
      let pipe = PipeEnds()
      let (stream, other) = Self.pair(SOCK_STREAM, isBlocking: true)
      let (datagram, another) = Self.pair(SOCK_DGRAM, isBlocking: true)
      let alone = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      let packets = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
      let netlink = socket(AF_NETLINK, Int32(SOCK_DGRAM.rawValue), 0)
      let cases: [(CInt, Errno)] = [
        (pipe.reader, .notSocket), (9999, .badFileDescriptor), (-1, .badFileDescriptor),
        (datagram, .invalidArgument), (alone, .socketNotConnected),
        (packets, .socketTypeNotSupported), (netlink, .addressFamilyNotSupported),
      ]
      for (descriptor, expected) in cases {
        let error = await ioError { _ = try await SocketStream.adopt(descriptor) }
        #expect(error?.operation == .adopt)
        #expect(error?.errno == expected)
        #expect(error?.detail?.hasPrefix("descriptor \(descriptor)") == true)
      }
      let noListener = await ioError { _ = try await Listener.adopt(stream) }
      #expect(noListener?.errno == .invalidArgument)
      let noDatagrams = await ioError { _ = try await DatagramSocket.adopt(stream) }
      #expect(noDatagrams?.errno == .invalidArgument)
      for descriptor in [stream, other, datagram, another, alone, packets, netlink] {
        #expect(Self.isOpen(descriptor))
        Glibc.close(descriptor)
      }
      pipe.closeWriter()
    }
  }
}
