// receive-from.
//
// Each class has two forms: into a buffer of the caller's, between bounding indices, and into a new one of
// a given size, which is returned whole, with zeros behind what was received.

import SluiceCore
public import SluiceLoop
import SystemPackage

extension ActiveStreamSocket {
  /// `receive-from`: receives into `buffer`, from `start` to `end` (nil: its end); how many bytes. 0 at the
  /// end of the stream. Goes past the input buffer: what that holds is read later by the stream's own
  /// operators. Waits for the first byte, unless `dontWait`. recvmsg(2), and a wait where nothing is there.
  ///
  /// `outOfBand`: receives the urgent byte. `peek`: what is received stays to be received again. `waitAll`:
  /// waits until all of the room is filled, or the stream ends.
  ///
  /// - Throws: `wouldBlock` where `dontWait`, or the receive time-out passes (with `waitAll` and a part
  ///   received: how many bytes that is); `notConnected`, `connectionReset`; `systemCall` (EINVAL: no urgent
  ///   byte); `invalidArgument` for bounds that are none.
  @available(*, noasync)
  public func receiveFrom(
    into buffer: inout [UInt8], start: Int = 0, end: Int? = nil, outOfBand: Bool = false,
    peek: Bool = false, waitAll: Bool = false, dontWait: Bool = false
  ) throws(SocketError) -> Int {
    let flags = MessageFlags((outOfBand, .outOfBand), (peek, .peek))
    return try receive(
      into: &buffer, start, end, flags, waitAll: waitAll, dontWait: dontWait
    ).count
  }

  /// `receive-from` with `size`: a buffer of that size, and how many of its bytes were received.
  @available(*, noasync)
  public func receiveFrom(
    size: Int, outOfBand: Bool = false, peek: Bool = false, waitAll: Bool = false,
    dontWait: Bool = false
  ) throws(SocketError) -> (buffer: [UInt8], count: Int) {
    var buffer = try newBuffer(size)
    let count = try receiveFrom(
      into: &buffer, outOfBand: outOfBand, peek: peek, waitAll: waitAll, dontWait: dontWait)
    return (buffer, count)
  }
}

extension SocketDatagramInternet {
  /// `receive-from`: receives one datagram into `buffer`, from `start` to `end` (nil: its end); how many
  /// bytes, and who sent it. What does not fit is lost. Waits for it, unless `dontWait`. recvmsg(2), and a
  /// wait where nothing is there.
  ///
  /// `peek`: it stays to be received again.
  ///
  /// - Throws: `wouldBlock` where `dontWait`, or the receive time-out passes; `connectionRefused` once, for
  ///   an earlier datagram to the peer; `operationNotSupported` with `outOfBand`; `invalidArgument` for
  ///   bounds that are none.
  @available(*, noasync)
  public func receiveFrom(
    into buffer: inout [UInt8], start: Int = 0, end: Int? = nil, outOfBand: Bool = false,
    peek: Bool = false, waitAll: Bool = false, dontWait: Bool = false
  ) throws(SocketError) -> (count: Int, remoteHost: IPAddress, remotePort: UInt16) {
    let flags = MessageFlags((outOfBand, .outOfBand), (peek, .peek))
    let (count, sender) = try receive(
      into: &buffer, start, end, flags, waitAll: waitAll, dontWait: dontWait)
    guard let host = sender?.host, let port = sender?.port else {
      // Shut down: there is no datagram, and so no sender.
      return (count, addressFamily == .ipv4 ? ipv4Unspecified : ipv6Unspecified, 0)
    }
    return (count, host, port)
  }

  /// `receive-from` with `size`: a buffer of that size, how many of its bytes were received, and from whom.
  @available(*, noasync)
  public func receiveFrom(
    size: Int, outOfBand: Bool = false, peek: Bool = false, waitAll: Bool = false,
    dontWait: Bool = false
  ) throws(SocketError) -> (
    buffer: [UInt8], count: Int, remoteHost: IPAddress, remotePort: UInt16
  ) {
    var buffer = try newBuffer(size)
    let (count, host, port) = try receiveFrom(
      into: &buffer, outOfBand: outOfBand, peek: peek, waitAll: waitAll, dontWait: dontWait)
    return (buffer, count, host, port)
  }
}

extension SocketDatagramLocal {
  /// `receive-from`: as that of internet sockets; the sender's name is nil where it has none.
  @available(*, noasync)
  public func receiveFrom(
    into buffer: inout [UInt8], start: Int = 0, end: Int? = nil, outOfBand: Bool = false,
    peek: Bool = false, waitAll: Bool = false, dontWait: Bool = false
  ) throws(SocketError) -> (count: Int, remoteFilename: LocalAddress?) {
    let flags = MessageFlags((outOfBand, .outOfBand), (peek, .peek))
    let (count, sender) = try receive(
      into: &buffer, start, end, flags, waitAll: waitAll, dontWait: dontWait)
    return (count, sender == .unnamed ? nil : sender.flatMap { LocalAddress($0) })
  }

  /// `receive-from` with `size`: a buffer of that size, how many of its bytes were received, and from whom.
  @available(*, noasync)
  public func receiveFrom(
    size: Int, outOfBand: Bool = false, peek: Bool = false, waitAll: Bool = false,
    dontWait: Bool = false
  ) throws(SocketError) -> (buffer: [UInt8], count: Int, remoteFilename: LocalAddress?) {
    var buffer = try newBuffer(size)
    let (count, name) = try receiveFrom(
      into: &buffer, outOfBand: outOfBand, peek: peek, waitAll: waitAll, dontWait: dontWait)
    return (buffer, count, name)
  }
}

extension Socket {
  fileprivate func newBuffer(_ size: Int) throws(SocketError) -> [UInt8] {
    guard size >= 0 else { throw .argument("size", "\(size) is less than zero") }
    return [UInt8](repeating: 0, count: size)
  }

  fileprivate func receive(
    into buffer: inout [UInt8], _ start: Int, _ end: Int?, _ flags: MessageFlags, waitAll: Bool,
    dontWait: Bool
  ) throws(SocketError) -> (count: Int, sender: SocketAddress?) {
    requirePlainThread("receiveFrom")
    let bounds = try Bounds.check(start, end, count: buffer.count)
    if bounds.isEmpty, socketClass.kind == .stream {
      // The kernel would wait for a byte all the same.
      return try handle.use(.receive) { _ in (0, nil) }
    }
    var span = buffer.mutableSpan
    // Lent until this call returns, which is after every call of the kernel's.
    let room = LentBytes(lending: &span).dropping(bounds.lowerBound).prefix(bounds.count)
    let deadline = handle.receiveDeadline
    // A datagram is all there or not at all.
    let fills = waitAll && socketClass.kind == .stream && !flags.contains(.outOfBand)
    // An urgent byte that was announced and has not come is no input.
    let event: PollEvents = flags.contains(.outOfBand) ? .urgent : .input
    var count = 0
    var (isLast, wasReady) = (false, false)
    while true {
      let offset = flags.contains(.peek) ? 0 : count
      var receipt = try handle.use(.receive) { raw in
        raw.receive(into: room.dropping(offset), flags: flags)
      }
      receipt.result = handle.received(receipt.result)
      let failed = receipt.result < 0
      if failed, receipt.result != -Errno.wouldBlock.rawValue {
        guard count > 0 else { throw try receiveFailure(receipt.result) }
        handle.noteReceiveFailure(receipt.result)
        return (count, nil)
      }
      if !failed {
        count = offset + Int(receipt.result)
        guard fills, receipt.result > 0, count < room.count, !isLast else {
          return (count, receipt.sender)
        }
      }
      if dontWait || (deadline.map { Instant.now >= $0 } ?? false) {
        guard count > 0 else { throw try receiveFailure(-Errno.wouldBlock.rawValue) }
        return (count, nil)
      }
      guard !failed, flags.contains(.peek) else {
        if wasReady, try !dropQueuedError(), try isShutDownDatagram() { return (0, nil) }
        wasReady = try handle.wait(for: [event, .peerClosed], .receive, until: deadline)
        continue
      }
      isLast = try waitBetweenPeeks(until: deadline)
    }
  }

  /// Waits a moment: what was seen is still there, and would end a wait for input at once. Whether the
  /// stream has ended, so that nothing joins it but what has come since.
  private func waitBetweenPeeks(until deadline: Instant?) throws(SocketError) -> Bool {
    let soon = Instant.now + .milliseconds(1)
    return try handle.wait(
      for: .peerClosed, .receive, until: deadline.map { min($0, soon) } ?? soon)
  }

  /// Drops what the kernel has queued of a datagram's fate, as it does with `receiveErrors`: it calls the
  /// socket ready as long as nobody takes that. Whether there was one. A failure that has not been told
  /// yet is thrown first.
  private func dropQueuedError() throws(SocketError) -> Bool {
    guard addressFamily != .local, socketClass.kind == .datagram else { return false }
    let (failure, isDropped) = try handle.use(.receive) { raw in
      let failure = (try? raw.takeError()) ?? 0
      return (failure, failure == 0 && raw.dropQueuedError())
    }
    guard failure == 0 else { throw try receiveFailure(-failure) }
    return isDropped
  }

  /// Whether nothing more will be received, which the kernel tells of datagrams only whom it lets wait.
  private func isShutDownDatagram() throws(SocketError) -> Bool {
    guard socketClass.kind == .datagram else { return false }
    return try handle.wait(for: .peerClosed, .receive, until: .distantPast)
  }

  private func receiveFailure(_ result: Int32) throws(SocketError) -> SocketError {
    try handle.use(.receive) { _ in handle.failure(.receive, -result) }
  }
}
