// make-socket of internet sockets.

public import SluiceCore
import SluiceLoop
import SystemPackage

/// `make-socket`: a TCP socket that connects, as a bivalent stream.
///
/// With `remoteHost` it is connected to that and `remotePort`, to the first address that the name has, and
/// waits for as long as the kernel tries; without, it is not connected yet. With `localHost` it is bound
/// before, to that and `localPort` (nil: one that the system chooses); without, `localPort` and
/// `reuseAddress` say nothing.
///
/// - Parameters:
///   - ipv6: `.no` for an IPv4 socket, `.yes` for an IPv6 one, which reaches IPv4 too; `.only` looks names
///     up for IPv6 addresses alone.
///   - reuseAddress: sets SO_REUSEADDR before it is bound.
///   - keepalive: sets SO_KEEPALIVE.
///   - nodelay: sets TCP_NODELAY.
///   - inputBufferSize: bytes of the input buffer, 1 to 16,777,215; 4096 where nothing is said.
///   - outputBufferSize: the same of the output buffer.
///   - externalFormat: encoding and line ending; UTF-8 and LF where nothing is said.
///
/// - Throws: what `bindAddress`, `connect`, `setSocketOption` and the lookups throw; `invalidArgument` where
///   there is a host to connect to and no port; the socket is closed then.
@available(*, noasync)
public func makeSocket(
  addressFamily: InternetFamily = .internet, type: StreamType = .stream,
  connect: ActiveConnect = .active, ipv6: IPv6Mode = defaultIPv6,
  localHost: HostnameDesignator? = nil, localPort: PortDesignator? = nil,
  remoteHost: HostnameDesignator? = nil, remotePort: PortDesignator? = nil,
  reuseAddress: Bool = true, keepalive: Bool = false, nodelay: Bool = false,
  inputBufferSize: Int? = nil, outputBufferSize: Int? = nil, externalFormat: ExternalFormat? = nil
) throws(SocketError) -> SocketStreamInternetActive {
  requirePlainThread("makeSocket")
  let buffers = try StreamBuffers(
    input: inputBufferSize, output: outputBufferSize, format: externalFormat)
  let remotePort = try portToConnect(remotePort, remoteHost)
  let (family, lookups) = addressFamily.resolved(ipv6)
  let raw = try openSocket(family, .stream, listens: false)
  let socket = SocketStreamInternetActive(raw, family, buffers)
  return try configured(socket) { () throws(SocketError) in
    if keepalive { try socket.setSocketOption(.keepAlive, true) }
    if nodelay { try socket.setSocketOption(.noDelay, true) }
    if let localHost {
      try socket.bindAddress(
        try localHost.resolve(ipv6: lookups), port: localPort ?? 0, reuseAddress: reuseAddress)
    }
    if let remoteHost {
      try socket.connect(try remoteHost.resolve(ipv6: lookups), port: remotePort)
    }
  }
}

/// `make-socket`: a TCP socket that listens.
///
/// With `localHost` it is bound to that and `localPort` (nil: one that the system chooses), and listens;
/// without, it does neither, and `localPort`, `backlog`, `reuseAddress` and `interface` say nothing:
/// `bindAddress` and `listenOn` do.
///
/// - Parameters:
///   - backlog: how many connections may wait, 0 to `maxBacklogSize`; nil: `defaultBacklogSize`.
///   - reuseAddress: sets SO_REUSEADDR before it is bound.
///   - interface: sets SO_BINDTODEVICE: connections of that interface alone.
///   - nodelay: sets TCP_NODELAY, which accepted sockets inherit.
///   - externalFormat: what the streams that it accepts get.
///
/// - Throws: what `bindAddress`, `listenOn`, `setSocketOption` and the lookups throw; `systemCall` (ENODEV:
///   no such interface); the socket is closed then.
@available(*, noasync)
public func makeSocket(
  addressFamily: InternetFamily = .internet, type: StreamType = .stream, connect: PassiveConnect,
  ipv6: IPv6Mode = defaultIPv6, localHost: HostnameDesignator? = nil,
  localPort: PortDesignator? = nil, backlog: Int? = nil, reuseAddress: Bool = true,
  interface: String? = nil, nodelay: Bool = false, externalFormat: ExternalFormat? = nil
) throws(SocketError) -> SocketStreamInternetPassive {
  requirePlainThread("makeSocket")
  let (family, lookups) = addressFamily.resolved(ipv6)
  let raw = try openSocket(family, .stream, listens: true)
  let socket = SocketStreamInternetPassive(raw, family, externalFormat ?? .default)
  return try configured(socket) { () throws(SocketError) in
    if nodelay { try socket.setSocketOption(.noDelay, true) }
    guard let localHost else { return }
    if let interface { try socket.setSocketOption(.bindToDevice, interface) }
    try socket.bindAddress(
      try localHost.resolve(ipv6: lookups), port: localPort ?? 0, reuseAddress: reuseAddress)
    try socket.listenOn(backlog: backlog)
  }
}

/// `make-socket`: a UDP socket.
///
/// With `localHost` it is bound to that and `localPort` (nil: one that the system chooses); with
/// `remoteHost` that and `remotePort` (nil: 0) become its peer.
///
/// - Parameters:
///   - connect: of datagram sockets there is one kind.
///   - reuseAddress: sets SO_REUSEADDR before it is bound, so that several may be bound to one port.
///   - interface: sets SO_BINDTODEVICE, after it was bound: datagrams of that interface alone.
///   - broadcast: sets SO_BROADCAST.
///
/// - Throws: what `bindAddress`, `connect`, `setSocketOption` and the lookups throw; the socket is closed
///   then.
@available(*, noasync)
public func makeSocket(
  addressFamily: InternetFamily = .internet, type: DatagramType, connect: Connect = .active,
  ipv6: IPv6Mode = defaultIPv6, localHost: HostnameDesignator? = nil,
  localPort: PortDesignator? = nil, remoteHost: HostnameDesignator? = nil,
  remotePort: PortDesignator? = nil, reuseAddress: Bool = true, interface: String? = nil,
  broadcast: Bool = false
) throws(SocketError) -> SocketDatagramInternet {
  requirePlainThread("makeSocket")
  let (family, lookups) = addressFamily.resolved(ipv6)
  let raw = try openSocket(family, .datagram, listens: false)
  let socket = SocketDatagramInternet(raw, family)
  return try configured(socket) { () throws(SocketError) in
    if broadcast { try socket.setSocketOption(.broadcast, true) }
    if let localHost {
      try socket.bindAddress(
        try localHost.resolve(ipv6: lookups), port: localPort ?? 0, reuseAddress: reuseAddress)
      if let interface { try socket.setSocketOption(.bindToDevice, interface) }
    }
    if let remoteHost {
      try socket.connect(try remoteHost.resolve(ipv6: lookups), port: remotePort ?? 0)
    }
  }
}

private func portToConnect(
  _ port: PortDesignator?, _ host: HostnameDesignator?
) throws(SocketError) -> PortDesignator {
  if host != nil, port == nil {
    throw .argument("remotePort", "there is a host to connect to, and no port")
  }
  return port ?? 0
}
