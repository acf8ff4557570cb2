// A descriptor that several threads use and any of them may close.
//
// Invariants: a thread that uses the descriptor is counted in `users`; close(2) happens once, when the
// socket is closed and nobody uses it; a thread that waits by its driver has that in `waiting`, and is
// woken under the lock only, so that it cannot have ended; a thread that may wait in the kernel is counted
// in `blocked`, and shutdown(2) wakes it.

import SluiceCore
import SluiceLoop
import Synchronization
import SystemPackage

/// The descriptor of a socket, who uses it, and whether it is closed.
final class SocketHandle: Sendable {
  private struct State {
    var users = 0
    var isClosed = false
    var blocked = 0
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
  /// Whether others may know the descriptor, to whom a shutdown(2) would happen too.
  private let isShared = Atomic(false)
  /// What it was when this was made: a child shares the socket with its parent.
  private let forkEvents = RawSocket.forkEvents
  private let forks = RawSocket.forks
  private let state = Lock(State())
  private let closedFlag = Atomic(false)
  /// Held by a connect(2), which changes the descriptor's mode and back.
  private let connecting = Lock(())
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

  /// SO_RCVTIMEO and SO_SNDTIMEO, which the kernel keeps for calls that wait in it; ours wait by poll where
  /// there is one.
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
    state.withLock { ($0.waiting == nil ? 0 : 1) + $0.others.count + $0.blocked }
  }

  /// Notes a negated errno that the kernel told, as it does once, when it could not be thrown: the
  /// receive that finds the end of the stream fails with it.
  func noteReceiveFailure(_ result: Int32) { receiveFailure.store(result, ordering: .relaxed) }

  /// What a receive came to: at the end of the stream what was noted, once.
  func received(_ result: Int32) -> Int32 {
    result == 0 ? receiveFailure.exchange(0, ordering: .relaxed) : result
  }

  /// The number, which its caller may give to others; nil once closed.
  var descriptor: Int32? {
    share()
    return isClosed ? nil : raw.fd
  }

  /// Others know the descriptor, or duplicates of it.
  func share() { isShared.store(true, ordering: .relaxed) }

  /// Calls that answer at once. `closed` where the socket is.
  func use<R>(
    _ operation: IOError.Operation, _ body: (RawSocket) throws(SocketError) -> R
  ) throws(SocketError) -> R {
    try enter(operation, nil)
    defer { leave(nil) }
    return try body(raw)
  }

  /// connect(2), which does not wait: one after the other, lest they undo each other's mode. 0 or an errno.
  func connect(to address: SocketAddress) throws(SocketError) -> Int32 {
    try use(.connect) { raw throws(SocketError) in
      connecting.withLock { _ in
        do throws(Errno) { return -(try raw.connect(to: address)) } catch { return error.rawValue }
      }
    }
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

  /// Calls of which one may wait in the kernel, for a thread that waits by plain calls. Where another
  /// thread closes the socket meanwhile, that one finds the end of the stream.
  ///
  /// Nil, without calling `body`, where the thread has a ring, or where a close could not wake it without
  /// ending the connection for others too.
  @inline(__always)
  func blocking<R>(
    _ operation: IOError.Operation, _ body: (RawSocket) throws(SocketError) -> R?
  ) throws(SocketError) -> R? {
    let kind: DriverKind
    do { kind = try ThreadDriver.kind() } catch { throw SocketError(error) }
    guard kind == .poll, isOurs else { return nil }
    try state.withLock { state throws(SocketError) in
      guard !state.isClosed else { throw .closed(operation) }
      state.users += 1
      state.blocked += 1
    }
    defer {
      let isLast = state.withLock { state in
        state.users -= 1
        state.blocked -= 1
        return state.isClosed && state.users == 0
      }
      if isLast { raw.close() }
    }
    return try body(raw)
  }

  /// Whether nobody else can have the socket, as far as is known now.
  private var isOurs: Bool {
    !isShared.load(ordering: .relaxed) && forkEvents == RawSocket.forkEvents
  }

  /// Has every waiting thread look around.
  func wakeAll() {
    state.withLock { $0.wakeAll() }
  }

  /// Closes it: whoever waits is woken, and the last one out calls close(2). False where it was closed
  /// already. shutdown(2) of the reading side where a thread waits in the kernel.
  func close() -> Bool {
    let (isFirst, isLast) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      state.isClosed = true
      closedFlag.store(true, ordering: .sequentiallyConsistent)
      state.wakeAll()
      // Whoever is in the kernel is counted, and so the descriptor is open. After a fork nobody is counted
      // in the child, whose copy of the count is the parent's.
      if state.blocked > 0, forks == RawSocket.forks {
        try? raw.shutdown(read: true, write: false)
      }
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
