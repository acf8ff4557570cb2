// Many datagrams at once.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct DatagramBatchTests {
  @Test(arguments: KernelCase.all)
  func `Random datagrams go back to their senders by random batches`(
    kind: KernelCase
  ) async throws {
    try await withDatagrams(kind) { loop in
      var random = Seeds.generator()
      for _ in 0..<6 {
        let capacity = [1, 2, 3, 17, 64].randomElement(using: &random) ?? 1
        let size = [1, 7, 64, 1500, 65_536].randomElement(using: &random) ?? 1
        let (server, address) = try await DatagramSocket.fresh(kind.family)
        let echo = loop.spawn {
          var batch = DatagramBatch(capacity: capacity, datagramSize: size)
          do {
            while true {
              try await server.receive(into: &batch)
              try await server.send(&batch)
            }
          } catch StreamError.closed {}
        }
        let (client, _) = try await DatagramSocket.fresh(kind.family)
        for _ in 0..<30 {
          let sent = (0..<8).map { _ in
            random.bytes(Int.random(in: 0...2000, using: &random))
          }
          for bytes in sent { try await client.send(bytes, to: address) }
          for bytes in sent {
            let reply = try await client.receive()
            #expect(
              reply.bytes == Array(bytes.prefix(size)), "\(capacity) of \(size) \(Seeds.note)")
            #expect(reply.sender == address)
          }
        }
        await server.close()
        try await echo.value
        await client.close()
      }
    }
  }

  @Test(arguments: KernelCase.all)
  func `A batch says of each datagram what is known of it`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (first, one) = try await DatagramSocket.fresh(kind.family)
      let (second, two) = try await DatagramSocket.fresh(kind.family)
      try await first.send([1, 2, 3], to: address)
      try await second.send([], to: address)
      try await first.send([UInt8](repeating: 9, count: 30), to: address)
      var batch = DatagramBatch(capacity: 8, datagramSize: 10)
      let peeked = try await server.receive(into: &batch, peeking: true)
      #expect(peeked == 1)
      let count = try await server.receive(into: &batch)
      #expect(count == 3)
      let sizes = (0..<count).map { batch.size(at: $0) }
      #expect(sizes == [3, 0, 10])
      let originalSizes = (0..<count).map { batch.originalSize(at: $0) }
      #expect(originalSizes == [3, 0, 30])
      let truncated = (0..<count).map { batch.isTruncated(at: $0) }
      #expect(truncated == [false, false, true])
      let senders = (0..<count).map { batch.address(at: $0) }
      #expect(senders == [one, two, one])
      let last = batch.bytes(at: 0)[2]
      #expect(last == 3)
      for socket in [server, first, second] { await socket.close() }
    }
  }

  @Test(arguments: KernelCase.internet)
  func `An error of an earlier one costs no datagram of a batch`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (gone, address) = try await DatagramSocket.fresh(kind.family)
      await gone.close()
      let client = try await DatagramSocket.connect(to: .address(address))
      try await client.send([1])
      let server = try await DatagramSocket.bind(to: .address(address))
      var batch = DatagramBatch(capacity: 3, datagramSize: 4)
      for index in 0..<3 as Range<UInt8> {
        let bytes = [index]
        let isAdded = try batch.append(bytes.span)
        #expect(isAdded)
      }
      var told: Errno?
      do { try await client.send(&batch) } catch StreamError.io(let error) { told = error.errno }
      #expect(told == .connectionRefused)
      let sent = batch.sentCount
      #expect(sent == 3)
      for index in 0..<3 as Range<UInt8> {
        #expect(try await server.receive().bytes == [index])
      }
      try await client.send(&batch)
      await server.close()
      await client.close()
    }
  }

  @Test(arguments: KernelCase.all)
  func `A batch of our own goes where each part is to go`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, _) = try await DatagramSocket.fresh(kind.family)
      let (first, one) = try await DatagramSocket.fresh(kind.family)
      let (second, two) = try await DatagramSocket.fresh(kind.family)
      var batch = DatagramBatch(capacity: 3, datagramSize: 4)
      var added: [Bool] = []
      for (bytes, address) in [
        ([1], one), ([2, 2], two), ([5, 5, 5, 5, 5], two), ([3], one), ([4], one),
      ] as [([UInt8], SocketAddress)] {
        added.append(try batch.append(bytes.span, to: address))
      }
      // The third is longer than the room, for the fifth there is none.
      #expect(added == [true, true, false, true, false])
      try await server.send(&batch)
      let sent = batch.sentCount
      #expect(sent == 3)
      #expect(try await first.receive().bytes == [1])
      #expect(try await first.receive().bytes == [3])
      #expect(try await second.receive().bytes == [2, 2])
      // Answers are put together from what came, without a look at any address.
      var requests = DatagramBatch(capacity: 4, datagramSize: 100)
      let own = try #require(await server.localAddress())
      try await second.send([7], to: own)
      try await server.receive(into: &requests)
      batch.removeAll()
      let answer: [UInt8] = [8]
      let isAdded = batch.append(answer.span, toSenderOf: 0, in: requests)
      #expect(isAdded)
      requests.update(at: 0) { room, count in
        room[0] += 2
        room[1] = 10
        return count + 1
      }
      try await server.send(&batch)
      try await server.send(&requests)
      #expect(try await second.receive().bytes == [8])
      #expect(try await second.receive().bytes == [9, 10])
      for socket in [server, first, second] { await socket.close() }
    }
  }

  @Test(arguments: KernelCase.internet)
  func `What cannot leave is told with what has left`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, _) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      var batch = DatagramBatch(capacity: 4, datagramSize: 70_000)
      for bytes in [[1], [UInt8](repeating: 2, count: 66_000), [3]] {
        _ = try batch.append(bytes.span, to: own)
      }
      var refusal: IOError?
      do throws(StreamError) { try await server.send(&batch) } catch {
        if case .io(let thrown) = error { refusal = thrown }
      }
      #expect(refusal?.errno == .messageTooLong)
      #expect(refusal?.peer == own)
      #expect(refusal?.detail == "a datagram of 66000 bytes")
      let left = batch.sentCount
      #expect(left == 2)
      #expect(try await client.receive().bytes == [1])
      #expect(try await client.receive().bytes == [3])
      await server.close()
      await client.close()
    }
  }
}
