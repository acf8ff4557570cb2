// The wall: one thin function per socket call, and nothing else.
//
// Calls that set something up throw the kernel's errno. Calls on the hot path (accept4, connect,
// recv, send) return what a completion carries: the C result, or a negated errno. None retries on
// EAGAIN; those that may be repeated after a signal are (EINTR), `poll` and `close` are not.
// Nothing here raises SIGPIPE.

import CURing
import Glibc
import SluiceCore
import SystemPackage

/// The socket calls of the C library, by their own names.
enum SystemCalls {
  /// The flags of every send: not to wait, and to raise no SIGPIPE.
  static var sending: Int32 { Int32(MSG_DONTWAIT | MSG_NOSIGNAL) }

  /// The reason for the failure of the last C call of this thread.
  static var lastError: Errno { Errno(rawValue: errno) }

  /// Throws errno where a C call answered -1.
  @inline(__always)
  static func check(_ result: Int32) throws(Errno) {
    guard result >= 0 else { throw lastError }
  }

  /// What a completion carries of a C call's result: the count, or the negated errno.
  @inline(__always)
  static func outcome(_ call: () -> Int) -> Int32 {
    while true {
      let result = call()
      // The kernel moves at most 0x7fff_f000 bytes a call.
      guard result < 0 else { return Int32(truncatingIfNeeded: result) }
      let reason = errno
      if reason != EINTR { return -reason }
    }
  }

  /// socket(2); `flags` are SOCK_NONBLOCK and SOCK_CLOEXEC.
  static func socket(
    _ family: SocketFamily, _ kind: SocketKind, flags: Int32
  ) throws(Errno) -> Int32 {
    let fd = Glibc.socket(family.systemValue, kind.systemValue | flags, 0)
    try check(fd)
    return fd
  }

  /// bind(2)
  static func bind(_ fd: Int32, _ address: KernelAddress) throws(Errno) {
    // The address outlives the call that reads it.
    try check(unsafe address.withPointer { unsafe Glibc.bind(fd, $0, $1) })
  }

  /// listen(2)
  static func listen(_ fd: Int32, backlog: Int32) throws(Errno) {
    try check(Glibc.listen(fd, backlog))
  }

  /// accept4(2) without an address: the new descriptor or a negated errno.
  static func accept(_ fd: Int32, flags: Int32) -> Int32 {
    outcome { Int(curing_accept(fd, flags)) }
  }

  /// connect(2): 0 or a negated errno. A signal does not stop a connection that has begun, so that
  /// EINTR reads as EINPROGRESS.
  static func connect(_ fd: Int32, _ address: KernelAddress) -> Int32 {
    // The address outlives the call that reads it.
    let result = unsafe address.withPointer { unsafe Glibc.connect(fd, $0, $1) }
    guard result < 0 else { return 0 }
    let reason = errno
    return reason == EINTR ? -EINPROGRESS : -reason
  }

  /// recv(2) with those flags: the count, 0 at the end, or a negated errno.
  static func receive(
    _ fd: Int32, _ bytes: LentBytes, flags: Int32 = Int32(MSG_DONTWAIT)
  ) -> Int32 {
    // In bounds and ours for the length of the call: the invariant of LentBytes.
    return outcome { unsafe Glibc.recv(fd, bytes.base, bytes.count, flags) }
  }

  /// What recvmsg(2) brought.
  struct Received {
    var result: Int32
    /// Whether descriptors came along. They were closed; the receive ended with them.
    var hadRights: Bool
  }

  /// recvmsg(2) with MSG_DONTWAIT and no room for control messages. Costs a little more than
  /// `receive` and tells why a count is short.
  static func receiveMessage(_ fd: Int32, _ bytes: LentBytes) -> Received {
    let flags = Int32(MSG_DONTWAIT)
    // In bounds and ours for the length of the call: the invariant of LentBytes. The vector is a
    // local that outlives the call.
    var vector = unsafe iovec(iov_base: bytes.base, iov_len: bytes.count)
    return unsafe withUnsafeMutablePointer(to: &vector) { vector in
      var message = unsafe msghdr()
      unsafe message.msg_iov = vector
      unsafe message.msg_iovlen = 1
      let result = outcome { unsafe recvmsg(fd, &message, flags) }
      let hadRights = unsafe message.msg_flags & Int32(MSG_CTRUNC) != 0
      return Received(result: result, hadRights: hadRights)
    }
  }

  /// send(2) with MSG_DONTWAIT|MSG_NOSIGNAL: the count or a negated errno.
  static func send(_ fd: Int32, _ bytes: LentBytes) -> Int32 {
    // In bounds and ours for the length of the call: the invariant of LentBytes.
    outcome { unsafe Glibc.send(fd, bytes.base, bytes.count, sending) }
  }

  /// shutdown(2)
  static func shutdown(_ fd: Int32, _ direction: ShutdownDirection) throws(Errno) {
    try check(Glibc.shutdown(fd, direction.systemValue))
  }

  /// read(2) of an eventfd or a timerfd, whose count is zero from then on: it is not readable any more.
  static func drainCounter(_ fd: Int32) {
    var count: UInt64 = 0
    // Eight bytes of a local. Fails only where there is nothing to drain.
    _ = unsafe read(fd, &count, MemoryLayout<UInt64>.size)
  }

  /// close(2). The descriptor is gone whatever the call answers: it must not be repeated.
  static func close(_ fd: Int32) {
    _ = Glibc.close(fd)
  }

  /// poll(2) of one descriptor: the events that came, empty when `milliseconds` (negative: no
  /// limit) have passed. EINTR is thrown, for only the caller knows how long it still wants to
  /// wait.
  static func poll(
    _ fd: Int32, for events: PollEvents, milliseconds: Int32
  ) throws(Errno) -> PollEvents {
    var request = pollfd(
      fd: fd, events: Int16(truncatingIfNeeded: events.rawValue), revents: 0)
    // One element, alive for the length of the call.
    try check(unsafe Glibc.poll(&request, 1, milliseconds))
    return PollEvents(rawValue: UInt32(UInt16(bitPattern: request.revents)))
  }

  /// clock_gettime(2) of CLOCK_MONOTONIC. Answered without entering the kernel.
  static func monotonicClock() -> Instant {
    var time = timespec()
    // A local, alive for the length of the call, which cannot fail for this clock.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}
