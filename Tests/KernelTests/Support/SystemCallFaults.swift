// The kernel's own answers, replaced now and then: each system call of a loop's thread is looked at
// before it is made (seccomp_unotify(2)), and fails with an errno that is drawn from a seed, or is made
// by us and then told to have been interrupted.
//
// Neither the library nor its build knows of it. What it cannot do is in `DisturbedDriver`: the results of
// io_uring's operations are no system calls, and a short count where the kernel was not short of room
// would be a lie about readiness.

import CTestSupport
import Glibc
import SluiceLoop
import SluiceTesting
import TestSupport

/// Faults of the calls of those threads that call `watch`. For a process of its own: what those threads
/// start is watched, too, and the thread that answers never ends.
final class SystemCallFaults: Sendable {
  /// The calls that are looked at, in the words of their manual pages.
  enum Call: String, CaseIterable {
    case enter, wait, receive, send, accept, connect, close, socket, control
  }

  private struct State {
    var random: SeededRandom
    var listeners: [Int32] = []
    var counts: [Call: Int] = [:]
  }

  private let state: Lock<State>
  /// Whether calls fail in ways that end a connection.
  private let losesConnections: Bool

  /// On a thread that is not watched; the thread that answers is not either, then.
  init(seed: UInt64, losesConnections: Bool) {
    state = Lock(State(random: SeededRandom(seed: seed, stream: 9)))
    self.losesConnections = losesConnections
    _ = DriverThread { [self] in
      while true { answerNext() }
    }
  }

  /// How many calls have failed.
  var counts: [Call: Int] { state.withLock { $0.counts } }

  /// Has the calls of the calling thread looked at from now on.
  func watch() {
    let numbers = Self.numbers.map(\.number)
    // The list is read during the call.
    let listener = unsafe numbers.withUnsafeBufferPointer {
      unsafe test_watch_calls($0.baseAddress, Int32($0.count))
    }
    // The thread was started by one that is watched, and so it is, too.
    if listener == -EBUSY { return }
    guard listener >= 0 else { fatalError("seccomp: errno \(-listener)") }
    state.withLock { $0.listeners.append(listener) }
  }

  // MARK: Answering

  private static let numbers: [(call: Call, number: Int32)] = [
    (.enter, test_number_enter), (.wait, test_number_epoll_wait),
    (.wait, test_number_epoll_pwait), (.wait, test_number_epoll_pwait2),
    (.receive, test_number_recvfrom), (.receive, test_number_recvmsg),
    (.send, test_number_sendto), (.accept, test_number_accept4),
    (.connect, test_number_connect), (.close, test_number_close),
    (.socket, test_number_socket), (.control, test_number_epoll_ctl),
  ].filter { $0.number >= 0 }

  private func answerNext() {
    let listeners = state.withLock { $0.listeners }
    guard !listeners.isEmpty else {
      usleep(1_000)
      return
    }
    var call = test_call()
    var listener: Int32 = -1
    // Lists and structures of ours, which the call reads and fills before it returns.
    let found = unsafe listeners.withUnsafeBufferPointer {
      unsafe test_next_call($0.baseAddress, Int32($0.count), 2, &call, &listener)
    }
    if found < 0 {
      // All that it watched are gone.
      state.withLock { $0.listeners.removeAll { $0 == listener } }
      Glibc.close(listener)
    }
    guard found > 0 else { return }
    answer(call, on: listener)
  }

  private func answer(_ call: test_call, on listener: Int32) {
    var call = call
    // What is taken out of epoll (EPOLL_CTL_DEL) needs no memory, and is.
    let isRemoval =
      call.number == test_number_epoll_ctl && call.arguments.1 == UInt(2)
    let kind = isRemoval ? nil : Self.numbers.first { $0.number == call.number }?.call
    let failure = kind.flatMap { kind in
      state.withLock { state -> Int32? in
        let reason = self.failure(of: kind, &state.random)
        if reason != nil { state.counts[kind, default: 0] += 1 }
        return reason
      }
    }
    guard let kind, let failure else { return unsafe test_allow_call(listener, &call) }
    // What is interrupted here has been done, or goes on; the other calls have done nothing.
    if kind == .connect || kind == .close { unsafe test_make_call(&call) }
    unsafe test_answer_call(listener, &call, 0, failure)
  }

  /// What the call is to fail with; nil: it is made.
  private func failure(of call: Call, _ random: inout SeededRandom) -> Int32? {
    let (harmless, fatal) = Self.failures[call] ?? ([], [])
    if losesConnections, !fatal.isEmpty, random.chance(0.01) { return random.element(of: fatal) }
    guard !harmless.isEmpty, random.chance(0.15) else { return nil }
    return random.element(of: harmless)
  }

  /// What nobody may notice, and what may end a connection.
  private static let failures: [Call: (harmless: [Int32], fatal: [Int32])] = [
    .enter: ([EINTR, EAGAIN, EBUSY, ENOMEM], []),
    .wait: ([EINTR], []),
    .receive: ([EINTR], [ECONNRESET, ENOMEM, ETIMEDOUT]),
    .send: ([EINTR], [ECONNRESET, EPIPE, ENOBUFS, ENOMEM]),
    .accept: ([EINTR, ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM], []),
    .connect: ([EINTR], [ECONNREFUSED, EADDRNOTAVAIL, ENETUNREACH]),
    .close: ([EINTR], []),
    .socket: ([], [EMFILE, ENFILE, ENOBUFS, ENOMEM]),
    .control: ([], [ENOMEM, ENOSPC]),
  ]
}
