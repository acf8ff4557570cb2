// A socket as the blocking surface calls it: one thin method per call, none of which waits.

import CURing
import Glibc
package import SluiceCore
package import SystemPackage

/// A descriptor of a socket, for calls that answer at once. Whoever uses it sees to it that it is open.
package struct RawSocket: Hashable, Sendable {
  /// The number.
  package let fd: Int32

  /// The socket with that number.
  package init(fd: Int32) { self.fd = fd }

  /// socket(2): close-on-exec and blocking, or not where it `listens`: an accept(2) of its own never
  /// waits then, also where another process takes the connection first.
  package static func open(
    _ family: SocketFamily, _ kind: SocketKind, listens: Bool
  ) throws(Errno) -> RawSocket {
    let flags = listens ? SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue : SOCK_CLOEXEC.rawValue
    return RawSocket(
      fd: try SystemCalls.socket(family, kind, flags: Int32(bitPattern: flags)))
  }

  /// socketpair(2) of local sockets, close-on-exec and blocking.
  package static func pair(_ kind: SocketKind) throws(Errno) -> (RawSocket, RawSocket) {
    let flags = Int32(bitPattern: SOCK_CLOEXEC.rawValue)
    let (first, second) = try SystemCalls.pair(kind, flags: flags)
    return (RawSocket(fd: first), RawSocket(fd: second))
  }

  /// What it is. Four system calls at most; see `SocketFacts`.
  package func facts() throws(Errno) -> SocketFacts {
    try SocketFacts(of: Descriptor(rawValue: fd))
  }

  /// fcntl(2) with F_DUPFD_CLOEXEC.
  package func duplicate() throws(Errno) -> RawSocket {
    RawSocket(fd: try SystemCalls.duplicate(fd))
  }

  /// fcntl(2) with F_SETFD.
  package func closeOnExec() throws(Errno) { try SystemCalls.closeOnExec(fd) }

  /// fcntl(2) with O_NONBLOCK, for all that share the description. Two system calls at most.
  package func doNotBlock() throws(Errno) {
    let mode = fcntl(fd, F_GETFL)
    try SystemCalls.check(mode)
    if mode & O_NONBLOCK == 0 { try SystemCalls.check(fcntl(fd, F_SETFL, mode | O_NONBLOCK)) }
  }

  /// bind(2)
  package func bind(to address: SocketAddress) throws(Errno) {
    try SystemCalls.bind(fd, KernelAddress(address))
  }

  /// listen(2)
  package func listen(backlog: Int) throws(Errno) {
    try SystemCalls.listen(fd, backlog: Int32(clamping: backlog))
  }

  /// accept4(2), close-on-exec and blocking: a descriptor or a negated errno.
  package func accept() -> Int32 {
    SystemCalls.accept(fd, flags: Int32(bitPattern: SOCK_CLOEXEC.rawValue))
  }

  /// connect(2) that does not wait: 0 or a negated errno, EINPROGRESS or EAGAIN among them. Two more
  /// calls of fcntl(2) for a socket that may block.
  package func connect(to address: SocketAddress) throws(Errno) -> Int32 {
    let address = try KernelAddress(address)
    let mode = fcntl(fd, F_GETFL)
    try SystemCalls.check(mode)
    let isBlocking = mode & O_NONBLOCK == 0
    if isBlocking { try SystemCalls.check(fcntl(fd, F_SETFL, mode | O_NONBLOCK)) }
    defer { if isBlocking { _ = fcntl(fd, F_SETFL, mode) } }
    return SystemCalls.connect(fd, address)
  }

  /// connect(2) to no address: a datagram socket has no peer any more.
  package func disconnect() throws(Errno) {
    let result = SystemCalls.disconnect(fd)
    guard result == 0 else { throw Errno(rawValue: -result) }
  }

  /// getsockopt(2) of SO_ERROR, which clears it: 0 or an errno.
  package func takeError() throws(Errno) -> Int32 {
    try SystemCalls.integerOption(fd, SOL_SOCKET, SO_ERROR)
  }

  /// getsockname(2)
  package func localAddress() throws(Errno) -> SocketAddress { try SystemCalls.localAddress(fd) }

  /// getpeername(2)
  package func peerAddress() throws(Errno) -> SocketAddress { try SystemCalls.peerAddress(fd) }

  /// recv(2) with MSG_DONTWAIT: a count or a negated errno.
  package func receive(into room: LentBytes) -> Int32 { SystemCalls.receive(fd, room) }

  /// recv(2) that waits for the first byte or the end, again after each signal: a count or a negated
  /// errno, EAGAIN where the descriptor does not wait.
  package func receiveWaiting(into room: LentBytes) -> Int32 {
    SystemCalls.receive(fd, room, flags: 0)
  }

  /// send(2) with MSG_DONTWAIT|MSG_NOSIGNAL: a count or a negated errno.
  package func send(_ bytes: LentBytes) -> Int32 { SystemCalls.send(fd, bytes) }

  /// Another number in each forked child.
  @inline(__always)
  package static var forks: UInt32 { curing_forks() }

  /// Another number after each fork(2), in the parent and in the child: both have all descriptors then.
  @inline(__always)
  package static var forkEvents: UInt32 { curing_fork_events() }

  /// recvmsg(2) with MSG_DONTWAIT and those flags: a count or a negated errno, and the sender where the
  /// kernel names one.
  package func receive(into room: LentBytes, flags: MessageFlags) -> DatagramReceipt {
    let flags = flags.rawValue | Int32(MSG_DONTWAIT)
    // The header is `withSender`'s for the length of the call.
    let (result, sender) = unsafe SystemCalls.withSender(room) { unsafe recvmsg(fd, $0, flags) }
    return DatagramReceipt(result: result, sender: sender)
  }

  /// recvmsg(2) with MSG_ERRQUEUE and MSG_DONTWAIT: drops one message of ip(7)'s IP_RECVERR; whether there
  /// was one.
  package func dropQueuedError() -> Bool {
    receive(into: .empty, flags: .errorQueue).result >= 0
  }

  /// sendmsg(2) with MSG_DONTWAIT|MSG_NOSIGNAL and those flags, to the peer without an address: a count
  /// or a negated errno.
  package func send(
    _ bytes: LentBytes, flags: MessageFlags, to address: SocketAddress?
  ) throws(Errno) -> Int32 {
    let address = try address.map { address throws(Errno) in try KernelAddress(address) }
    return SystemCalls.sendDatagram(fd, bytes, to: address, flags: flags.rawValue)
  }

  /// sendmsg(2) with MSG_DONTWAIT of those bytes and descriptors: a count or a negated errno.
  package func send(_ bytes: LentBytes, along descriptors: [Int32]) -> Int32 {
    SystemCalls.send(fd, bytes, descriptors: descriptors, to: nil)
  }

  /// recvmsg(2) with MSG_DONTWAIT and room for `limit` descriptors.
  package func receiveRights(into room: LentBytes, limit: Int) -> ReceivedRights {
    SystemCalls.receiveRights(fd, room, limit: limit, flags: 0)
  }

  /// shutdown(2), of one half or of both.
  package func shutdown(read: Bool, write: Bool) throws(Errno) {
    let how = read ? (write ? SHUT_RDWR : SHUT_RD) : SHUT_WR
    try SystemCalls.check(Glibc.shutdown(fd, Int32(how)))
  }

  /// close(2)
  package func close() { SystemCalls.close(fd) }
}

/// Flags of send(2) and recv(2).
package struct MessageFlags: OptionSet, Sendable {
  /// MSG_…
  package let rawValue: Int32
  /// Those flags.
  package init(rawValue: Int32) { self.rawValue = rawValue }
  /// MSG_OOB
  package static let outOfBand = MessageFlags(rawValue: 0x1)
  /// MSG_PEEK
  package static let peek = MessageFlags(rawValue: 0x2)
  /// MSG_DONTROUTE
  package static let dontRoute = MessageFlags(rawValue: 0x4)
  /// MSG_CONFIRM
  package static let confirm = MessageFlags(rawValue: 0x800)
  /// MSG_ERRQUEUE
  static let errorQueue = MessageFlags(rawValue: 0x2000)
  /// MSG_MORE
  package static let more = MessageFlags(rawValue: 0x8000)
}
