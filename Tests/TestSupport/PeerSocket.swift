// The other end of a connection, written without Sluice: a plain blocking socket.
//
// Every call gives up after five minutes, so that a hang fails a test instead of stopping it.

import Glibc
package import SluiceLoop
import SystemPackage

/// A blocking socket that is connected. Closed with its last reference at the latest.
package final class PeerSocket: @unchecked Sendable {
  // Sendable: one thread at a time uses it; a test hands it over by awaiting what the other one does.

  private var fd: Int32

  /// Connects to an address; a small receive buffer makes it a slow peer. connect(2).
  package init(to address: SocketAddress, receiveBuffer: Int32? = nil) throws {
    let family = address.family
    let domain = family == .ipv4 ? AF_INET : family == .ipv6 ? AF_INET6 : AF_UNIX
    fd = socket(domain, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard fd >= 0 else { throw Errno(rawValue: errno) }
    var limit = timeval(tv_sec: 300, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    // Plain structures, copied by the kernel before the calls return.
    unsafe setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    unsafe setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    if var receiveBuffer {
      unsafe setsockopt(
        fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    let raw = rawAddress(address)
    let result = unsafe raw.withUnsafeBytes { bytes in
      unsafe Glibc.connect(
        fd, bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: sockaddr.self),
        socklen_t(bytes.count))
    }
    guard result == 0 || errno == EINTR else { throw Errno(rawValue: errno) }
    if result != 0 { try finishConnecting() }
  }

  /// Waits for a connect that a signal interrupted: it goes on by itself, connect(2).
  private func finishConnecting() throws {
    var wanted = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
    // One entry, which lives during the call.
    guard repeated({ unsafe Int(poll(&wanted, 1, 300_000)) }) == 1 else {
      throw Hang(call: "connect")
    }
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    // A plain integer, written by the kernel before the call returns.
    unsafe getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size)
    guard code == 0 else { throw Errno(rawValue: code) }
  }

  deinit { close() }

  /// Sends all of `bytes`. send(2), again and again.
  package func send(_ bytes: some Sequence<UInt8>) throws {
    let bytes = Array(bytes)
    var sent = 0
    while sent < bytes.count {
      // In bounds of the array, which lives during the call.
      let count = unsafe bytes.withUnsafeBytes { raw in
        repeated {
          unsafe Glibc.send(
            fd, raw.baseAddress.unsafelyUnwrapped + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
      }
      guard count > 0 else { throw failure("send", after: sent) }
      sent += count
    }
  }

  /// Sends text.
  package func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// What is there, at most `limit` bytes; empty at the end of the stream. recv(2).
  package func receive(_ limit: Int = 65536) throws -> [UInt8] {
    var room = [UInt8](repeating: 0, count: limit)
    // The array's own storage, which lives during the call.
    let count = unsafe room.withUnsafeMutableBytes { raw in
      repeated { unsafe Glibc.recv(fd, raw.baseAddress, limit, 0) }
    }
    guard count >= 0 else { throw failure("receive", after: 0) }
    return Array(room.prefix(count))
  }

  /// A call that failed, or that took longer than a peer waits.
  package struct Hang: Error {
    /// What it was, and how far it had come.
    package let call: String
  }

  private func failure(_ call: String, after count: Int) -> any Error {
    let code = Errno(rawValue: errno)
    return code == .wouldBlock ? Hang(call: "\(call), after \(count) bytes") : code
  }

  /// Everything to the end of the stream.
  package func receiveAll() throws -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let part = try receive()
      guard !part.isEmpty else { return all }
      all += part
    }
  }

  /// Exactly so many bytes, or fewer where the stream ends.
  package func receive(exactly count: Int) throws -> [UInt8] {
    var all: [UInt8] = []
    while all.count < count {
      let part = try receive(count - all.count)
      guard !part.isEmpty else { break }
      all += part
    }
    return all
  }

  /// From now on each send is a packet of its own. TCP_NODELAY.
  package func sendAtOnce() throws {
    var yes: Int32 = 1
    // A plain integer, copied by the kernel before the call returns.
    let result = unsafe setsockopt(
      fd, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard result == 0 else { throw Errno(rawValue: errno) }
  }

  /// Ends this side. shutdown(2).
  package func finish() { Glibc.shutdown(fd, Int32(SHUT_WR)) }

  /// Closes. close(2).
  package func close() {
    guard fd >= 0 else { return }
    Glibc.close(fd)
    fd = -1
  }

  /// Closes with a reset. SO_LINGER of no time, close(2).
  package func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    // A plain structure, copied by the kernel before the call returns.
    unsafe setsockopt(
      fd, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }
}

/// Calls again while signals interrupt: a limit of time on a socket undoes SA_RESTART, signal(7).
private func repeated(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

/// The address as connect(2) wants it.
private func rawAddress(_ address: SocketAddress) -> [UInt8] {
  func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<(value.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
  func family(_ number: Int32) -> [UInt8] { bigEndian(UInt16(number)).reversed() }
  switch address {
  case .ipv4(let host, let port):
    return family(AF_INET) + bigEndian(port) + bigEndian(host.value)
      + [UInt8](repeating: 0, count: 8)
  case .ipv6(let host, let port, _):
    return family(AF_INET6) + bigEndian(port) + [0, 0, 0, 0] + bigEndian(host.high)
      + bigEndian(host.low) + [0, 0, 0, 0]
  case .local(let path): return family(AF_UNIX) + Array(path.utf8) + [0]
  case .abstract(let name): return family(AF_UNIX) + [0] + name
  case .unnamed: return family(AF_UNIX)
  }
}
