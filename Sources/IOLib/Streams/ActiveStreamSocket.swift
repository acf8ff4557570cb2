// A connected socket as a buffered stream: its sides, and the one loop of each that takes any step to its
// end. The operations are one line each, in ActiveStreamSocket+….swift.
//
// Invariants: the lock of the output side is never waited for by whoever holds that of the input side;
// memory that is lent to the kernel belongs to the side whose lock is held, or to the caller, until the
// call returns.

import Glibc
import SluiceCore
import SluiceLoop
import Synchronization
import SystemPackage

/// A stream socket that connects, or was accepted: a bivalent stream, of bytes and of characters.
///
/// Reading takes from an input buffer, writing goes to an output buffer. Output leaves by
/// `finishOutput`, `forceOutput` and `close`, when the buffer is full, and before a read that has to wait
/// (unless another thread is just writing).
public class ActiveStreamSocket: Socket, @unchecked Sendable {
  // Sendable: each side is behind its lock.

  let input: Lock<InputSide>
  let output: Lock<OutputSide>
  let format: Lock<ExternalFormat>

  /// `input-buffer-size`, in bytes.
  public let inputBufferSize: Int
  /// `output-buffer-size`, in bytes.
  public let outputBufferSize: Int

  /// How many threads wait for the output side.
  let writers = Atomic(0)
  /// How many threads read and have left output to whoever had the output side.
  let waitingReaders = Atomic(0)
  /// How many threads that read have the output side, or try to get it.
  let readersAtOutput = Atomic(0)

  init(
    _ raw: RawSocket, _ family: SocketFamily, _ socketClass: SocketClass, _ buffers: StreamBuffers
  ) {
    (inputBufferSize, outputBufferSize) = (buffers.inputSize, buffers.outputSize)
    format = Lock(buffers.format)
    input = Lock(InputSide(size: buffers.inputSize, format: buffers.format))
    output = Lock(OutputSide(size: buffers.outputSize, format: buffers.format))
    super.init(raw, family, socketClass)
  }

  deinit {
    // What a flush could not send is still counted as being sent, which it no longer is.
    output.withLock { $0.clear() }
  }

  // MARK: The input side

  /// Takes a reading step to its end.
  func read<S: StreamStep>(_ step: consuming S) throws(SocketError) -> S.Product {
    requirePlainThread("a stream")
    return try withInput { side throws(SocketError) in
      // Of the whole call, and reckoned when it first has to wait.
      var deadline: Instant??
      while true {
        switch step.advance(&side.state) {
        case .produced(let product): return product
        case .failed(let error): throw SocketError(error)
        case .needsRoom: preconditionFailure("\(S.self) reads, and needs room")
        case .needsInput: break
        }
        let end = deadline ?? handle.receiveDeadline
        deadline = .some(end)
        do throws(SocketError) { try refill(&step, &side, until: end) } catch {
          step.abandon(&side.state)
          throw error
        }
      }
    }
  }

  /// Takes a reading step to its end without waiting, or nowhere.
  func readWithoutWaiting<S: StreamStep>(
    _ step: S
  ) throws(SocketError) -> Attempt<S.Product> {
    guard !handle.isClosed else { throw .closed(.receive) }
    // Another thread that reads is waiting, and there is nothing.
    let attempt = try input.withLockIfFree { side throws(SocketError) -> Attempt<S.Product> in
      while true {
        var attempt = WithoutWaiting(step)
        switch attempt.advance(&side.state) {
        case .produced(.read(let product)): return .read(product)
        case .produced(.nothing): break
        case .failed(let error): throw SocketError(error)
        case .needsInput, .needsRoom: preconditionFailure("an attempt that waits")
        }
        guard try refillAtOnce(&side) else { return .nothing }
      }
    }
    return attempt ?? .nothing
  }

  /// Alone on the input side; `closed` where the socket is.
  @inline(__always)
  func withInput<R>(
    _ body: (inout InputSide) throws(SocketError) -> R
  ) throws(SocketError) -> R {
    try input.withLock { side throws(SocketError) in
      guard !handle.isClosed else { throw .closed(.receive) }
      return try body(&side)
    }
  }

  // MARK: The output side

  /// Takes a writing step to its end.
  func write<S: StreamStep>(_ step: consuming S) throws(SocketError) -> S.Product {
    requirePlainThread("a stream")
    return try withOutput { side throws(SocketError) in try run(&step, &side) }
  }

  /// Alone on the output side; `closed` where the socket is.
  @inline(__always)
  func withOutput<R>(
    _ body: (inout OutputSide) throws(SocketError) -> R
  ) throws(SocketError) -> R {
    if let result = try withOutputIfFree(body) { return result }
    // A thread that reads may be sending what was written, and waiting for an answer.
    writers.add(1, ordering: .sequentiallyConsistent)
    defer {
      // In this order: a reader that is woken looks whether the output is still wanted.
      writers.subtract(1, ordering: .sequentiallyConsistent)
      wakeReaders()
    }
    handle.wakeAll()
    return try output.withLock { side throws(SocketError) in
      guard !handle.isClosed else { throw .closed(.send) }
      return try body(&side)
    }
  }

  /// The same if no other thread has the output side; nil otherwise.
  @inline(__always)
  func withOutputIfFree<R>(
    _ body: (inout OutputSide) throws(SocketError) -> R
  ) throws(SocketError) -> R? {
    defer { wakeReaders() }
    return try output.withLockIfFree { side throws(SocketError) in
      guard !handle.isClosed else { throw .closed(.send) }
      return try body(&side)
    }
  }

  /// A thread that came for the output meanwhile, and has not got it, is to look again. To be called
  /// behind the lock.
  ///
  /// Either that thread finds the lock free, or it is counted here. It counts itself, then tries the lock;
  /// this one leaves the lock, then looks at the count. A mere load will do for that: on x86-64 the unlock is
  /// an atomic exchange, which nothing overtakes; on arm64 it stores with release, and a load with acquire,
  /// as a sequentially consistent one is, does not overtake such a store.
  @inline(__always)
  func wakeReaders() {
    if waitingReaders.load(ordering: .sequentiallyConsistent) > 0 { handle.wakeAll() }
  }

  // MARK: Closing

  /// See `Socket.close`.
  @available(*, noasync)
  @discardableResult
  public override func close(abort: Bool = false) throws(SocketError) -> Bool {
    requirePlainThread("a stream")
    defer { clearBuffers() }
    guard !abort else { return handle.close() }
    let flushed = Result { () throws(SocketError) in try flushUnlessWriting() }
    let wasOpen = handle.close()
    try flushed.get()
    return wasOpen
  }

  /// Flushes, unless another thread is writing: that one is woken by the close, and loses what has not
  /// left. A thread that reads gives the output side up as soon as it is woken.
  private func flushUnlessWriting() throws(SocketError) {
    writers.add(1, ordering: .sequentiallyConsistent)
    defer { writers.subtract(1, ordering: .sequentiallyConsistent) }
    var patience = 100
    while patience > 0 {
      let flushed: Void? = try output.withLockIfFree { side throws(SocketError) in
        guard !handle.isClosed else { return }
        try flush(&side)
      }
      if flushed != nil || handle.isClosed { return }
      handle.wakeAll()
      usleep(100)
      if readersAtOutput.load(ordering: .sequentiallyConsistent) == 0 { patience -= 1 }
    }
  }

  /// Gives the memory of the buffers back, where no other thread is using it.
  private func clearBuffers() {
    _ = output.withLockIfFree { side in
      side.clear()
      side.state.output.release()
    }
    _ = input.withLockIfFree { side in
      side.state.input.consume(side.state.input.available)
      side.state.input.release()
    }
  }
}
