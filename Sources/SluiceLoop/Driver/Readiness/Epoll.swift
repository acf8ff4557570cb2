// An epoll(7) instance and the room for what it reports.
//
// Invariant: `descriptor` is ours alone until `close`, after which it is -1; `ready` holds
// CURING_READY_LIMIT elements as long as the value lives.

import CURing
import Glibc
import SluiceCore
import SystemPackage

/// What epoll(7) says of a descriptor. The values are those of poll(2).
struct EpollEvents: OptionSet {
  let rawValue: UInt32

  static let input = EpollEvents(rawValue: EPOLLIN.rawValue)
  static let urgent = EpollEvents(rawValue: EPOLLPRI.rawValue)
  static let output = EpollEvents(rawValue: EPOLLOUT.rawValue)
  static let error = EpollEvents(rawValue: EPOLLERR.rawValue)
  static let hangUp = EpollEvents(rawValue: EPOLLHUP.rawValue)
  static let peerClosed = EpollEvents(rawValue: EPOLLRDHUP.rawValue)
  static let edgeTriggered = EpollEvents(rawValue: EPOLLET.rawValue)
}

/// An epoll instance, close-on-exec, all of whose registrations are edge-triggered.
@safe
struct Epoll: ~Copyable {
  private var descriptor: Int32
  private let ready: UnsafeMutablePointer<curing_ready>
  private var isPrecise = true

  init() throws(Errno) {
    descriptor = curing_epoll_create()
    // Freed in `deinit`, and only there.
    unsafe ready = .allocate(capacity: Int(CURING_READY_LIMIT))
    guard descriptor >= 0 else { throw SystemCalls.lastError }
  }

  deinit {
    if descriptor >= 0 { SystemCalls.close(descriptor) }
    // Allocated in `init`; `wait` keeps no pointer to it.
    unsafe ready.deallocate()
  }

  /// Closes the instance. The descriptors that it watched stay open.
  mutating func close() {
    if descriptor >= 0 { SystemCalls.close(descriptor) }
    descriptor = -1
  }

  /// EPOLL_CTL_ADD, or EPOLL_CTL_MOD where the descriptor `isKnown`. What is ready already is
  /// reported by the next `wait`.
  func watch(_ fd: Int32, for events: EpollEvents, isKnown: Bool) throws(Errno) {
    let mask = events.union(.edgeTriggered).rawValue
    let operation = isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
    guard curing_epoll_control(descriptor, operation, fd, mask) < 0 else { return }
    // Somebody has closed the descriptor, or a duplicate of it lives, behind our back.
    let other =
      switch errno {
      case EEXIST: EPOLL_CTL_MOD
      case ENOENT: EPOLL_CTL_ADD
      default: throw SystemCalls.lastError
      }
    try SystemCalls.check(curing_epoll_control(descriptor, other, fd, mask))
  }

  /// EPOLL_CTL_DEL. Closing alone would not do while a duplicate is open.
  func forget(_ fd: Int32) {
    _ = curing_epoll_control(descriptor, EPOLL_CTL_DEL, fd, 0)
  }

  /// epoll_pwait2(2) or epoll_wait(2) for so long (negative: for ever): how many descriptors are
  /// ready; EINTR is thrown.
  mutating func wait(nanoseconds: Int64) throws(Errno) -> Int {
    // `ready` has the room that the call fills.
    let count = unsafe curing_epoll_wait(descriptor, ready, nanoseconds, &isPrecise)
    try SystemCalls.check(count)
    return Int(count)
  }

  /// The `index`th of those that the last `wait` counted.
  func report(_ index: Int) -> (fd: Int32, events: EpollEvents) {
    precondition(index >= 0 && index < Int(CURING_READY_LIMIT))
    // In bounds by the line above; any bytes are a value of this plain C structure.
    let report = unsafe ready[index]
    return (report.descriptor, EpollEvents(rawValue: report.events))
  }
}
