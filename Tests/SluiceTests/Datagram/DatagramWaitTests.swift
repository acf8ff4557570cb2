// How the waits of datagram sockets end.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct DatagramWaitTests {
  @Test(arguments: KernelCase.all)
  func `A cancelled receive loses nothing`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, _) = try await DatagramSocket.fresh(kind.family)
      let waiting = loop.spawn { try await server.receive().bytes }
      let other = loop.spawn { try await server.receive().bytes }
      for _ in 0..<3 { await loop.giveWay() }
      waiting.cancel()
      await #expect(throws: StreamError.cancelled) { try await waiting.value }
      try await client.send([1], to: address)
      #expect(try await other.value == [1])
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `The time-out bounds a receive, and the socket goes on`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(
        kind.family, configuration: DatagramConfiguration(receiveTimeout: .milliseconds(30)))
      let (client, _) = try await DatagramSocket.fresh(kind.family)
      for _ in 0..<3 {
        await #expect(throws: StreamError.timedOut) { try await server.receive() }
      }
      try await client.send([1], to: address)
      #expect(try await server.receive().bytes == [1])
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `Closing ends every wait, and every later call`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (server, _) = try await DatagramSocket.fresh(kind.family)
      let waiting = (0..<3).map { _ in loop.spawn { try await server.receive() } }
      for _ in 0..<3 { await loop.giveWay() }
      await server.close()
      for task in waiting { await #expect(throws: StreamError.closed) { try await task.value } }
      await #expect(throws: StreamError.closed) { try await server.receive() }
      await #expect(throws: StreamError.closed) { try await server.send([1]) }
      #expect(await server.localAddress() == nil)
      await server.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `One that is dropped while it waits closes by itself`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      _ = try await DatagramSocket.fresh(
        kind.family, configuration: DatagramConfiguration(receiveTimeout: .seconds(100)))
    }
  }

  @Test(arguments: KernelCase.local)
  func `A sender waits while a local receiver's queue is full`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      for isConnected in [false, true] {
        let (server, address) = try await DatagramSocket.fresh(kind.family)
        let (client, _) = try await DatagramSocket.fresh(kind.family)
        if isConnected { try await client.connect(to: .address(address)) }
        // Far more than the queue (net.unix.max_dgram_qlen) holds.
        let count = 2000
        let sender = loop.spawn {
          for index in 0..<count {
            try await client.send(
              [UInt8(truncatingIfNeeded: index)], to: isConnected ? nil : address)
          }
        }
        for index in 0..<count {
          #expect(try await server.receive().bytes == [UInt8(truncatingIfNeeded: index)])
        }
        try await sender.value
        await server.close()
        await client.close()
      }
    }
  }

  @Test(arguments: KernelCase.local)
  func `The time-out bounds a send to a full queue`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, _) = try await DatagramSocket.fresh(
        kind.family, configuration: DatagramConfiguration(sendTimeout: .milliseconds(30)))
      await #expect(throws: StreamError.timedOut) {
        for _ in 0..<2000 { try await client.send([1], to: address) }
      }
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.internet)
  func `A wait after a refusal costs no turns`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (gone, address) = try await DatagramSocket.fresh(kind.family)
      await gone.close()
      let client = try await DatagramSocket.connect(to: .address(address))
      let refused = loop.spawn { try await client.receive() }
      for _ in 0..<3 { await loop.giveWay() }
      try await client.send([1])
      await #expect(throws: StreamError.self) { try await refused.value }
      let waiting = loop.spawn { try await client.receive() }
      let before = await loop.statistics().turns
      try await Task.sleep(for: .milliseconds(200))
      #expect(await loop.statistics().turns - before < 50)
      await client.close()
      await #expect(throws: StreamError.closed) { try await waiting.value }
    }
  }

  @Test(arguments: KernelCase.local)
  func `Waiting for another than the peer does not keep the loop busy`(
    kind: KernelCase
  ) async throws {
    try await withDatagrams(kind) { loop in
      let (peer, peerAddress) = try await DatagramSocket.fresh(kind.family)
      let (other, address) = try await DatagramSocket.fresh(kind.family)
      let (client, _) = try await DatagramSocket.fresh(kind.family)
      try await client.connect(to: .address(peerAddress))
      // By others, so that there is room in the sender's own buffer.
      var fillers: [DatagramSocket] = []
      var isFull = false
      while !isFull {
        let (filler, _) = try await DatagramSocket.fresh(
          kind.family, configuration: DatagramConfiguration(sendTimeout: .milliseconds(20)))
        fillers.append(filler)
        do {
          for _ in 0..<40 { try await filler.send([0], to: address) }
        } catch StreamError.timedOut { isFull = true }
      }
      let sending = loop.spawn {
        for _ in 0..<1_000_000 { try await client.send([1], to: address) }
      }
      try await Task.sleep(for: .milliseconds(50))
      let before = await loop.statistics().turns
      try await Task.sleep(for: .milliseconds(200))
      #expect(await loop.statistics().turns - before < 1000)
      // It goes on once there is room.
      let sends = await loop.statistics().sends
      for _ in 0..<5 { _ = try await other.receive() }
      while await loop.statistics().sends < sends + 5 {
        try await Task.sleep(for: .milliseconds(1))
      }
      await client.close()
      await #expect(throws: StreamError.closed) { try await sending.value }
      for socket in [peer, other] + fillers { await socket.close() }
    }
  }

  @Test(arguments: KernelCase.all)
  func `Any task may call`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      let elsewhere = Task.detached {
        var batch = DatagramBatch(capacity: 4, datagramSize: 100)
        while batch.count == 0 || batch.bytes(at: 0)[0] != 9 {
          try await server.receive(into: &batch)
          try await server.send(&batch)
        }
      }
      for index in 0..<10 as Range<UInt8> {
        try await client.send([index], to: address)
        let reply = try await client.receive()
        #expect(reply.bytes == [index])
        #expect(reply.sender == address)
      }
      try await elsewhere.value
      #expect(own != address)
      #expect(await loop.statistics().foreignCalls == 20)
      await server.close()
      await client.close()
    }
  }
}
