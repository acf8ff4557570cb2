// Datagrams, one at a time: who sent them, what is lost of them, and what goes wrong.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct DatagramTests {
  @Test(arguments: KernelCase.all)
  func `A datagram comes with its sender, and an answer goes there`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      try await client.send(Array("question".utf8), to: address)
      let question = try await server.receive()
      #expect(question.bytes == Array("question".utf8))
      #expect(question.sender == own)
      #expect(!question.isTruncated)
      try await server.send(Array("answer".utf8), to: question.sender)
      #expect(try await client.receive().bytes == Array("answer".utf8))
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `A receiver that waits gets what comes later`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, _) = try await DatagramSocket.fresh(kind.family)
      for round in 0..<20 {
        let waiting = loop.spawn { try await server.receive().bytes }
        try await Task.sleep(for: .milliseconds(round % 3))
        try await client.send([UInt8(round)], to: address)
        #expect(try await waiting.value == [UInt8(round)])
      }
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `An empty datagram is one`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      try await client.send([], to: address)
      let empty = try await server.receive()
      #expect(empty == Datagram(bytes: [], sender: own, originalSize: 0))
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `What does not fit is lost, and said so; peeking loses nothing`(
    kind: KernelCase
  ) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      try await client.send(Array("0123456789".utf8), to: address)
      let peeked = try await server.receive(upTo: 3, peeking: true)
      #expect(peeked.bytes == Array("012".utf8))
      #expect(peeked.originalSize == 10)
      var room = [UInt8](repeating: 0x2e, count: 6)
      var span = room.mutableSpan
      let head = try await server.receive(into: &span)
      #expect(head == DatagramHead(count: 6, originalSize: 10, sender: own))
      #expect(head.isTruncated)
      #expect(room == Array("012345".utf8))
      try await client.send([1], to: address)
      #expect(try await server.receive().bytes == [1])
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `Connected, only the peer is heard, and disconnected everybody`(
    kind: KernelCase
  ) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      let (stranger, _) = try await DatagramSocket.fresh(kind.family)
      try await client.connect(to: .address(address))
      #expect(await client.peerAddress() == address)
      try await client.send([1])
      #expect(try await server.receive().sender == own)
      // A local socket that is connected refuses strangers; UDP drops what they send.
      let refused = await ioError { try await stranger.send([2], to: own) }
      #expect((refused?.errno == .notPermitted) == !kind.family.isInternet)
      try await server.send([3], to: own)
      #expect(try await client.receive().bytes == [3])
      try await client.disconnect()
      #expect(await client.peerAddress() == nil)
      let nowhere = await ioError { try await client.send([4]) }
      #expect(nowhere?.operation == .send)
      #expect(nowhere?.errno == (kind.family.isInternet ? .addressRequired : .socketNotConnected))
      for socket in [server, client, stranger] { await socket.close() }
    }
  }

  @Test(arguments: KernelCase.internet)
  func `An error of an earlier send is told once`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (gone, address) = try await DatagramSocket.fresh(kind.family)
      await gone.close()
      let client = try await DatagramSocket.connect(
        to: .address(address),
        configuration: DatagramConfiguration(receiveTimeout: .milliseconds(50)))
      try await client.send([1])
      let refused = await ioError { _ = try await client.receive() }
      #expect(refused?.operation == .receive)
      #expect(refused?.errno == .connectionRefused)
      #expect(refused?.peer == address)
      #expect(refused?.local != nil)
      await #expect(throws: StreamError.timedOut) { try await client.receive() }
      await client.close()
    }
  }

  @Test(arguments: KernelCase.internet)
  func `One that is too long is named with its addresses`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      let error = await ioError {
        try await client.send([UInt8](repeating: 1, count: 65_536), to: address)
      }
      #expect(
        error
          == IOError(
            .send, .messageTooLong, local: own, peer: address, detail: "a datagram of 65536 bytes"))
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `Families must agree`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, _) = try await DatagramSocket.fresh(.ipv4)
      let six = SocketAddress.ipv6(.loopback, port: 9)
      let sent = await ioError { try await server.send([1], to: six) }
      #expect(sent?.errno == .addressFamilyNotSupported)
      #expect(sent?.peer == six)
      let connected = await ioError { try await server.connect(to: .address(six)) }
      #expect(connected?.operation == .connect)
      #expect(connected?.errno == .addressFamilyNotSupported)
      let made = await ioError {
        _ = try await DatagramSocket.connect(
          to: .address(six), from: .address(.ipv4(.loopback, port: 0)))
      }
      #expect(made?.operation == .connect)
      #expect(made?.errno == .addressFamilyNotSupported)
      let long = await ioError {
        _ = try await DatagramSocket.bind(
          to: .address(.abstract([UInt8](repeating: 0x61, count: 108))))
      }
      #expect(long?.operation == .resolve)
      #expect(long?.errno == .fileNameTooLong)
      await server.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `Broadcasts need leave`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let everybody = SocketAddress.ipv4(IPv4Address(value: 0xffff_ffff), port: 9)
      let (quiet, _) = try await DatagramSocket.fresh(.ipv4)
      let refused = await ioError { try await quiet.send([1], to: everybody) }
      #expect(refused?.errno == .permissionDenied)
      let (loud, own) = try await DatagramSocket.fresh(
        .ipv4, configuration: DatagramConfiguration(allowsBroadcast: true))
      // The loopback's own broadcast address comes back to whoever is bound to it.
      let all = SocketAddress.ipv4(
        IPv4Address(value: 0x7fff_ffff), port: try #require(own.port))
      let error = await ioError { try await loud.send([7], to: all) }
      #expect(error?.errno != .permissionDenied)
      await quiet.close()
      await loud.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `A pair of local sockets knows its maker`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (first, second) = try await DatagramSocket.pair()
      try await first.send([1, 2])
      try await first.send([3])
      let one = try await second.receive()
      #expect(one.bytes == [1, 2])
      #expect(one.sender == .unnamed)
      #expect(try await second.receive().bytes == [3])
      let maker = try await first.peerCredentials()
      #expect(maker == ownCredentials())
      await first.close()
      await second.close()
    }
  }
}
