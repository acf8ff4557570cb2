// connect.

import SluiceCore
public import SluiceLoop
import SystemPackage

extension InternetSocket where Self: ActiveSocket {
  /// `connect`: connects the socket to `address` and `port`. An IPv4 address on an IPv6 socket is mapped
  /// into IPv6. A datagram socket only notes its peer, and may do so again.
  ///
  /// `wait`: whether to wait until there is a connection, for `timeout` at most (nil: as long as the kernel
  /// tries). Without `wait` a connection that is not there at once is begun, and `connectionInProgress`
  /// thrown. Five system calls at most; a service by name is looked up. (Port 0 is no port to connect to:
  /// nobody chooses another, whatever IOLIB's document says.)
  ///
  /// - Throws: `pollTimeout`; `connectionRefused`, `connectionTimeout`, `networkUnreachable`,
  ///   `hostUnreachable`, `alreadyConnected`, …, with both addresses; `unknownService`;
  ///   `invalidArgument` for an IPv6 address on an IPv4 socket, and a time-out of less than zero.
  @available(*, noasync)
  public func connect(
    _ address: IPAddress, port: PortDesignator = 0, wait: Bool = true, timeout: Duration? = nil
  ) throws(SocketError) {
    try connect(to: try target(address, port), wait: wait, timeout: timeout)
  }
}

extension LocalSocket where Self: ActiveSocket {
  /// `connect`: connects the socket to the one with that name. Where that one's queue is full, waits for
  /// room in it, for `timeout` at most (nil: for ever); without `wait` throws `wouldBlock` then.
  ///
  /// - Throws: `systemCall` (ENOENT: no such file), `connectionRefused` where nobody listens,
  ///   `pollTimeout`, `alreadyConnected`, `invalidArgument` for a name that cannot be.
  @available(*, noasync)
  public func connect(
    _ address: LocalAddress, wait: Bool = true, timeout: Duration? = nil
  ) throws(SocketError) {
    try connect(to: try address.socketAddress(), wait: wait, timeout: timeout)
  }
}

/// A socket that may have a peer: `active-socket`. All but those that listen.
public protocol ActiveSocket: Socket {}

extension ActiveStreamSocket: ActiveSocket {}
extension DatagramSocket: ActiveSocket {}

extension Socket {
  func connect(
    to address: SocketAddress, wait: Bool, timeout: Duration?
  ) throws(SocketError) {
    requirePlainThread("connect")
    let deadline = try Instant.end(ofWaiting: wait, timeout: timeout)
    var pause = Duration.milliseconds(1)
    while true {
      let result = try handle.connect(to: address)
      switch Errno(rawValue: result) {
      case Errno(rawValue: 0): return
      case .nowInProgress, .alreadyInProcess:
        guard wait else { throw failedConnect(result, address) }
        return try finishConnecting(to: address, timeout, until: deadline)
      case .wouldBlock where addressFamily == .local && wait:
        // The listener's queue is full, of which poll(2) says nothing.
        if let deadline, Instant.now >= deadline {
          throw timedOut(.connect, timeout, peer: address)
        }
        try handle.backOff(&pause, .connect, until: deadline)
      default: throw failedConnect(result, address)
      }
    }
  }

  private func finishConnecting(
    to address: SocketAddress, _ timeout: Duration?, until deadline: Instant?
  ) throws(SocketError) {
    guard try handle.wait(for: .output, .connect, until: deadline) else {
      throw timedOut(.connect, timeout, peer: address)
    }
    let error = try handle.use(.connect) { raw throws(SocketError) in
      do throws(Errno) { return try raw.takeError() } catch { return error.rawValue }
    }
    if error != 0 { throw failedConnect(error, address) }
  }

  private func failedConnect(_ number: Int32, _ peer: SocketAddress) -> SocketError {
    do throws(SocketError) {
      return try handle.use(.connect) { _ in handle.failure(.connect, number, peer: peer) }
    } catch {
      return error
    }
  }

  /// The condition of a wait that was too long.
  func timedOut(
    _ operation: IOError.Operation, _ timeout: Duration?, peer: SocketAddress? = nil
  ) -> SocketError {
    .pollTimeout(
      PollTimeout(
        operation: operation, timeout: timeout ?? .zero, local: try? localAddress(), peer: peer))
  }
}
