// bind-address and listen-on.

public import SluiceLoop
import SystemPackage

extension InternetSocket {
  /// `bind-address`: gives the socket its own address; port 0 is one that the system chooses, see
  /// `localPort`. An IPv4 address on an IPv6 socket is mapped into IPv6.
  ///
  /// `reuseAddress` sets SO_REUSEADDR before; false leaves it as it is. Two system calls at most; a
  /// service by name is looked up.
  ///
  /// - Throws: `addressInUse`, `addressNotAvailable`, `systemCall` (EINVAL: bound already; EACCES);
  ///   `invalidArgument` for an IPv6 address on an IPv4 socket; `unknownService`.
  @available(*, noasync)
  public func bindAddress(
    _ address: IPAddress, port: PortDesignator = 0, reuseAddress: Bool = true
  ) throws(SocketError) {
    let address = try target(address, port)
    if reuseAddress { try setSocketOption(.reuseAddress, true) }
    try bind(to: address)
  }

  /// The address as this socket's family has it, with the port over its protocol.
  @available(*, noasync)
  func target(_ address: IPAddress, _ port: PortDesignator) throws(SocketError) -> SocketAddress {
    let port = try port.resolve(over: socketClass.kind == .datagram ? .udp : .tcp)
    switch (addressFamily, address) {
    case (.ipv6, .ipv4(let address)):
      return .ipv6(IPv6Address(mapping: address), port: port)
    case (.ipv4, .ipv6):
      throw .argument("address", "\(address) is of IPv6, and the socket of IPv4")
    default: return address.withPort(port)
    }
  }
}

extension LocalSocket {
  /// `bind-address`: gives the socket its name: a file that is made, or an abstract name. bind(2), one
  /// system call. Nobody removes the file.
  ///
  /// - Throws: `addressInUse` where the file exists; `systemCall` (ENOENT, EACCES, EINVAL: bound
  ///   already); `invalidArgument` for a name that cannot be.
  public func bindAddress(_ address: LocalAddress) throws(SocketError) {
    try bind(to: try address.socketAddress())
  }
}

extension Socket {
  func bind(to address: SocketAddress) throws(SocketError) {
    try handle.use(.bind) { raw throws(SocketError) in
      do throws(Errno) { try raw.bind(to: address) } catch {
        throw SocketError(IOError(.bind, error, local: address))
      }
    }
  }
}

extension PassiveStreamSocket {
  /// `listen-on`: from now on connections are taken in, and wait to be accepted. May be called again, with
  /// another backlog. An internet socket that is not bound gets a port from the system. listen(2), one
  /// system call.
  ///
  /// `backlog`: how many may wait; nil: `defaultBacklogSize`.
  ///
  /// - Throws: `invalidArgument` for a backlog of less than zero or more than `maxBacklogSize`;
  ///   `addressInUse`; `systemCall` (EINVAL: a local socket that is not bound).
  public func listenOn(backlog: Int? = nil) throws(SocketError) {
    let backlog = backlog ?? min(defaultBacklogSize, maxBacklogSize)
    guard 0...maxBacklogSize ~= backlog else {
      throw .argument("backlog", "\(backlog) is not in 0 to \(maxBacklogSize)")
    }
    try handle.use(.listen) { raw throws(SocketError) in
      do throws(Errno) { try raw.listen(backlog: backlog) } catch {
        throw handle.failure(.listen, error.rawValue)
      }
    }
  }
}
