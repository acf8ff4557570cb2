// Lookups of hosts under way: equal questions share one.
//
// Invariant: a question is in the table from its submission until its answer, or until it is taken
// out of the queue because nobody waits for it.

import SluiceLoop

/// The questions about hosts that are being asked, each once, with those who wait for its answer.
final class HostLookups: Sendable {
  typealias Found = Result<HostAnswer, ResolverError>

  private struct Flight {
    let ticket: UInt64
    var waiting: [UInt64: @Sendable (Found) -> Void]
  }

  private struct State {
    var flights: [HostQuery: Flight] = [:]
    var nextNumber: UInt64 = 0
  }

  private let state = Lock(State())
  private let threads: BlockingPool
  private let ask: @Sendable (HostQuery) throws(ResolverError) -> HostAnswer

  init(
    threads: BlockingPool, ask: @escaping @Sendable (HostQuery) throws(ResolverError) -> HostAnswer
  ) {
    (self.threads, self.ask) = (threads, ask)
  }

  /// Asks, or joins whoever asks the same; `deliver` is called on a thread of the resolver's. What is
  /// returned takes the wait back.
  func begin(
    _ query: HostQuery, _ deliver: @escaping @Sendable (Found) -> Void
  ) -> @Sendable () -> Void {
    let number = state.withLock { state in
      state.nextNumber += 1
      let number = state.nextNumber
      if state.flights[query] != nil {
        state.flights[query]?.waiting[number] = deliver
      } else {
        let ticket = threads.submit { [self] in finish(query) }
        state.flights[query] = Flight(ticket: ticket, waiting: [number: deliver])
      }
      return number
    }
    return { [self] in leave(query, number) }
  }

  private func finish(_ query: HostQuery) {
    let found = Found { () throws(ResolverError) in try ask(query) }
    let flight = state.withLock { $0.flights.removeValue(forKey: query) }
    for deliver in (flight?.waiting ?? [:]).values { deliver(found) }
  }

  private func leave(_ query: HostQuery, _ number: UInt64) {
    state.withLock { state in
      guard state.flights[query]?.waiting.removeValue(forKey: number) != nil,
        let flight = state.flights[query], flight.waiting.isEmpty
      else { return }
      // One that has a thread keeps it, and may be joined again.
      if threads.withdraw(flight.ticket) { state.flights[query] = nil }
    }
  }
}
