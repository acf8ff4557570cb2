// make-socket of local sockets.

public import SluiceCore
import SluiceLoop

/// `make-socket`: a local socket that connects, as a bivalent stream.
///
/// With `localFilename` it is bound to that name, with `remoteFilename` connected to that one; without, it
/// is neither yet. A string literal is a path, `LocalAddress("name", abstract: true)` an abstract name.
/// Buffers and format as with internet sockets.
///
/// - Throws: what `bindAddress` and `connect` throw; `invalidArgument`; the socket is closed then.
@available(*, noasync)
public func makeSocket(
  addressFamily: LocalFamily, type: StreamType = .stream, connect: ActiveConnect = .active,
  localFilename: LocalAddress? = nil, remoteFilename: LocalAddress? = nil,
  inputBufferSize: Int? = nil, outputBufferSize: Int? = nil, externalFormat: ExternalFormat? = nil
) throws(SocketError) -> SocketStreamLocalActive {
  requirePlainThread("makeSocket")
  let buffers = try StreamBuffers(
    input: inputBufferSize, output: outputBufferSize, format: externalFormat)
  let raw = try openSocket(.local, .stream, listens: false)
  let socket = SocketStreamLocalActive(raw, buffers)
  return try configured(socket) { () throws(SocketError) in
    if let localFilename { try socket.bindAddress(localFilename) }
    if let remoteFilename { try socket.connect(remoteFilename) }
  }
}

/// `make-socket`: a local socket that listens.
///
/// With `localFilename` it is bound to that name, and listens; without, it does neither, and `backlog` says
/// nothing.
///
/// - Parameters:
///   - remoteFilename: what IOLIB's document lists, and no socket that listens can do.
///   - backlog: how many connections may wait, 0 to `maxBacklogSize`; nil: `defaultBacklogSize`.
///   - reuseAddress: without effect on local sockets.
///   - externalFormat: what the streams that it accepts get.
///
/// - Throws: what `bindAddress` and `listenOn` throw; `wrongKind` for a `remoteFilename`; the socket is
///   closed then.
@available(*, noasync)
public func makeSocket(
  addressFamily: LocalFamily, type: StreamType = .stream, connect: PassiveConnect,
  localFilename: LocalAddress? = nil, remoteFilename: LocalAddress? = nil, backlog: Int? = nil,
  reuseAddress: Bool = true, externalFormat: ExternalFormat? = nil
) throws(SocketError) -> SocketStreamLocalPassive {
  requirePlainThread("makeSocket")
  guard remoteFilename == nil else {
    throw .wrongKind(.connect, SocketClass(.local, .stream, .passive))
  }
  let raw = try openSocket(.local, .stream, listens: true)
  let socket = SocketStreamLocalPassive(raw, externalFormat ?? .default)
  return try configured(socket) { () throws(SocketError) in
    guard let localFilename else { return }
    try socket.bindAddress(localFilename)
    try socket.listenOn(backlog: backlog)
  }
}

/// `make-socket`: a local socket of datagrams, bound to `localFilename` and connected to `remoteFilename`
/// where they are given. Of datagram sockets there is one kind, whatever `connect` says.
///
/// - Throws: what `bindAddress` and `connect` throw; the socket is closed then.
@available(*, noasync)
public func makeSocket(
  addressFamily: LocalFamily, type: DatagramType, connect: Connect = .active,
  localFilename: LocalAddress? = nil, remoteFilename: LocalAddress? = nil
) throws(SocketError) -> SocketDatagramLocal {
  requirePlainThread("makeSocket")
  let raw = try openSocket(.local, .datagram, listens: false)
  let socket = SocketDatagramLocal(raw)
  return try configured(socket) { () throws(SocketError) in
    if let localFilename { try socket.bindAddress(localFilename) }
    if let remoteFilename { try socket.connect(remoteFilename) }
  }
}
