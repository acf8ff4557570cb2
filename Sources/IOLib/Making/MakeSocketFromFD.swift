// make-socket-from-fd and make-socket-pair.

public import SluiceCore
import SluiceLoop
import SystemPackage

/// `make-socket-from-fd`: a socket of a descriptor that somebody else made. Its family and type are asked
/// of the system; whether it is to connect or to listen must be said.
///
/// The descriptor belongs to the socket from then on, unless `dup`: then it gets a duplicate. Its mode is
/// not changed, unless it listens: then it does not block any more, and neither do its duplicates, so that
/// `acceptConnection` waits no longer than it is told. No option is set; it becomes close-on-exec. Ten
/// system calls at most.
///
/// - Throws: `systemCall` (EBADF, ENOTSOCK; ESOCKTNOSUPPORT, EPROTONOSUPPORT: neither stream nor datagram,
///   TCP nor UDP), `addressFamilyNotSupported`; `wrongKind` for `.passive` of a datagram socket or of one
///   that is connected, and `.active` of one that listens; `invalidArgument`; `inapplicableArgument` for
///   sizes or a format that such a socket has no use for. The descriptor is still the caller's then.
@available(*, noasync)
public func makeSocketFromFD(
  _ fd: Int32, dup: Bool = false, connect: Connect = .active,
  externalFormat: ExternalFormat? = nil, inputBufferSize: Int? = nil, outputBufferSize: Int? = nil
) throws(SocketError) -> Socket {
  let given = RawSocket(fd: fd)
  let facts: SocketFacts
  do throws(Errno) { facts = try given.facts() } catch {
    throw SocketError(IOError(.adopt, error, detail: "descriptor \(fd)"))
  }
  let socketClass = SocketClass(
    facts.family == .local ? .local : .internet, facts.kind == .stream ? .stream : .datagram,
    connect == .active ? .active : .passive)
  let isConnected = (try? given.peerAddress()) != nil
  guard connect == .active ? !facts.isListening : facts.kind == .stream && !isConnected else {
    throw .wrongKind(.adopt, socketClass)
  }
  var arguments: [SocketArgument] = []
  if let externalFormat { arguments.append(.externalFormat(externalFormat)) }
  if let inputBufferSize { arguments.append(.inputBufferSize(inputBufferSize)) }
  if let outputBufferSize { arguments.append(.outputBufferSize(outputBufferSize)) }
  _ = try SocketArguments(arguments, for: socketClass)
  let buffers = try StreamBuffers(
    input: inputBufferSize, output: outputBufferSize, format: externalFormat)
  let raw: RawSocket
  do throws(Errno) {
    if connect == .passive { try given.doNotBlock() }
    raw = dup ? try given.duplicate() : given
    if !dup { try raw.closeOnExec() }
  } catch {
    throw SocketError(IOError(.adopt, error, detail: "descriptor \(fd)"))
  }
  let socket = socket(raw, facts.family, socketClass, buffers)
  socket.handle.share()
  socket.noteTimeouts()
  return socket
}

private func socket(
  _ raw: RawSocket, _ family: SocketFamily, _ socketClass: SocketClass, _ buffers: StreamBuffers
) -> Socket {
  switch (socketClass.family, socketClass.kind, socketClass.role) {
  case (.internet, .stream, .active): SocketStreamInternetActive(raw, family, buffers)
  case (.internet, .stream, .passive): SocketStreamInternetPassive(raw, family, buffers.format)
  case (.internet, .datagram, _): SocketDatagramInternet(raw, family)
  case (.local, .stream, .active): SocketStreamLocalActive(raw, buffers)
  case (.local, .stream, .passive): SocketStreamLocalPassive(raw, buffers.format)
  case (.local, .datagram, _): SocketDatagramLocal(raw)
  }
}

/// `make-socket-pair`: two local sockets that are connected to each other, as bivalent streams.
/// socketpair(2), one system call. The names of both ends are empty abstract ones.
///
/// - Throws: `systemCall` (EMFILE, ENFILE), `invalidArgument` for sizes.
public func makeSocketPair(
  type: StreamType = .stream, externalFormat: ExternalFormat? = nil, inputBufferSize: Int? = nil,
  outputBufferSize: Int? = nil
) throws(SocketError) -> (SocketStreamLocalActive, SocketStreamLocalActive) {
  let buffers = try StreamBuffers(
    input: inputBufferSize, output: outputBufferSize, format: externalFormat)
  let (first, second) = try pair(.stream)
  return (SocketStreamLocalActive(first, buffers), SocketStreamLocalActive(second, buffers))
}

/// `make-socket-pair`: two local sockets of datagrams that are connected to each other.
///
/// - Throws: `systemCall` (EMFILE, ENFILE).
public func makeSocketPair(
  type: DatagramType
) throws(SocketError) -> (SocketDatagramLocal, SocketDatagramLocal) {
  let (first, second) = try pair(.datagram)
  return (SocketDatagramLocal(first), SocketDatagramLocal(second))
}

private func pair(_ kind: SocketKind) throws(SocketError) -> (RawSocket, RawSocket) {
  do throws(Errno) { return try RawSocket.pair(kind) } catch {
    throw SocketError(IOError(.pair, error))
  }
}
