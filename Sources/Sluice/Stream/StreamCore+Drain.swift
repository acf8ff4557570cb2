// The end of a stream's input because the server goes away: what the kernel already holds is still
// taken and answered, then reads report the end of the stream.
//
// SHUT_RD does not do this: bytes that arrive after it are still received.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// From now on reads take what is there and wait for nothing. A reader that waits is woken.
  func drain() {
    guard phase == .open, !isDraining else { return }
    isDraining = true
    // Its final completion wakes the reader, who then looks at what the kernel holds.
    if let receiving { loop.cancel(receiving) }
    if let polling { loop.cancel(polling) }
  }

  /// A receive that does not wait: bytes, or the end of the stream, with the beginning of a line
  /// that will never be whole dropped. One system call. No receive may be in flight.
  func receiveWhatIsThere() -> ReceiveAttempt {
    let room = state.input.lend()
    let result = kernel.tryReceive(from: descriptor, into: room)
    state.input.commit(max(0, Int(result)))
    budget.left.fuel &-= max(0, Int(result))
    guard !isDoubtfulEnd(result) else { return .doubtfulEnd }
    if result == -Errno.wouldBlock.rawValue {
      state.input.finish(droppingPartialLine: true)
    } else {
      noteReceive(result: result, filled: false)
    }
    return .something
  }
}
