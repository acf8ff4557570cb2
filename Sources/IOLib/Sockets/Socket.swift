// What all sockets have. What a class of sockets can do is in the files of its class.

import SluiceCore
public import SluiceLoop
import SystemPackage

/// A socket: `socket`, the root of IOLIB's classes.
///
/// Many threads may use sockets of their own at once. One socket may be shared by a thread that reads and
/// one that writes; what two threads do on the same side comes one after the other. A third may close
/// it: whoever waits gets `SocketError.closed`, and the last one out closes the descriptor. An open socket
/// that is dropped is closed, and what is in its buffers is lost.
///
/// Calls that wait do so on the calling thread, and on no other; they are for plain threads and trap on
/// that of a loop.
public class Socket: @unchecked Sendable {
  // Sendable: the handle and the sides of streams have locks of their own, and the rest never changes.

  let handle: SocketHandle

  /// What it is.
  public let socketClass: SocketClass

  /// `socket-address-family`: IPv4, IPv6 or local.
  public let addressFamily: SocketFamily

  init(_ raw: RawSocket, _ family: SocketFamily, _ socketClass: SocketClass) {
    handle = SocketHandle(raw)
    addressFamily = family
    self.socketClass = socketClass
  }

  /// `socket-os-fd`: the descriptor, nil once the socket is closed. It stays the socket's.
  ///
  /// To be asked for before a thread reads, if the descriptor is to be duplicated: a close during a read
  /// that began before ends the input of duplicates too. After, reads cost two system calls more.
  public var osFD: Int32? { handle.descriptor }

  /// `socket-open-p`: whether it has not been closed.
  public var isOpen: Bool { !handle.isClosed }

  /// `socket-ipv6-p`
  public var isIPv6: Bool { addressFamily == .ipv6 }

  /// `socket-connected-p`: whether it has a peer. True also after the peer has closed its end.
  /// getpeername(2), one system call.
  public var isConnected: Bool { (try? remoteAddress()) != nil }

  /// `close`: closes the socket; whether it was open. With `abort` what is in the output buffer is
  /// dropped; without, a stream flushes it first and waits as long as that takes.
  ///
  /// The descriptor is released whatever happens. The file of a local socket stays.
  ///
  /// - Throws: what kept the output from leaving: `hangup`, `connectionReset`, `wouldBlock` where the
  ///   send time-out passed.
  @available(*, noasync)
  @discardableResult
  public func close(abort: Bool = false) throws(SocketError) -> Bool {
    handle.close()
  }

  // MARK: Addresses of either family; the forms of each are at InternetSocket and LocalSocket

  /// getsockname(2)
  func localAddress() throws(SocketError) -> SocketAddress {
    try handle.use(.localAddress) { raw throws(SocketError) in
      do throws(Errno) { return try raw.localAddress() } catch {
        throw SocketError(IOError(.localAddress, error))
      }
    }
  }

  /// getpeername(2)
  func remoteAddress() throws(SocketError) -> SocketAddress {
    try handle.use(.peerAddress) { raw throws(SocketError) in
      do throws(Errno) { return try raw.peerAddress() } catch {
        throw SocketError(IOError(.peerAddress, error, local: try? raw.localAddress()))
      }
    }
  }
}

/// A socket of IPv4 or IPv6: `internet-socket`.
public protocol InternetSocket: Socket {}

/// A socket of this machine alone, AF_UNIX: `local-socket`.
public protocol LocalSocket: Socket {}

extension InternetSocket {
  /// `local-name`: where it is bound, `0.0.0.0` or `::` and port 0 where it is not. One system call.
  public func localName() throws(SocketError) -> (host: IPAddress, port: UInt16) {
    Self.parts(try localAddress())
  }

  /// `remote-name`: its peer. One system call.
  ///
  /// - Throws: `notConnected`.
  public func remoteName() throws(SocketError) -> (host: IPAddress, port: UInt16) {
    Self.parts(try remoteAddress())
  }

  /// `local-host`
  public func localHost() throws(SocketError) -> IPAddress { try localName().host }
  /// `local-port`
  public func localPort() throws(SocketError) -> UInt16 { try localName().port }
  /// `remote-host`
  public func remoteHost() throws(SocketError) -> IPAddress { try remoteName().host }
  /// `remote-port`
  public func remotePort() throws(SocketError) -> UInt16 { try remoteName().port }

  private static func parts(_ address: SocketAddress) -> (host: IPAddress, port: UInt16) {
    guard let host = address.host, let port = address.port else {
      preconditionFailure("an internet socket with the address \(address)")
    }
    return (host, port)
  }
}

extension LocalSocket {
  /// `local-name`, `local-filename`: its name, an abstract one of no bytes where it has none. One
  /// system call.
  public func localFilename() throws(SocketError) -> LocalAddress {
    Self.name(try localAddress())
  }

  /// `remote-name`, `remote-filename`: its peer's name. One system call.
  ///
  /// - Throws: `notConnected`.
  public func remoteFilename() throws(SocketError) -> LocalAddress {
    Self.name(try remoteAddress())
  }

  private static func name(_ address: SocketAddress) -> LocalAddress {
    guard let name = LocalAddress(address) else {
      preconditionFailure("a local socket with the address \(address)")
    }
    return name
  }
}
