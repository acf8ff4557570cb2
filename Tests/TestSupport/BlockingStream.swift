// A blocking stream over plain recv(2) and send(2): the proof that a step knows nothing of how a
// surface waits. One refill loop for every operation, and one line for each method.

import Glibc
public import SluiceCore

/// A stream for a plain thread. Owns its descriptor.
public final class BlockingStream {
  /// Why the refill loop gave up.
  public enum Failure: Error, Hashable {
    /// What the step said.
    case step(StepError)
    /// The error number of a system call.
    case system(Int32)
  }

  private let fd: Int32
  private var state: StreamState

  /// A stream over a connected socket, which it closes in the end.
  public init(fd: Int32, state: consuming StreamState) {
    self.fd = fd
    self.state = state
  }

  deinit { close(fd) }

  /// Two connected descriptors. socketpair(2).
  public static func pair() throws(Failure) -> (Int32, Int32) {
    var fds: [Int32] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &fds) == 0 else {
      throw .system(errno)
    }
    return (fds[0], fds[1])
  }

  /// Reads a line; nil at the end of the stream.
  public func readLine() throws(Failure) -> String? { try run(ReadLine()) }

  /// Writes text to the buffer.
  public func write(_ text: String) throws(Failure) { try run(WriteText(text)) }

  /// Sends what has been written.
  public func flush() throws(Failure) { try run(Flush()) }

  /// Takes any step to its end.
  public func run<S: StreamStep>(_ step: consuming S) throws(Failure) -> S.Product {
    while true {
      if S.direction == .output, let bytes = step.direct, bytes.count >= state.output.capacity {
        try drain()
        step.movedDirectly(try send(bytes))
        continue
      }
      switch step.advance(&state) {
      case .produced(let product): return product
      case .failed(let error): throw .step(error)
      case .needsRoom: try drain()
      case .needsInput: try refill(&step)
      }
    }
  }

  private func refill<S: StreamStep>(_ step: inout S) throws(Failure) {
    if state.input.isEmpty, let room = step.direct {
      let count = try receive(room)
      if count == 0 { return state.input.finish() }
      state.input.receivedDirectly(count)
      return step.movedDirectly(count)
    }
    let room = state.input.lend()
    // The loan ends on every path.
    let count = recvOrError(room)
    state.input.commit(max(0, count))
    if count == 0 { state.input.finish() }
    if count < 0 { throw .system(Int32(-count)) }
  }

  private func drain() throws(Failure) {
    var rest = state.output.seal()
    while let bytes = rest {
      do {
        rest = state.output.sent(try send(bytes))
      } catch {
        _ = state.output.abandonFlight()
        throw error
      }
    }
  }

  private func receive(_ room: LentBytes) throws(Failure) -> Int {
    let count = recvOrError(room)
    if count < 0 { throw .system(Int32(-count)) }
    return count
  }

  private func recvOrError(_ room: LentBytes) -> Int {
    // The call has returned before the loan ends.
    let count = unsafe recv(fd, room.base, room.count, 0)
    return count < 0 ? -Int(errno) : count
  }

  private func send(_ bytes: LentBytes) throws(Failure) -> Int {
    // The call has returned before the loan ends.
    let count = unsafe Glibc.send(fd, bytes.base, bytes.count, Int32(MSG_NOSIGNAL))
    if count < 0 { throw .system(errno) }
    return count
  }
}
