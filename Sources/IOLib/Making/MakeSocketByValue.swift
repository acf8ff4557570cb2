// make-socket where the kind of the socket and its arguments are values.

import SluiceLoop

/// `make-socket`, as `apply` would call it: the forms with labelled arguments, where the compiler knows the
/// kind of the socket, say sooner what is wrong.
///
///     let socket = try makeSocket(
///       addressFamily: .internet, type: .stream, connect: .passive,
///       arguments: [.localHost("127.0.0.1"), .backlog(10)])
///
/// - Throws: `inapplicableArgument` for an argument that sockets of that kind do not take; otherwise what
///   the form of that kind throws.
@available(*, noasync)
public func makeSocket(
  addressFamily: AddressFamily, type: SocketType, connect: Connect, ipv6: IPv6Mode = defaultIPv6,
  arguments: [SocketArgument]
) throws(SocketError) -> Socket {
  let internet: InternetFamily? =
    switch addressFamily {
    case .internet: .internet
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    case .local, .file: nil
    }
  let socketClass = SocketClass(
    internet == nil ? .local : .internet, type == .stream ? .stream : .datagram,
    type == .stream && connect == .passive ? .passive : .active)
  let given = try SocketArguments(arguments, for: socketClass)
  guard let internet else { return try makeLocalSocket(socketClass, given) }
  return try makeInternetSocket(internet, socketClass, ipv6, given)
}

@available(*, noasync)
private func makeInternetSocket(
  _ family: InternetFamily, _ socketClass: SocketClass, _ ipv6: IPv6Mode, _ given: SocketArguments
) throws(SocketError) -> Socket {
  switch (socketClass.kind, socketClass.role) {
  case (.stream, .active):
    try makeSocket(
      addressFamily: family, type: .stream, connect: .active, ipv6: ipv6,
      localHost: given.localHost, localPort: given.localPort, remoteHost: given.remoteHost,
      remotePort: given.remotePort, reuseAddress: given.reuseAddress, keepalive: given.keepalive,
      nodelay: given.nodelay, inputBufferSize: given.inputBufferSize,
      outputBufferSize: given.outputBufferSize, externalFormat: given.externalFormat)
  case (.stream, .passive):
    try makeSocket(
      addressFamily: family, type: .stream, connect: .passive, ipv6: ipv6,
      localHost: given.localHost, localPort: given.localPort, backlog: given.backlog,
      reuseAddress: given.reuseAddress, interface: given.interface, nodelay: given.nodelay,
      externalFormat: given.externalFormat)
  case (.datagram, _):
    try makeSocket(
      addressFamily: family, type: .datagram, ipv6: ipv6, localHost: given.localHost,
      localPort: given.localPort, remoteHost: given.remoteHost, remotePort: given.remotePort,
      reuseAddress: given.reuseAddress, interface: given.interface, broadcast: given.broadcast)
  }
}

@available(*, noasync)
private func makeLocalSocket(
  _ socketClass: SocketClass, _ given: SocketArguments
) throws(SocketError) -> Socket {
  switch (socketClass.kind, socketClass.role) {
  case (.stream, .active):
    try makeSocket(
      addressFamily: .local, type: .stream, connect: .active, localFilename: given.localFilename,
      remoteFilename: given.remoteFilename, inputBufferSize: given.inputBufferSize,
      outputBufferSize: given.outputBufferSize, externalFormat: given.externalFormat)
  case (.stream, .passive):
    try makeSocket(
      addressFamily: .local, type: .stream, connect: .passive, localFilename: given.localFilename,
      remoteFilename: given.remoteFilename, backlog: given.backlog,
      reuseAddress: given.reuseAddress, externalFormat: given.externalFormat)
  case (.datagram, _):
    try makeSocket(
      addressFamily: .local, type: .datagram, localFilename: given.localFilename,
      remoteFilename: given.remoteFilename)
  }
}
