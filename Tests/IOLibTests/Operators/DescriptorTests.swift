// send-file-descriptor and receive-file-descriptor.

import Glibc
import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct DescriptorTests {
  /// What passes descriptors.
  private static func pair(
    _ type: SocketType
  ) throws -> (any DescriptorPassing, any DescriptorPassing) {
    switch type {
    case .stream:
      let (first, second) = try makeSocketPair()
      return (first, second)
    case .datagram:
      let (first, second) = try makeSocketPair(type: .datagram)
      return (first, second)
    }
  }

  @Test(arguments: BlockingChoice.allCases, SocketType.allCases)
  func `A descriptor comes for the same file`(choice: BlockingChoice, type: SocketType) throws {
    try choice.run {
      let (first, second) = try Self.pair(type)
      let (one, other) = try makeSocketPair()
      try first.sendFileDescriptor(try #require(one.osFD))
      let number = try #require(try second.receiveFileDescriptor())
      #expect(number != one.osFD && fcntl(number, F_GETFD) == FD_CLOEXEC)
      let copy = try #require(try makeSocketFromFD(number) as? SocketStreamLocalActive)
      try copy.sendTo([1, 2])
      #expect(try other.receiveFrom(size: 2).count == 2)
      // It stays the sender's.
      #expect(one.isOpen)
      try one.sendTo([3])
      #expect(try other.receiveFrom(size: 2).count == 1)
    }
  }

  @Test(arguments: BlockingChoice.allCases, SocketType.allCases)
  func `It is waited for`(choice: BlockingChoice, type: SocketType) throws {
    try choice.run {
      let (first, second) = try Self.pair(type)
      try second.setSocketOption(.receiveTimeout, .milliseconds(20))
      #expect(failure { try second.receiveFileDescriptor() } == "wouldBlock")
      try second.setSocketOption(.receiveTimeout, .zero)
      let number = try alongside({
        letOthersWait()
        try first.sendFileDescriptor(0)
      }) { try second.receiveFileDescriptor() }
      close(try #require(number))
      try alongside({
        letOthersWait()
        try second.close()
      }) { #expect(failure { try second.receiveFileDescriptor() } == "closed receive") }
      #expect(failure { try second.sendFileDescriptor(0) } == "closed send")
    }
  }

  @Test(arguments: BlockingChoice.allCases, SocketType.allCases)
  func `Room for it is waited for`(choice: BlockingChoice, type: SocketType) throws {
    try choice.run {
      let (first, second) = try Self.pair(type)
      try first.setSocketOption(.sendTimeout, .milliseconds(20))
      let filler = Filler(first)
      try filler.fill()
      #expect(failure { try first.sendFileDescriptor(0) } == "wouldBlock")
      #expect(second.isOpen)
    }
  }

  @Test(arguments: SocketType.allCases)
  func `What is no descriptor is refused`(type: SocketType) throws {
    let (first, second) = try Self.pair(type)
    #expect(failure { try first.sendFileDescriptor(-1) } == "systemCall EBADF")
    #expect(failure { try first.sendFileDescriptor(Int32.max) } == "systemCall EBADF")
    #expect(second.isOpen)
  }

  @Test func `A byte without a descriptor is none`() throws {
    let (first, second) = try makeSocketPair()
    try first.sendTo([7])
    #expect(failure { try second.receiveFileDescriptor() } == "systemCall EBADMSG")
    try first.close()
    #expect(try second.receiveFileDescriptor() == nil)
    #expect(failure { try second.sendFileDescriptor(0) } == "systemCall EPIPE")
    let (one, other) = try makeSocketPair(type: .datagram)
    // A datagram without bytes is no end.
    for bytes in [[7], []] as [[UInt8]] {
      try one.sendTo(bytes)
      #expect(failure { try other.receiveFileDescriptor() } == "systemCall EBADMSG")
    }
    let fresh = try makeSocket(addressFamily: .local)
    #expect(failure { try fresh.sendFileDescriptor(0) } == "notConnected")
    #expect(failure { try fresh.receiveFileDescriptor() } == "systemCall EINVAL")
  }
}

/// Fills what a socket sends into.
private struct Filler {
  let socket: any DescriptorPassing

  init(_ socket: any DescriptorPassing) { self.socket = socket }

  /// Until no byte more is taken.
  func fill() throws {
    while failure({ try send() }) == "none" {}
  }

  private func send() throws {
    switch socket {
    case let stream as SocketStreamLocalActive:
      try stream.sendTo([UInt8](repeating: 0, count: 512), dontWait: true)
    case let datagrams as SocketDatagramLocal: try datagrams.sendTo([1], dontWait: true)
    default: throw Missing()
    }
  }
}
