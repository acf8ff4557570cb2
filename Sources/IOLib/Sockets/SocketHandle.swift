// A descriptor that several threads use and any of them may close.
//
// Invariants: a thread that uses the descriptor is counted in `users`; close(2) happens once, when the
// socket is closed and nobody uses it; a thread that waits has its driver in `waiting`, and is woken
// under the lock only, so that it cannot have ended.

import SluiceCore
import SluiceLoop
import Synchronization
import SystemPackage

/// The descriptor of a socket, who uses it, and whether it is closed.
final class SocketHandle: Sendable {
  private struct State {
    var users = 0
    var isClosed = false
    /// The first thread that waits, and others: a reader and a writer at most, as a rule.
    var waiting: (any BlockingDriver)?
    var others: [any BlockingDriver] = []

    mutating func enter(_ driver: any BlockingDriver) {
      if waiting == nil { waiting = driver } else { others.append(driver) }
    }

    mutating func leave(_ driver: any BlockingDriver) {
      if waiting === driver {
        waiting = nil
      } else if let index = others.firstIndex(where: { $0 === driver }) {
        others.remove(at: index)
      }
    }

    func wakeAll() {
      waiting?.wake()
      for driver in others { driver.wake() }
    }
  }

  /// The socket, to be used inside `use` only.
  private let raw: RawSocket
  private let state = Lock(State())
  private let closedFlag = Atomic(false)
  private let receiveFailure = Atomic(Int32(0))
  private let receiveNanoseconds = Atomic(Int64(0))
  private let sendNanoseconds = Atomic(Int64(0))

  /// Takes the descriptor over.
  init(_ raw: RawSocket) { self.raw = raw }

  deinit {
    // Nobody uses it: that takes a reference. An open socket that is dropped is closed, and what is in
    // its buffers is lost.
    if !isClosed { raw.close() }
  }

  /// Whether it was closed.
  var isClosed: Bool { closedFlag.load(ordering: .sequentiallyConsistent) }

  /// SO_RCVTIMEO and SO_SNDTIMEO, which the kernel keeps for calls that wait in it; ours wait by poll.
  /// Zero: for ever.
  var receiveTimeout: Duration {
    get { .nanoseconds(receiveNanoseconds.load(ordering: .relaxed)) }
    set { receiveNanoseconds.store(newValue.wholeNanoseconds, ordering: .relaxed) }
  }
  var sendTimeout: Duration {
    get { .nanoseconds(sendNanoseconds.load(ordering: .relaxed)) }
    set { sendNanoseconds.store(newValue.wholeNanoseconds, ordering: .relaxed) }
  }

  /// When a receive, or a send, that begins now has taken too long; nil: never.
  var receiveDeadline: Instant? { Self.deadline(receiveNanoseconds.load(ordering: .relaxed)) }
  var sendDeadline: Instant? { Self.deadline(sendNanoseconds.load(ordering: .relaxed)) }

  private static func deadline(_ nanoseconds: Int64) -> Instant? {
    nanoseconds > 0 ? Instant.now + .nanoseconds(nanoseconds) : nil
  }

  /// How many threads wait on it, or are just about to.
  var waitingThreads: Int {
    state.withLock { ($0.waiting == nil ? 0 : 1) + $0.others.count }
  }

  /// Notes a negated errno that the kernel told, as it does once, when it could not be thrown: the
  /// receive that finds the end of the stream fails with it.
  func noteReceiveFailure(_ result: Int32) { receiveFailure.store(result, ordering: .relaxed) }

  /// What a receive came to: at the end of the stream what was noted, once.
  func received(_ result: Int32) -> Int32 {
    result == 0 ? receiveFailure.exchange(0, ordering: .relaxed) : result
  }

  /// The number; nil once closed.
  var descriptor: Int32? { isClosed ? nil : raw.fd }

  /// Calls that answer at once. `closed` where the socket is.
  func use<R>(
    _ operation: IOError.Operation, _ body: (RawSocket) throws(SocketError) -> R
  ) throws(SocketError) -> R {
    try enter(operation, nil)
    defer { leave(nil) }
    return try body(raw)
  }

  /// Calls that wait by the calling thread's driver. `closed` where the socket is, or is closed while
  /// they do.
  func waiting<R>(
    _ operation: IOError.Operation,
    _ body: (RawSocket, any BlockingDriver) throws(SocketError) -> R
  ) throws(SocketError) -> R {
    let driver: any BlockingDriver
    do { driver = try ThreadDriver.current() } catch { throw SocketError(error) }
    try enter(operation, driver)
    defer { leave(driver) }
    return try body(raw, driver)
  }

  /// Has every waiting thread look around.
  func wakeAll() {
    state.withLock { $0.wakeAll() }
  }

  /// Closes it: whoever waits is woken, and the last one out calls close(2). False where it was closed
  /// already.
  func close() -> Bool {
    let (isFirst, isLast) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      state.isClosed = true
      closedFlag.store(true, ordering: .sequentiallyConsistent)
      state.wakeAll()
      return (true, state.users == 0)
    }
    if isLast { raw.close() }
    return isFirst
  }

  /// The condition of a failed call, with the socket's addresses. For use inside `use`.
  func failure(
    _ operation: IOError.Operation, _ number: Int32, peer: SocketAddress? = nil
  ) -> SocketError {
    SocketError(ioError(operation, Errno(rawValue: number), peer: peer))
  }

  /// The same, as what the kernel said.
  func ioError(
    _ operation: IOError.Operation, _ errno: Errno, peer: SocketAddress? = nil
  ) -> IOError {
    IOError(
      operation, errno, local: try? raw.localAddress(), peer: peer ?? (try? raw.peerAddress()))
  }

  private func enter(
    _ operation: IOError.Operation, _ driver: (any BlockingDriver)?
  ) throws(SocketError) {
    try state.withLock { state throws(SocketError) in
      guard !state.isClosed else { throw .closed(operation) }
      state.users += 1
      if let driver { state.enter(driver) }
    }
  }

  private func leave(_ driver: (any BlockingDriver)?) {
    let isLast = state.withLock { state in
      state.users -= 1
      if let driver { state.leave(driver) }
      return state.isClosed && state.users == 0
    }
    if isLast { raw.close() }
  }
}
