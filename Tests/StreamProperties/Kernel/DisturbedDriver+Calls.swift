// The calls of a disturbed driver that answer at once.

import SluiceCore
import SluiceLoop
import SluiceTesting
import SystemPackage

extension DisturbedDriver {
  var kind: DriverKind { base.kind }
  var now: Instant { base.now }

  func open(_ family: SocketFamily, _ kind: SocketKind) throws(Errno) -> Descriptor {
    if random.chance(faults.refusals / 2) { throw random.element(of: Self.openErrors) }
    let descriptor = try base.open(family, kind)
    // With little room in the kernel, sends that do not wait are short.
    if faults.bufferSize.lowerBound == 1 {
      try? base.setOption(.sendBuffer, of: descriptor, to: 4_608)
    }
    return descriptor
  }

  private static var openErrors: [Errno] {
    [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory]
  }

  func bind(_ descriptor: Descriptor, to address: SocketAddress) throws(Errno) {
    try base.bind(descriptor, to: address)
  }

  func listen(_ descriptor: Descriptor, backlog: Int) throws(Errno) {
    try base.listen(descriptor, backlog: backlog)
  }

  func setOption(
    _ name: SocketOptionName, of descriptor: Descriptor, to value: SocketOptionValue
  ) throws(Errno) {
    try base.setOption(name, of: descriptor, to: value)
  }

  func option(
    _ name: SocketOptionName, of descriptor: Descriptor
  ) throws(Errno) -> SocketOptionValue {
    try base.option(name, of: descriptor)
  }

  func localAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    try base.localAddress(of: descriptor)
  }

  func peerAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    try base.peerAddress(of: descriptor)
  }

  func shutdown(_ descriptor: Descriptor, _ direction: ShutdownDirection) throws(Errno) {
    try base.shutdown(descriptor, direction)
  }

  func close(_ descriptor: Descriptor, reset: Bool) {
    forget(descriptor)
    base.close(descriptor, reset: reset)
  }

  /// Short, or an error; never EAGAIN where something is there.
  func tryReceive(from descriptor: Descriptor, into bytes: LentBytes) -> Int32 {
    guard let count = count(bytes.count, faults.shortReceives, on: descriptor) else {
      return -random.element(of: Self.receiveErrors).rawValue
    }
    let result = base.tryReceive(from: descriptor, into: bytes.prefix(count))
    move(max(0, Int(result)), on: descriptor)
    return result
  }

  /// Short, or EAGAIN, or an error.
  func trySend(to descriptor: Descriptor, from bytes: LentBytes) -> Int32 {
    if random.chance(faults.shortSends / 2) { return -Errno.wouldBlock.rawValue }
    guard let count = count(bytes.count, faults.shortSends, on: descriptor) else {
      return -random.element(of: Self.sendErrors).rawValue
    }
    let result = base.trySend(to: descriptor, from: bytes.prefix(count))
    move(max(0, Int(result)), on: descriptor)
    return result
  }
}
