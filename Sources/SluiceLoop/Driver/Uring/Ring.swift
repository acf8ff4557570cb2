// A ring of the kernel behind a safe face: every pointer to it stays in this file.
//
// What never lives here: what an operation means, when to enter, what an error calls for.

import CURing
import Glibc
import SluiceCore
import SystemPackage

/// One io_uring: submission queue, completion queue, and the call that moves both.
///
/// Calls between set-up and `exit` come from one thread, the first that calls `enable` or `enter`.
@safe
struct Ring: ~Copyable {
  /// The most completions that one `take` copies out.
  static let batch = 256

  /// The step of the ladder on which it stands.
  let step: RingStep
  // Invariant: allocated by curing_setup and alive until `exit`, after which nobody calls.
  private let handle: OpaquePointer
  // Invariant: room for `batch` completions, alive until `exit`.
  private let taken: UnsafeMutablePointer<curing_completion>
  /// The count of forks when the ring was set up; here, so that it can be asked for after `exit`.
  private let forks = curing_forks()

  /// Sets up a ring with the flags of `step`. EINVAL where the kernel does not know one of them.
  init(step: RingStep, submissionEntries: Int, completionEntries: Int) throws(Errno) {
    let submission = UInt32(clamping: max(submissionEntries, 1))
    let completion = max(UInt32(clamping: completionEntries), submission)
    var handle: OpaquePointer?
    // `handle` is written on success only, and is then ours.
    let result = unsafe curing_setup(submission, completion, step.flags, &handle)
    guard result == 0, let handle = unsafe handle else { throw Errno(rawValue: -result) }
    self.step = step
    unsafe self.handle = handle
    unsafe taken = .allocate(capacity: Self.batch)
  }

  /// The same; ENOTSUP where the kernel grants the flags but lacks what no driver can do without.
  static func make(
    step: RingStep, submissionEntries: Int, completionEntries: Int
  ) throws(Errno) -> Ring {
    let ring = try Ring(
      step: step, submissionEntries: submissionEntries, completionEntries: completionEntries)
    guard ring.features.contains(.required) else {
      ring.exit()
      throw .notSupported
    }
    return ring
  }

  /// Frees the ring; the last call. In a forked child, where the queues are the parent's, it does
  /// nothing.
  func exit() {
    guard !isForked else { return }
    unsafe curing_exit(handle)
    unsafe taken.deallocate()
  }

  // MARK: What it is

  /// What the kernel offers.
  var features: RingFeatures { RingFeatures(rawValue: unsafe curing_features(handle)) }
  /// Entries of the submission queue.
  var submissionEntries: Int { Int(unsafe curing_submission_entries(handle)) }
  /// Entries of the completion queue.
  var completionEntries: Int { Int(unsafe curing_completion_entries(handle)) }
  /// Whether this process is a fork of the one that set the ring up. Its queues are not mapped then.
  /// May be asked after `exit`, and by any thread.
  @inline(__always)
  var isForked: Bool { forks != curing_forks() }

  /// Binds the ring to the calling thread, before it is first entered.
  func bind() throws(Errno) {
    guard step.isMadeDisabled else { return }
    try enable()
    // Registered descriptors are known to work from Linux 6.0 on only, and this step is newer. Without
    // them, enters just cost more.
    _ = unsafe curing_register_ring(handle)
  }

  /// io_uring_register(2), IORING_REGISTER_ENABLE_RINGS: the calling thread becomes the issuer.
  private func enable() throws(Errno) {
    let result = unsafe curing_enable(handle)
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }

  // MARK: Submission entries; false where the queue is full

  /// accept4(2)
  func prepareAccept(_ fd: Int32, multishot: Bool, _ userData: UInt64) -> Bool {
    unsafe curing_prepare_accept(handle, fd, multishot, userData)
  }

  /// connect(2). The address is copied.
  func prepareConnect(_ fd: Int32, _ address: KernelAddress, _ userData: UInt64) -> Bool {
    // The pointer is read before the call returns.
    unsafe address.withPointer { unsafe curing_prepare_connect(handle, fd, $0, $1, userData) }
  }

  /// recv(2). The bytes are the operation's until its final completion.
  func prepareReceive(
    _ fd: Int32, _ bytes: LentBytes, pollFirst: Bool, _ userData: UInt64
  ) -> Bool {
    unsafe curing_prepare_recv(handle, fd, bytes.base, bytes.count, pollFirst, userData)
  }

  /// send(2) of as much as there is room for, at least a byte. The bytes are the operation's until its final completion.
  func prepareSend(_ fd: Int32, _ bytes: LentBytes, pollFirst: Bool, _ userData: UInt64) -> Bool {
    unsafe curing_prepare_send(handle, fd, bytes.base, bytes.count, pollFirst, userData)
  }

  /// send(2) that does not wait, and completes only where the kernel does not take all of it. The bytes are
  /// the operation's until the kernel has been entered.
  func prepareSilentSend(_ fd: Int32, _ bytes: LentBytes, _ userData: UInt64) -> Bool {
    unsafe curing_prepare_silent_send(handle, fd, bytes.base, bytes.count, userData)
  }

  /// poll(2)
  func preparePoll(_ fd: Int32, _ events: UInt32, multishot: Bool, _ userData: UInt64) -> Bool {
    unsafe curing_prepare_poll(handle, fd, events, multishot, userData)
  }

  /// Cancels what carries `target`.
  func prepareCancel(_ target: UInt64, _ userData: UInt64) -> Bool {
    unsafe curing_prepare_cancel(handle, target, userData)
  }

  /// Completes at once with 0.
  func prepareNothing(_ userData: UInt64) -> Bool {
    unsafe curing_prepare_nop(handle, userData)
  }

  // MARK: The kernel's side

  /// Entries that the kernel has not taken yet.
  @inline(__always)
  var queued: Int { Int(unsafe curing_queued(handle)) }
  /// Completions that can be taken.
  @inline(__always)
  var ready: Int { Int(unsafe curing_ready(handle)) }
  /// Whether the kernel holds back completions until it is entered.
  @inline(__always)
  var hasPendingWork: Bool { unsafe curing_pending_flags(handle) != 0 }
  /// Whether the kernel keeps completions for which the queue has no room.
  var isOverflown: Bool { unsafe curing_pending_flags(handle) & CURING_OVERFLOW != 0 }

  /// io_uring_enter(2), once: submits, and waits for a completion for at most `nanoseconds`
  /// (0: does not wait; negative: no limit). No entry and no completion is lost, whatever the
  /// kernel answers.
  ///
  /// - Throws: what says that the ring cannot be used at all.
  func enter(waiting nanoseconds: Int64) throws(Errno) {
    let result = unsafe curing_enter(handle, nanoseconds != 0, nanoseconds)
    guard result < 0 else { return }
    switch -result {
    case ETIME, EINTR: return
    // Completions must be taken first, or memory is short: the next turn tries again.
    case EBUSY, EAGAIN, ENOMEM: return
    case EBADR: fatalError("io_uring lost a completion for want of memory (EBADR)")
    case EEXIST: fatalError("a ring was entered by a thread that it is not bound to (EEXIST)")
    default: throw Errno(rawValue: -result)
    }
  }

  /// Takes up to `limit` completions, `batch` at most, which `completion(_:)` then shows until the
  /// next `take`.
  func take(_ limit: Int) -> Int {
    // There is room for `batch`.
    Int(unsafe curing_take(handle, taken, UInt32(clamping: min(limit, Self.batch))))
  }

  /// Number `index` of the completions taken last.
  @inline(__always)
  func completion(_ index: Int) -> curing_completion {
    assert(index >= 0 && index < Self.batch)
    return unsafe taken[index]
  }
}
