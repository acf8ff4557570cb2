// What a stream is, on its loop: descriptor, buffers, operations. A handle (SocketStream) names it;
// only the loop's thread touches it.
//
// This file: the state and the dispatch. Input, output, closing and time are in files of their own.

import Logging
import SluiceCore
import SluiceLoop
import SystemPackage

/// The core of a stream.
///
/// Invariants:
/// - at most one receive (`receiving`) or poll (`polling`) and one send (`sending`) are in flight;
/// - the descriptor is closed exactly once, when none is, and then no buffer is held;
/// - a waiter is kept only while its task is suspended.
final class StreamCore: LoopResident, @unchecked Sendable {
  // Sendable so that handles may carry it about: everything in it is confined to the thread of
  // `loop`, which the handle checks on entry; the last reference may be dropped anywhere, but by
  // then it is an empty shell (`phase == .closed`, no memory, no descriptor).

  let loop: EventLoop
  /// The loop's identity, to be compared with the current one once a call.
  let loopID: ObjectIdentifier
  let kernel: any Driver
  let budget: TurnBudget
  let descriptor: Descriptor
  let shared: SharedConfiguration

  /// From that many bytes on, a write is sent from where the caller has it: a buffer's worth, or,
  /// where output leaves by itself anyway, what costs more to copy than a system call. Asked on any
  /// thread, and so it never changes.
  let directSize: Int
  let peer: SocketAddress?
  private(set) var id: ResidentID! = nil

  // What changes with every operation is not checked for exclusive access, for the reason given at
  // `EventLoop`.

  /// Both buffers, and the steps' state.
  @safe @exclusivity(unchecked) var state: StreamState

  // MARK: Input

  /// The receive in flight: into the ring, into a reader's own memory, or to be thrown away.
  @safe @exclusivity(unchecked) var receiving: OperationID?
  /// The wait for readiness of an idle stream, which holds no buffer.
  @safe @exclusivity(unchecked) var polling: OperationID?
  /// The receive in flight is being cancelled so that its buffer can be given back.
  @safe @exclusivity(unchecked) var isGoingIdle = false
  /// When the receive in flight is to be thought idle.
  @safe @exclusivity(unchecked) var idleDeadline: Instant?
  /// The last receive filled all its room: more is likely there.
  @safe @exclusivity(unchecked) var lastReceiveFilled = false
  /// What the last receive told about the next.
  @safe @exclusivity(unchecked) var expectation = ReceiveExpectation.nothing
  /// A task is inside a reading call (or a borrowing closure): a second one is `.busy`.
  @safe @exclusivity(unchecked) var isBeingRead = false
  /// That task, while it waits for input.
  @safe @exclusivity(unchecked) var reader: Waiter?
  /// When its call must return.
  @safe @exclusivity(unchecked) var readDeadline: Instant?
  /// The receive into the reader's own memory, if `receiving` is one.
  @safe @exclusivity(unchecked) var directInput = DirectTransfer()
  /// The peer has ended its side: nothing is left to be received. (While draining, `endOfStream` of
  /// the input only says that nobody waits for more.)
  var peerHasEnded = false
  /// The server goes away: reads take what is there and wait for nothing.
  var isDraining = false
  /// The reader wants the descriptors that come along: nothing is to be received for it.
  var isReaderPolling = false
  /// A send was told that the connection was reset. The kernel tells that once: the end that a receive
  /// finds after it is no end of the peer's output.
  var wasReset = false
  /// A failed receive: thrown by every read that needs more than is buffered.
  @safe @exclusivity(unchecked) var readFailure: StreamError?

  // MARK: Output

  /// The send in flight.
  @safe @exclusivity(unchecked) var sending: OperationID?
  /// The send from the writer's own memory, if `sending` is one.
  @safe @exclusivity(unchecked) var directOutput = DirectTransfer()
  /// Bytes that the kernel has taken since the stream began.
  @safe @exclusivity(unchecked) var sentBytes = 0
  /// A task is inside a writing call; others queue.
  @safe @exclusivity(unchecked) var isBeingWritten = false
  /// That task, while it waits for room.
  @safe @exclusivity(unchecked) var writer: Waiter?
  /// The others, first come first served.
  @safe @exclusivity(unchecked) var writersInQueue: [Waiter] = []
  /// Whether `turnEnded` will be called.
  @safe @exclusivity(unchecked) var isDirty = false
  /// `startFlush` was called while a send was in flight.
  var isFlushAsked = false
  /// `finishWriting` was called: later writes are `.closed`.
  var isOutputFinished = false
  /// A failed send: thrown by every later write, flush, finish and close.
  @safe @exclusivity(unchecked) var writeFailure: StreamError?
  /// The send in flight was cancelled to see whether it has moved anything.
  var isProbingSend = false
  /// The wait for room for a message that carries descriptors.
  var pollingOutput: OperationID?
  /// When the send in flight, or that wait, must have completed.
  @safe @exclusivity(unchecked) var writeDeadline: Instant?

  // MARK: Time and closing

  /// When the first byte of input must have come.
  var firstByteDeadline: Instant?
  /// When what is in the buffer must have become whole, if nothing of it was consumed since; see
  /// `watchUnfinished`.
  var unfinished: (deadline: Instant, offset: Int)?
  /// The bound that was passed last, and the bytes that had come by then.
  var expired: (bound: TimeBound, received: Int)?

  /// The earliest timer that is armed and has not fired.
  @safe @exclusivity(unchecked) var armed: Instant?
  /// When a byte last moved.
  @safe @exclusivity(unchecked) var lastActivity: Instant
  @safe @exclusivity(unchecked) var phase = Phase.open
  var closers: [Suspension<Void>] = []
  /// The stream was ended by `abort()`, or by being dropped.
  var wasAborted = false
  /// SO_LINGER may be on, with which close(2) waits even where nothing else would: somebody else has
  /// had the socket, or the option was set.
  var mayLinger = false
  /// Output that never reached the kernel, known once closed.
  var lostBytes = 0
  /// Where input is thrown away while closing: never the ring, which a reader's closure may still
  /// be borrowing from.
  var discardBuffer: RingBuffer
  private var nextTicket: UInt64 = 0
  /// The task whose cancellation is watched for all of its waits; see `watchCaller`.
  @safe @exclusivity(unchecked) var watchedTask: WatchedTask?

  /// Takes over a connected descriptor; on the loop's thread.
  init(
    adopting descriptor: Descriptor, peer: SocketAddress?, on loop: EventLoop,
    configuration shared: SharedConfiguration
  ) {
    self.loop = loop
    loopID = ObjectIdentifier(loop)
    kernel = loop.kernel
    budget = loop.budget
    self.descriptor = descriptor
    self.peer = peer
    self.shared = shared
    let configuration = shared.value
    let capacity = configuration.outputBufferSize
    directSize = configuration.autoFlush ? min(capacity, 16 * 1024) : capacity
    state = StreamState(
      inputBufferSize: configuration.inputBufferSize,
      outputBufferSize: configuration.outputBufferSize,
      maximumLineLength: configuration.effectiveLineLimit,
      format: configuration.externalFormat, pool: loop.pool)
    discardBuffer = RingBuffer(capacity: Self.discardCapacity, pool: loop.pool)
    lastActivity = loop.now
    id = loop.insert(self)
    armIdleTimer()
    armFirstByteTimer()
  }

  /// How the stream is to behave.
  @inline(__always)
  var configuration: StreamConfiguration { shared.value }

  /// Our end: getsockname(2), which works after a reset too.
  var local: SocketAddress? { try? kernel.localAddress(of: descriptor) }

  /// An error of this stream's descriptor, with both addresses.
  func failure(_ operation: IOError.Operation, _ errno: Errno, detail: String? = nil) -> IOError {
    IOError(
      operation, errno, local: phase == .closed ? nil : local, peer: peer, detail: detail)
  }

  /// Whether the calling thread is the loop's.
  @inline(__always)
  var isOnLoop: Bool { isCurrentLoop(loopID) }

  func makeTicket() -> UInt64 {
    nextTicket += 1
    return nextTicket
  }

  // MARK: LoopResident

  func completed(_ completion: Completion, as role: OperationRole) {
    switch role {
    case .receive: received(completion)
    case .directReceive: receivedDirectly(completion)
    case .discard: discarded(completion)
    case .send: sent(completion)
    case .directSend: sentDirectly(completion)
    case .poll where completion.id == pollingOutput: outputPolled()
    case .poll: polled(completion)
    case .accept, .connect: preconditionFailure("a stream has no \(role)")
    }
  }

  func waitCancelled(_ ticket: UInt64) {
    if reader?.ticket == ticket {
      stopReader(.cancelled)
    } else if writer?.ticket == ticket {
      stopWriter(.cancelled)
    } else if let index = writersInQueue.firstIndex(where: { $0.ticket == ticket }) {
      writersInQueue.remove(at: index).resume(.cancelled)
    }
  }

  func turnEnded() {
    isDirty = false
    if sending == nil { startSend() }
  }

  func abandoned(_ reason: AbandonReason) {
    guard phase != .closed else { return }
    if reason == .handleDropped, phase == .open {
      loop.logger.warning(
        "a stream was dropped while open",
        metadata: [
          "peer": "\(peer.map { "\($0)" } ?? "unknown")", "unsent": "\(state.output.unsent)",
        ])
    }
    abort()
  }
}
