// Descriptors over local sockets, both ways: they work, keep their order, and none is left open.

import Glibc
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct DescriptorTests {
  @Test(arguments: KernelCase.drivers)
  func `Descriptors come with their byte, in order, and work`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (first, second) = try await SocketStream.pair()
      let pipes = (0..<3).map { _ in PipeEnds() }
      // Written before, and so read before.
      try await first.write("take these")
      try await first.sendDescriptors(pipes.map(\.writer), with: 7)
      try await first.write("there")
      for pipe in pipes { pipe.closeWriter() }
      // A reading call would take the byte along, without what comes with it.
      for byte in "take these".utf8 {
        let ordinary = try #require(try await Self.next(second))
        #expect(ordinary.byte == byte)
        #expect(ordinary.descriptors == [])
      }
      let message = try #require(try await Self.next(second))
      #expect(message.byte == 7)
      #expect(message.descriptors.count == 3)
      for (pipe, (index, descriptor)) in zip(pipes, message.descriptors.enumerated()) {
        #expect(isCloseOnExec(descriptor))
        #expect(writeByte(UInt8(index), to: descriptor))
        #expect(pipe.readAll() == [UInt8(index)])
        Glibc.close(descriptor)
        #expect(pipe.isClosed)
      }
      #expect(try await second.readExactly(5) == Array("there".utf8))
      // An ordinary byte, and the end.
      try await first.write("x")
      try await first.close()
      let plain = try #require(try await Self.next(second))
      #expect(plain.byte == UInt8(ascii: "x"))
      #expect(plain.descriptors == [])
      #expect(try await Self.next(second) == nil)
      try await second.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `A receiver waits, both ways, and is not in the way of others`(
    kind: KernelCase
  ) async throws {
    try await withDatagrams(kind) { loop in
      let (first, second) = try await SocketStream.pair()
      for _ in 0..<10 {
        let pipe = PipeEnds()
        let waiting = loop.spawn { try await Self.passOn(second) }
        for _ in 0..<3 { await loop.giveWay() }
        await #expect(throws: StreamError.busy) { try await second.read() }
        try await first.sendDescriptors([pipe.writer])
        let back = try #require(try await Self.next(first))
        try await waiting.value
        pipe.closeWriter()
        let descriptor = try #require(back.descriptors.first)
        #expect(writeByte(1, to: descriptor))
        Glibc.close(descriptor)
        #expect(pipe.readAll() == [1])
        #expect(pipe.isClosed)
        try await second.write("a line\n")
        #expect(try await first.readLine() == "a line")
      }
      try await first.close()
      try await second.close()
    }
  }

  /// Receives a descriptor and sends it back.
  private static func passOn(_ stream: SocketStream) async throws {
    let message = try #require(try await next(stream))
    try await stream.sendDescriptors(message.descriptors)
    for descriptor in message.descriptors { Glibc.close(descriptor) }
  }

  /// The next byte and what came with it, which is the caller's.
  private static func next(
    _ stream: SocketStream, maximum: Int = PassedDescriptors.maximumCount
  ) async throws -> (byte: UInt8, descriptors: [CInt])? {
    guard var message = try await stream.receiveDescriptors(maximum: maximum) else { return nil }
    return (message.byte, message.descriptors.takeAll())
  }

  @Test(arguments: KernelCase.drivers)
  func `What nobody takes is closed, and so is what is too much`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (first, second) = try await SocketStream.pair()
      let dropped = PipeEnds()
      try await first.sendDescriptors([dropped.writer, dropped.writer])
      dropped.closeWriter()
      _ = try await second.receiveDescriptors()
      #expect(dropped.isClosed)

      let surplus = PipeEnds()
      try await first.sendDescriptors([CInt](repeating: surplus.writer, count: 5), with: 1)
      try await first.sendDescriptors([surplus.writer], with: 2)
      surplus.closeWriter()
      let error = await ioError { _ = try await second.receiveDescriptors(maximum: 4) }
      #expect(error?.errno == .messageTooLong)
      #expect(error?.operation == .receive)
      let next = try #require(try await Self.next(second, maximum: 4))
      #expect(next.byte == 2)
      #expect(next.descriptors.count == 1)
      for descriptor in next.descriptors { Glibc.close(descriptor) }
      #expect(surplus.isClosed)

      // Read as plain bytes.
      let unread = PipeEnds()
      try await first.sendDescriptors([unread.writer], with: 3)
      unread.closeWriter()
      #expect(try await second.read() == [3])
      #expect(unread.isClosed)

      // Never read at all.
      let left = PipeEnds()
      try await first.sendDescriptors([left.writer], with: 4)
      left.closeWriter()
      await first.abort()
      await second.abort()
      #expect(left.isClosed)
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `What cannot be sent is named, and the stream goes on`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (first, second) = try await SocketStream.pair()
      let closed = await ioError { try await first.sendDescriptors([9999]) }
      #expect(closed?.operation == .send)
      #expect(closed?.errno == .badFileDescriptor)
      let none = await ioError { try await first.sendDescriptors([]) }
      #expect(none?.errno == .invalidArgument)
      let many = await ioError { try await first.sendDescriptors([CInt](repeating: 0, count: 254)) }
      #expect(many?.errno == .invalidArgument)
      try await first.write("early")
      try await second.close()
      let broken = await ioError {
        // A program that is being started may keep the other end open for a moment.
        while true { try await first.sendDescriptors([0]) }
      }
      #expect(broken?.operation == .send)
      #expect([.brokenPipe, .connectionReset].contains(broken?.errno))
      await first.abort()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `Bytes that were read ahead come first`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (first, second) = try await SocketStream.pair()
      try await first.write("one\r\ntwo\r\n")
      #expect(try await second.readLine() == "one")
      let error = await ioError { _ = try await second.receiveDescriptors() }
      #expect(error?.errno == .resourceBusy)
      #expect(error?.detail == "5 bytes that came before are to be read first")
      #expect(try await second.readLine() == "two")
      try await first.close()
      try await second.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `Cancelled, late or closed, nothing is lost`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (first, second) = try await SocketStream.pair(
        configuration: StreamConfiguration(readTimeout: .milliseconds(30)))
      await #expect(throws: StreamError.timedOut) {
        _ = try await second.receiveDescriptors()
      }
      // The cancelled read leaves a receive in flight, which must not take the byte.
      let reading = loop.spawn { try await second.read() }
      for _ in 0..<2 { await loop.giveWay() }
      reading.cancel()
      await #expect(throws: StreamError.cancelled) { try await reading.value }
      let waiting = loop.spawn { try await Self.byte(second) }
      for _ in 0..<3 { await loop.giveWay() }
      try await first.sendDescriptors([0], with: 5)
      #expect(try await waiting.value == 5)
      try await first.write("plain")
      #expect(try await second.read() == Array("plain".utf8))
      let last = loop.spawn { try await Self.byte(second) }
      for _ in 0..<3 { await loop.giveWay() }
      await second.abort()
      await #expect(throws: StreamError.closed) { try await last.value }
      await first.abort()
    }
  }

  private static func byte(_ stream: SocketStream) async throws -> UInt8? {
    try await stream.receiveDescriptors()?.byte
  }

  @Test(arguments: KernelCase.drivers)
  func `A sender waits for room, and its time is bounded`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (first, second) = try await SocketStream.pair(
        configuration: StreamConfiguration(writeTimeout: .milliseconds(200)))
      // Until no more fits into the kernel's queue.
      var count = 0
      await #expect(throws: StreamError.timedOut) {
        while true {
          try await first.sendDescriptors([0])
          count += 1
        }
      }
      let sending = loop.spawn { try await first.sendDescriptors([0], with: 9) }
      var received = 0
      while let byte = try await Self.byte(second), byte != 9 { received += 1 }
      try await sending.value
      #expect(received == count)
      await first.abort()
      await second.abort()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `A sender that gives up is not in the way of a large write`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (first, second) = try await SocketStream.pair()
      let filling = loop.spawn {
        var count = 0
        do {
          while true {
            try await first.sendDescriptors([0])
            count += 1
          }
        } catch StreamError.cancelled {}
        return count
      }
      try await Task.sleep(for: .milliseconds(100))
      filling.cancel()
      let count = try await filling.value
      let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 % 251) }
      let writing = loop.spawn { try await first.write(bytes) }
      for _ in 0..<3 { await loop.giveWay() }
      _ = try await second.readExactly(count)
      #expect(try await second.readExactly(bytes.count) == bytes)
      try await writing.value
      try await first.close()
      #expect(try await second.read() == [])
      try await second.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `Who never has to wait gives way`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { loop in
      let (first, second) = try await SocketStream.pair()
      let before = await loop.statistics().turns
      for _ in 0..<2000 {
        try await first.sendDescriptors([0])
        _ = try await second.receiveDescriptors()
      }
      #expect(await loop.statistics().turns - before > 10)
      await first.abort()
      await second.abort()
    }
  }

  @Test(arguments: KernelCase.all)
  func `The other end of a local stream has a name`(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (client, server) = try await fixture.pair()
      for stream in [client, server] {
        if kind.family.isInternet {
          let error = await ioError { _ = try await stream.peerCredentials() }
          #expect(error?.operation == .peerCredentials)
          #expect(error?.errno == .socketNotConnected)
          let refused = await ioError { try await stream.sendDescriptors([0]) }
          #expect(refused?.errno == .invalidArgument)
        } else {
          #expect(try await stream.peerCredentials() == ownCredentials())
        }
      }
      try await client.close()
      try await server.close()
    }
  }

  @Test(arguments: KernelCase.local)
  func `Descriptors come with datagrams`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let (server, address) = try await DatagramSocket.fresh(kind.family)
      let (client, own) = try await DatagramSocket.fresh(kind.family)
      let pipe = PipeEnds()
      try await client.send([1, 2].span, descriptors: [pipe.writer, pipe.writer], to: address)
      try await client.send([3], to: address)
      try await client.send([4].span, descriptors: [pipe.writer, pipe.writer], to: address)
      try await client.send([5].span, descriptors: [pipe.writer], to: address)
      pipe.closeWriter()
      var message = try await server.receiveWithDescriptors()
      let (datagram, count) = (message.datagram, message.descriptors.count)
      #expect(datagram == Datagram(bytes: [1, 2], sender: own, originalSize: 2))
      #expect(count == 2)
      let taken = message.descriptors.take()
      let descriptor = try #require(taken)
      #expect(isCloseOnExec(descriptor))
      #expect(writeByte(6, to: descriptor))
      Glibc.close(descriptor)
      message = try await server.receiveWithDescriptors(upTo: 0)
      let (empty, none) = (message.datagram, message.descriptors.isEmpty)
      #expect(empty == Datagram(bytes: [], sender: own, originalSize: 1))
      #expect(none)
      let error = await ioError { _ = try await server.receiveWithDescriptors(maximum: 1) }
      #expect(error?.errno == .messageTooLong)
      // Who does not ask for them does not get them.
      #expect(try await server.receive().bytes == [5])
      #expect(pipe.readAll() == [6])
      #expect(pipe.isClosed)
      await server.close()
      await client.close()
    }
  }
}
