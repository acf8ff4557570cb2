// How output leaves: the loop that takes a writing step to its end, for whoever has the output side.

import SluiceCore
import SluiceLoop
import SystemPackage

extension ActiveStreamSocket {
  /// Takes a writing step to its end, for whoever has the output side.
  @inline(__always)
  func run<S: StreamStep>(
    _ step: inout S, _ side: inout OutputSide
  ) throws(SocketError) -> S.Product {
    while true {
      if let bytes = step.direct, bytes.count > side.state.output.room {
        try flush(&side)
        // Nothing larger than the buffer goes through it.
        if bytes.count > side.state.output.capacity {
          step.movedDirectly(try send(bytes))
          continue
        }
      }
      switch step.advance(&side.state) {
      case .produced(let product): return product
      case .failed(let error): throw SocketError(error)
      case .needsRoom: try flush(&side)
      case .needsInput: preconditionFailure("\(S.self) writes, and needs input")
      }
    }
  }

  /// Sends until the output is empty; `wouldBlock` where the send time-out passes before.
  func flush(_ side: inout OutputSide) throws(SocketError) {
    guard try drain(&side, until: handle.sendDeadline) else {
      throw try hangup(-Errno.wouldBlock.rawValue)
    }
  }

  /// Sends until the output is empty; false where the deadline passed before.
  @discardableResult
  func drain(
    _ side: inout OutputSide, until deadline: Instant?
  ) throws(SocketError) -> Bool {
    side.isStuck = false
    while let bytes = side.next() {
      var exchange = Exchange(sending: bytes)
      let outcome: BlockingOutcome
      do throws(SocketError) { outcome = try handle.run(&exchange, .send, until: deadline) } catch {
        _ = side.state.output.sent(exchange.sent)
        throw error
      }
      _ = side.state.output.sent(exchange.sent)
      if exchange.sendFailure < 0 { throw try hangup(exchange.sendFailure) }
      if outcome == .timedOut { return false }
    }
    return true
  }

  /// Sends some of the caller's own bytes, all of them unless something goes wrong.
  private func send(_ bytes: LentBytes) throws(SocketError) -> Int {
    var exchange = Exchange(sending: bytes)
    let deadline = handle.sendDeadline
    while !exchange.isDone {
      let outcome = try handle.run(&exchange, .send, until: deadline)
      if outcome == .timedOut { throw try hangup(-Errno.wouldBlock.rawValue) }
    }
    if exchange.sendFailure < 0 { throw try hangup(exchange.sendFailure) }
    return exchange.sent
  }

  /// The condition of output that cannot leave.
  private func hangup(_ result: Int32) throws(SocketError) -> SocketError {
    let error = try handle.use(.send) { _ in handle.ioError(.send, Errno(rawValue: -result)) }
    return error.errno == .brokenPipe ? .hangup(error) : SocketError(error)
  }
}
