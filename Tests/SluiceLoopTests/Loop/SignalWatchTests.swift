// Signals: caught, given back, and never twice. One suite at a time has SIGURG and SIGWINCH, which
// do nothing to a process that does not catch them.

import CURing
import Glibc
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct SignalWatchTests {
  @Test(arguments: [DriverPreference.automatic, .poll], [SIGURG, SIGWINCH])
  func `Either signal calls back once, and both are given back`(
    driver: DriverPreference, signal: CInt
  ) async throws {
    try await withGroup(driver: driver) { group in
      let loop = group.loops[0]
      // Again and again: each watch has the same eventfd below, and must find it empty.
      for round in 1...3 {
        let (calls, called) = AsyncStream.makeStream(of: Int.self)
        try await loop.run { () async throws in
          let watch = try SignalWatch([SIGURG, SIGWINCH], on: loop) { called.yield(round) }
          #expect(isCaught(SIGURG) && isCaught(SIGWINCH))
          await loop.giveWay()
          await loop.giveWay()
          send(signal)
          var iterator = calls.makeAsyncIterator()
          #expect(await iterator.next() == round)
          #expect(!isCaught(SIGURG) && !isCaught(SIGWINCH))
          await watch.stop()
        }
      }
      let left = await loop.statistics()
      #expect(left.residents == 0)
      #expect(left.inFlight == 0)
    }
  }

  @Test(arguments: [DriverPreference.automatic, .poll])
  func `What is stopped has given its signals back and is gone`(
    driver: DriverPreference
  ) async throws {
    try await withGroup(driver: driver) { group in
      let loop = group.loops[0]
      try await loop.run { () async throws in
        final class Token {}
        weak var left: Token?
        let watch: SignalWatch
        do {
          let token = Token()
          left = token
          watch = try SignalWatch([SIGURG, SIGWINCH], on: loop) {
            Issue.record("no signal came to \(token)")
          }
        }
        #expect(left != nil)
        await watch.stop()
        #expect(left == nil)
        #expect(!isCaught(SIGURG) && !isCaught(SIGWINCH))
        #expect(loop.snapshot().residents == 0)
        #expect(loop.snapshot().inFlight == 0)
        await watch.stop()
      }
    }
  }

  @Test func `A signal that somebody watches is refused, and the others are given back`()
    async throws
  {
    try await withGroup { group in
      let loop = group.loops[0]
      try await loop.run { () async throws in
        let watch = try SignalWatch([SIGWINCH], on: loop) {}
        #expect(throws: Errno.resourceBusy) {
          try SignalWatch([SIGURG, SIGWINCH], on: loop) {}
        }
        #expect(!isCaught(SIGURG) && isCaught(SIGWINCH))
        await watch.stop()
        #expect(throws: Errno.invalidArgument) { try SignalWatch([SIGKILL], on: loop) {} }
        #expect(throws: Errno.invalidArgument) { try SignalWatch([0], on: loop) {} }
        #expect(loop.snapshot().residents == 0)
      }
    }
  }

  @Test func `A signal of the time before is not one of this watch`() throws {
    let first = curing_watch_signal(SIGURG)
    send(SIGURG)
    #expect(isReadable(first, within: 20_000))
    curing_unwatch_signal(SIGURG)
    close(first)
    let second = curing_watch_signal(SIGURG)
    #expect(!isReadable(second, within: 0))
    curing_unwatch_signal(SIGURG)
    close(second)
  }
}

/// Sends a signal to the calling thread, which has been interrupted by it on return: the blocking calls
/// of other tests must not be. pthread_kill(3).
private func send(_ signal: CInt) {
  var signals = sigset_t()
  var before = sigset_t()
  // Plain structures, which the calls fill and read before they return.
  unsafe sigemptyset(&signals)
  unsafe sigaddset(&signals, signal)
  unsafe pthread_sigmask(SIG_UNBLOCK, &signals, &before)
  pthread_kill(pthread_self(), signal)
  unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
}

/// poll(2).
private func isReadable(_ fd: CInt, within milliseconds: CInt) -> Bool {
  var watched = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
  // One structure, which lives during the call.
  return unsafe poll(&watched, 1, milliseconds) == 1
}

/// Whether the process has a handler for a signal. sigaction(2).
private func isCaught(_ signal: CInt) -> Bool {
  var action = sigaction()
  // Fills a plain structure; the handler's address is only compared.
  unsafe sigaction(signal, nil, &action)
  return unsafe action.__sigaction_handler.sa_handler != nil
}
