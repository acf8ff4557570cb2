// What the two drivers over the real kernel have in common: every call that answers at once.
//
// No operation lives here, and no turn.

import Glibc
public import SluiceCore
public import SystemPackage

/// A driver whose descriptors are the kernel's own.
public protocol KernelDriver: Driver {
  /// The flags of socket(2) and accept4(2) that suit this driver: SOCK_CLOEXEC always, and
  /// SOCK_NONBLOCK where it waits for readiness itself.
  var socketFlags: Int32 { get }

  /// Called by `close` just before the descriptor is closed, so that nothing is remembered of it
  /// when the kernel gives out its number again. No operation on it is in flight.
  func forget(_ descriptor: Descriptor)

  /// Called when a call that did not wait has taken all that the descriptor held: a later poll for
  /// input waits for something new.
  func noteDrained(_ descriptor: Descriptor)

  /// Called for a descriptor that somebody else made, before anything is asked of it: it may block.
  func noteForeign(_ descriptor: Descriptor)
}

extension KernelDriver {
  /// Nothing is remembered.
  public func forget(_ descriptor: Descriptor) {}

  /// Nothing is remembered.
  public func noteDrained(_ descriptor: Descriptor) {}

  /// Nothing is remembered.
  public func noteForeign(_ descriptor: Descriptor) {}

  /// clock_gettime(2), answered without entering the kernel.
  public var now: Instant { SystemCalls.monotonicClock() }

  /// socket(2), one system call.
  public func open(_ family: SocketFamily, _ kind: SocketKind) throws(Errno) -> Descriptor {
    Descriptor(rawValue: try SystemCalls.socket(family, kind, flags: socketFlags))
  }

  /// bind(2), one system call; ENAMETOOLONG or EINVAL for a local name that cannot be.
  public func bind(_ descriptor: Descriptor, to address: SocketAddress) throws(Errno) {
    try SystemCalls.bind(descriptor.rawValue, KernelAddress(address))
  }

  /// listen(2), one system call.
  public func listen(_ descriptor: Descriptor, backlog: Int) throws(Errno) {
    try SystemCalls.listen(descriptor.rawValue, backlog: Int32(clamping: backlog))
  }

  /// setsockopt(2), one system call.
  public func setOption(
    _ name: SocketOptionName, of descriptor: Descriptor, to value: SocketOptionValue
  ) throws(Errno) {
    try SystemCalls.setOption(descriptor.rawValue, name, to: value)
  }

  /// getsockopt(2), one system call.
  public func option(
    _ name: SocketOptionName, of descriptor: Descriptor
  ) throws(Errno) -> SocketOptionValue {
    try SystemCalls.option(descriptor.rawValue, name)
  }

  /// getsockname(2), one system call.
  public func localAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    try SystemCalls.localAddress(descriptor.rawValue)
  }

  /// getpeername(2), one system call.
  public func peerAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress {
    try SystemCalls.peerAddress(descriptor.rawValue)
  }

  /// shutdown(2), one system call.
  public func shutdown(
    _ descriptor: Descriptor, _ direction: ShutdownDirection
  ) throws(Errno) {
    try SystemCalls.shutdown(descriptor.rawValue, direction)
  }

  /// close(2); with `reset`, after SO_LINGER {on, 0}: at most two system calls beyond `forget`.
  public func close(_ descriptor: Descriptor, reset: Bool) {
    forget(descriptor)
    // A socket that has no use for the option (or a descriptor that is no socket) is closed as is.
    if reset { try? SystemCalls.lingerForNoTime(descriptor.rawValue) }
    SystemCalls.close(descriptor.rawValue)
  }

  /// recv(2) with MSG_DONTWAIT, one system call.
  public func tryReceive(from descriptor: Descriptor, into bytes: LentBytes) -> Int32 {
    SystemCalls.receive(descriptor.rawValue, bytes)
  }

  /// send(2) with MSG_DONTWAIT|MSG_NOSIGNAL, one system call.
  public func trySend(to descriptor: Descriptor, from bytes: LentBytes) -> Int32 {
    SystemCalls.send(descriptor.rawValue, bytes)
  }
}
