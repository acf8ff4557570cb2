// Connecting to one of several addresses, as RFC 8305 ("Happy Eyeballs") has it: one attempt after the
// other, a little apart, and the first connection that comes about is the one.
//
// Where the addresses come from is not known here.

import SluiceCore
import SluiceLoop
import SystemPackage

/// A race of connects. Confined to its loop.
///
/// Invariants: each attempt's descriptor is closed exactly once, after its operation's final completion,
/// unless it has won; the race is in the loop's table until the last of them is, also when its task has
/// its connection and is gone.
final class ConnectRace: LoopResident, @unchecked Sendable {
  // Sendable for the cancellation handler, which only takes the name along; all else happens on
  // the loop's thread.

  /// An attempt under way.
  private struct Attempt {
    /// How many began before it.
    let place: Int
    let descriptor: Descriptor
    let address: SocketAddress
  }

  /// How the race ended.
  private enum Finish {
    case won(Descriptor, SocketAddress)
    case stopped(WaitOutcome)
    /// Nobody is left.
    case lost
  }

  private let sockets: ClientSockets
  private let loop: EventLoop
  private let delay: Duration
  private let deadline: Instant?
  private var id: ResidentID! = nil
  private var waiter: Waiter?
  private var waiting: [SocketAddress]
  private var attempts: [OperationID: Attempt] = [:]
  private var begun = 0
  private var nextStart: Instant?
  private var failures: [IOError] = []
  private var finish: Finish?

  private init(
    to addresses: [SocketAddress], delay: Duration, deadline: Instant?, by sockets: ClientSockets
  ) {
    self.sockets = sockets
    loop = sockets.loop
    self.delay = delay
    self.deadline = deadline
    // Taken from the end.
    waiting = addresses.reversed()
  }

  /// A connection to one of `addresses`, which are tried in that order; on the loop's thread.
  ///
  /// - Throws: `.cancelled`, `.closed`; `.noneConnected` with what each attempt came to: ETIMEDOUT for
  ///   one that was under way when the deadline passed.
  static func run(
    to addresses: [SocketAddress], delay: Duration, deadline: Instant?, by sockets: ClientSockets
  ) async throws(StreamError) -> SocketStream {
    let race = ConnectRace(to: addresses, delay: delay, deadline: deadline, by: sockets)
    race.start()
    // Where not one attempt could begin there is nothing to wait for.
    if race.finish == nil {
      _ = await suspend(ticket: 1, of: race.id, on: race.loop) { race.waiter = $0 }
    }
    switch race.finish {
    case .won(let descriptor, let address): return sockets.stream(descriptor, to: address)
    case .stopped(let outcome): throw StreamError(outcome)
    case .lost, nil: throw .noneConnected(race.failures)
    }
  }

  private func start() {
    id = loop.insert(self)
    if let deadline { loop.arm(deadline, for: id) }
    startNext()
  }

  /// Begins the next attempt; the one after it has its time.
  private func startNext() {
    nextStart = nil
    while finish == nil, let address = waiting.popLast() {
      let descriptor: Descriptor
      do { descriptor = try sockets.open(for: address) } catch {
        failures.append(error)
        continue
      }
      let operation = loop.connect(descriptor, to: address, for: self)
      attempts[operation] = Attempt(place: begun, descriptor: descriptor, address: address)
      begun += 1
      guard !waiting.isEmpty else { return }
      let start = loop.kernel.now + delay
      nextStart = start
      loop.arm(start, for: id)
      return
    }
    endIfLost()
  }

  private func endIfLost() {
    guard attempts.isEmpty else { return }
    if waiting.isEmpty { end(.lost) }
    leaveIfDone()
  }

  /// The first end counts. What is under way is cancelled.
  private func end(_ finish: Finish) {
    guard self.finish == nil else { return }
    self.finish = finish
    nextStart = nil
    for operation in attempts.keys { loop.cancel(operation) }
    // Who has a connection need not wait until the others are closed; who has an error does.
    if case .won = finish { waiter.wake(.ready) }
  }

  private func leaveIfDone() {
    guard finish != nil, attempts.isEmpty else { return }
    loop.remove(id)
    waiter.wake(.ready)
  }

  func completed(_ completion: Completion, as role: OperationRole) {
    guard let attempt = attempts.removeValue(forKey: completion.id) else { return }
    if completion.result == 0, finish == nil {
      end(.won(attempt.descriptor, attempt.address))
    } else {
      // Too late, or failed. A reset, lest the server wait for what will not come.
      loop.kernel.close(attempt.descriptor, reset: completion.result == 0 || finish != nil)
      if finish == nil {
        // Without our end: the kernel takes its address back when a connect fails.
        failures.append(
          IOError(.connect, Errno(rawValue: -completion.result), peer: attempt.address))
        // The next one need not wait for its time.
        startNext()
      }
    }
    leaveIfDone()
  }

  func waitCancelled(_ ticket: UInt64) { stop(.cancelled) }

  func timerFired(at now: Instant) {
    if let deadline, deadline <= now {
      giveUp()
    } else if let nextStart, nextStart <= now {
      startNext()
    }
  }

  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { stop(.closed) }

  /// The deadline has passed. What failed before it stays told, and so does what had no answer.
  private func giveUp() {
    guard finish == nil else { return }
    failures += attempts.values.sorted { $0.place < $1.place }.map {
      IOError(.connect, .timedOut, peer: $0.address)
    }
    end(failures.isEmpty ? .stopped(.timedOut) : .lost)
    leaveIfDone()
  }

  private func stop(_ outcome: WaitOutcome) {
    end(.stopped(outcome))
    leaveIfDone()
  }
}
