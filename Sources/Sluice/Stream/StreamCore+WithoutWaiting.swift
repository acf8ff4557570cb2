// Reading what can be had at once: from the buffer, and from what the kernel holds.

import SluiceCore
import SluiceLoop

extension StreamCore {
  /// Carries a reading step out as far as that takes no wait for the peer. A receive that an earlier
  /// call has left in flight is taken back first, since only its completion tells what it brought.
  func readWithoutWaiting<S: StreamStep>(
    _ step: S
  ) async throws(StreamError) -> Attempt<S.Product> {
    guard phase == .open else { throw .closed }
    guard !isBeingRead else { throw .busy }
    isBeingRead = true
    defer { readerLeft() }
    // A look that finds nothing moves nothing: it is the calls that are counted, and the clock.
    budget.left.callsUntilClock &-= 1
    var step = step
    while true {
      // A task that never has to wait must still let others run.
      if loop.isBudgetSpent() { await loop.giveWay() }
      guard phase == .open else { throw .closed }
      switch advanceInput(&step) {
      case .produced(let product): return .read(product)
      case .failed(let error): throw StreamError(error)
      case .needsRoom: preconditionFailure("a reading step needs no room")
      case .needsInput: break
      }
      if let readFailure {
        step.abandon(&state)
        throw readFailure
      }
      if let receiving {
        try await takeBack(receiving)
        continue
      }
      switch isDraining ? receiveWhatIsThere() : receiveAtOnce(for: &step) {
      case .something: break
      case .nothing:
        step.abandon(&state)
        // If nobody asks again, the room that the look has taken is of no use.
        watchForIdleness()
        return .nothing
      case .doubtfulEnd: try await askDriver()
      }
    }
  }

  /// Has the driver receive what is there: at an end, where that takes no wait for the peer.
  private func askDriver() async throws(StreamError) {
    armReceive()
    let outcome = await wait { reader = $0 }
    guard outcome == .ready else { throw StreamError(outcome) }
  }

  private func takeBack(_ receive: OperationID) async throws(StreamError) {
    // The stream is in use: its buffer stays, also if this receive would become an idle one before it
    // has ended. Else it would be waited for by poll, and so would the peer.
    isGoingIdle = false
    idleDeadline = nil
    loop.cancel(receive)
    let outcome = await wait { reader = $0 }
    guard outcome == .ready else { throw StreamError(outcome) }
  }
}
