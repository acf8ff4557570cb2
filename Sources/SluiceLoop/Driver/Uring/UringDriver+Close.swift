// The end of a driver.

import CURing
import Glibc
import SluiceCore

extension UringDriver {
  /// How long `close` waits for operations that it has cancelled.
  static let closeLimit = Duration.seconds(2)

  /// Cancels what is in flight, awaits it, and frees the ring. Called by the thread that the ring
  /// is bound to; idempotent. Completions that come are dropped; a connection that was accepted
  /// meanwhile is closed.
  ///
  /// Waits for two seconds at most. If an operation is in flight even then, the ring is leaked on
  /// purpose: freeing it would wait for that operation in turn.
  public func close() {
    guard !isClosed else { return }
    guard !ring.isForked else {
      isClosed = true
      return
    }
    if isBound, refusal == nil { cancelAll() }
    isClosed = true
    backlog.removeAll()
    failures.removeAll()
    // A ring that could not be entered has handed nothing to the kernel.
    if !isBound || refusal != nil || table.count == 0 { free() }
  }

  private func cancelAll() {
    for id in table.identifiers { cancel(id) }
    let deadline = now + Self.closeLimit
    var completions: [Completion] = []
    while table.count > 0, now < deadline {
      // An accept is told from other operations before its final completion removes the record.
      let accepts = table.identifiers.filter(isAccept)
      turn(until: deadline, into: &completions)
      let accepted = completions.filter { $0.result >= 0 && accepts.contains($0.id) }
      for completion in accepted { SystemCalls.close(completion.result) }
      completions.removeAll(keepingCapacity: true)
    }
  }

  private func isAccept(_ id: OperationID) -> Bool {
    guard let slot = table.find(id), case .accept = table[slot].action else { return false }
    return true
  }
}
