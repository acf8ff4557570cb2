// send-to.

import SluiceCore
import SluiceLoop
import SystemPackage

extension ActiveStreamSocket {
  /// `send-to`: sends the bytes of `buffer` from `start` to `end` (nil: its end), past the output buffer:
  /// what has been written and not flushed comes later. How many were sent, which may be fewer. Waits until
  /// at least one is, unless `dontWait`. sendmsg(2), and a wait where the kernel's buffer is full.
  ///
  /// `outOfBand`: the last byte is urgent. `dontRoute`: only to hosts on networks at hand. `more`: more will
  /// follow at once, so that a segment is not sent until it is full, for at most 200 ms.
  ///
  /// - Throws: `wouldBlock` where `dontWait`, or the send time-out passes; `systemCall` (EPIPE: the other
  ///   end is closed, or never was); `connectionReset`; `invalidArgument` for bounds that are none.
  @available(*, noasync)
  @discardableResult
  public func sendTo(
    _ buffer: [UInt8], start: Int = 0, end: Int? = nil, outOfBand: Bool = false,
    dontWait: Bool = false, dontRoute: Bool = false, more: Bool = false
  ) throws(SocketError) -> Int {
    let flags = MessageFlags(
      (outOfBand, .outOfBand), (dontRoute, .dontRoute), (more, .more))
    return try send(buffer, start, end, flags, to: nil, dontWait: dontWait)
  }
}

extension SocketDatagramInternet {
  /// `send-to`: sends the bytes of `buffer` from `start` to `end` (nil: its end) as one datagram, to
  /// `remoteHost` and `remotePort`, or where there is no host to the peer. Its length. sendmsg(2), and a
  /// lookup where the host or the service is named.
  ///
  /// `confirm`: tells the link layer that the peer has answered. Other flags as with streams, but that
  /// with `more` the datagram goes on with the next one's bytes.
  ///
  /// - Throws: `wouldBlock` where `dontWait`, or the send time-out passes; `systemCall` (EDESTADDRREQ: no
  ///   host and no peer; EMSGSIZE; EACCES: broadcast without the option; EINVAL: port 0);
  ///   `connectionRefused` once, for an earlier datagram to the peer; `networkUnreachable`, …;
  ///   `invalidArgument` for bounds that are none, and for an IPv6 address on an IPv4 socket.
  @available(*, noasync)
  @discardableResult
  public func sendTo(
    _ buffer: [UInt8], start: Int = 0, end: Int? = nil, remoteHost: HostnameDesignator? = nil,
    remotePort: PortDesignator = 0, ipv6: IPv6Mode? = nil, outOfBand: Bool = false,
    dontWait: Bool = false, dontRoute: Bool = false, confirm: Bool = false, more: Bool = false
  ) throws(SocketError) -> Int {
    let flags = MessageFlags(
      (outOfBand, .outOfBand), (dontRoute, .dontRoute), (confirm, .confirm), (more, .more))
    let address = try remoteHost.map { host throws(SocketError) in
      try target(try host.resolve(ipv6: ipv6 ?? lookupMode), remotePort)
    }
    return try send(buffer, start, end, flags, to: address, dontWait: dontWait)
  }
}

extension SocketDatagramLocal {
  /// `send-to`: sends the bytes of `buffer` from `start` to `end` (nil: its end) as one datagram, to the
  /// socket with the name `remoteFilename`, or where that is nil to the peer. Its length. sendmsg(2).
  ///
  /// Where an unconnected socket finds the other one's queue full it tries again, at first every
  /// millisecond: no event tells of room there.
  ///
  /// - Throws: `notConnected` where there is neither name nor peer; `connectionRefused`, `systemCall`
  ///   (ENOENT, EMSGSIZE), `operationNotSupported` for urgent data, which local sockets lack. Otherwise as
  ///   that of internet sockets.
  @available(*, noasync)
  @discardableResult
  public func sendTo(
    _ buffer: [UInt8], start: Int = 0, end: Int? = nil, remoteFilename: LocalAddress? = nil,
    outOfBand: Bool = false, dontWait: Bool = false, dontRoute: Bool = false, more: Bool = false
  ) throws(SocketError) -> Int {
    let flags = MessageFlags(
      (outOfBand, .outOfBand), (dontRoute, .dontRoute), (more, .more))
    let address = try remoteFilename.map { name throws(SocketError) in try name.socketAddress() }
    return try send(buffer, start, end, flags, to: address, dontWait: dontWait)
  }
}

extension InternetSocket {
  /// Which addresses of a name a socket of this family can use.
  var lookupMode: IPv6Mode { addressFamily == .ipv4 ? .no : .yes }
}

extension MessageFlags {
  /// Those that are wanted.
  init(_ wanted: (Bool, MessageFlags)...) {
    self.init(rawValue: 0)
    for (isWanted, flag) in wanted where isWanted { insert(flag) }
  }
}

extension Socket {
  fileprivate func send(
    _ buffer: [UInt8], _ start: Int, _ end: Int?, _ flags: MessageFlags,
    to address: SocketAddress?, dontWait: Bool
  ) throws(SocketError) -> Int {
    requirePlainThread("sendTo")
    let bounds = try Bounds.check(start, end, count: buffer.count)
    let bytes = LentBytes(lending: buffer.span.extracting(bounds))
    let deadline = handle.sendDeadline
    var pause = Duration.milliseconds(1)
    while true {
      let result = try handle.use(.send) { raw throws(SocketError) in
        do throws(Errno) { return try raw.send(bytes, flags: flags, to: address) } catch {
          return -error.rawValue
        }
      }
      if result >= 0 { return Int(result) }
      guard result == -Errno.wouldBlock.rawValue, !dontWait else {
        throw try sendFailure(result, address)
      }
      if let deadline, Instant.now >= deadline { throw try sendFailure(result, address) }
      guard addressFamily == .local, socketClass.kind == .datagram, address != nil else {
        _ = try handle.wait(for: .output, .send, until: deadline)
        continue
      }
      // The other end's queue is full, of which poll(2) on ours says nothing.
      try handle.backOff(&pause, .send, until: deadline)
    }
  }

  private func sendFailure(
    _ result: Int32, _ address: SocketAddress?
  ) throws(SocketError) -> SocketError {
    try handle.use(.send) { _ in handle.failure(.send, -result, peer: address) }
  }
}
