// The calls of a simulated driver that answer at once.

import SluiceCore
import SluiceLoop
import SystemPackage

extension SimulatedDriver {
  /// There are no datagrams on this network: EPROTONOSUPPORT. EMFILE beyond the limit of descriptors.
  func open(_ family: SocketFamily, _ kind: SocketKind) throws(Errno) -> Descriptor {
    guard kind == .stream else { throw .protocolNotSupported }
    let socket = SimulatedSocket(family: family)
    guard wire.number(socket) else {
      wire.note(.openFailed, nil, count: Int(Errno.tooManyOpenFiles.rawValue))
      throw .tooManyOpenFiles
    }
    return Descriptor(rawValue: socket.number)
  }

  func bind(_ descriptor: Descriptor, to address: SocketAddress) throws(Errno) {
    try wire.bind(try open(descriptor), to: address)
  }

  func listen(_ descriptor: Descriptor, backlog: Int) throws(Errno) {
    try wire.listen(try open(descriptor), backlog: backlog)
  }

  /// Kept, and without effect.
  func setOption(
    _ name: SocketOptionName, of descriptor: Descriptor, to value: SocketOptionValue
  ) throws(Errno) {
    try open(descriptor).options[name] = value
  }

  func option(
    _ name: SocketOptionName, of descriptor: Descriptor
  ) throws(Errno) -> SocketOptionValue {
    let socket = try open(descriptor)
    switch name {
    case .acceptsConnections: return .flag(socket.state == .listening)
    case .pendingError:
      defer { socket.error = nil }
      return .integer(socket.error?.rawValue ?? 0)
    case .linger: return socket.options[name] ?? .linger(.off)
    case .receiveTimeout, .sendTimeout: return socket.options[name] ?? .time(.zero)
    case .bindToDevice, .congestionControl: return socket.options[name] ?? .text("")
    default: return socket.options[name] ?? 0
    }
  }

  func localAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    let socket = try open(descriptor)
    return socket.local ?? (socket.family == .local ? .unnamed : .ipv4(.any, port: 0))
  }

  func peerAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    let socket = try open(descriptor)
    guard socket.state == .connected, !socket.isReset, let peer = socket.peer else {
      throw .socketNotConnected
    }
    return peer
  }

  func shutdown(_ descriptor: Descriptor, _ direction: ShutdownDirection) throws(Errno) {
    let socket = try open(descriptor)
    guard socket.state == .connected, !socket.isReset else { throw .socketNotConnected }
    wire.note(.shutDown, socket)
    wire.finishOutput(of: socket)
    if direction == .both { socket.inbox.hasEnded = true }
  }

  func close(_ descriptor: Descriptor, reset: Bool) {
    guard let socket = wire.socket(descriptor) else { return }
    wire.close(socket, reset: reset)
  }

  func tryReceive(from descriptor: Descriptor, into bytes: LentBytes) -> Int32 {
    guard let socket = wire.socket(descriptor) else { return -Errno.badFileDescriptor.rawValue }
    if socket.reading != nil { wire.violate("a receive overtakes another one") }
    return wire.receive(socket, into: bytes, limit: bytes.count) ?? -Errno.wouldBlock.rawValue
  }

  func trySend(to descriptor: Descriptor, from bytes: LentBytes) -> Int32 {
    guard let socket = wire.socket(descriptor) else { return -Errno.badFileDescriptor.rawValue }
    if socket.writing != nil { wire.violate("a send overtakes another one") }
    return wire.send(socket, from: bytes, total: bytes.count) ?? -Errno.wouldBlock.rawValue
  }

  private func open(_ descriptor: Descriptor) throws(Errno) -> SimulatedSocket {
    guard let socket = wire.socket(descriptor) else { throw .badFileDescriptor }
    return socket
  }
}
