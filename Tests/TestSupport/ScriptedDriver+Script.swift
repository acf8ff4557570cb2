// What a test does with a scripted driver: lets bytes arrive, completes what is in flight, moves the
// clock.

import SluiceCore
package import SluiceLoop
package import SystemPackage

extension ScriptedDriver {
  /// A descriptor of a connection that is there already.
  package func connection() -> Descriptor { makeDescriptor() }

  /// Moves the clock.
  package func advance(_ duration: Duration) { now = now + duration }

  /// The completion queue has been found overflown.
  package func overflow() { statistics.overflows += 1 }

  /// Takes the trace so far, and begins a new one.
  package func takeTrace() -> [ScriptedCall] {
    defer { trace = [] }
    return trace
  }

  /// The bytes of all sends in the trace, in order.
  package var sentBytes: [UInt8] {
    trace.flatMap { call -> [UInt8] in
      guard case .send(_, let bytes) = call else { return [] }
      return bytes
    }
  }

  /// Whether the next turn brings something.
  package var hasCompletions: Bool {
    completeByItself()
    return !ready.isEmpty
  }

  /// The operation of that kind on that descriptor, if one is in flight.
  package func operation(
    _ kind: ScriptedOperation.Kind, on descriptor: Descriptor
  ) -> ScriptedOperation? {
    inFlight.first { $0.kind == kind && $0.descriptor == descriptor }
  }

  // MARK: As a network

  /// Bytes arrive at the socket: they complete the receive or the poll in flight, or wait for one.
  package func arrives(_ bytes: some Sequence<UInt8>, on descriptor: Descriptor) {
    arrived[descriptor, default: []].append(contentsOf: bytes)
  }

  /// Text arrives at the socket.
  package func arrives(_ text: String, on descriptor: Descriptor) {
    arrives(text.utf8, on: descriptor)
  }

  /// The peer has ended its side: after what has arrived comes the end of the stream.
  package func ends(_ descriptor: Descriptor) { ended.insert(descriptor) }

  // MARK: By hand

  /// Completes the receive in flight with `bytes`, of which there must not be more than it has room
  /// for.
  package func complete(
    receiveOn descriptor: Descriptor, with bytes: some Collection<UInt8>, moreQueued: Bool = false
  ) throws(ScriptError) {
    let operation = try find(.receive, descriptor)
    guard bytes.count <= operation.count else {
      throw ScriptError("a receive of \(operation.count) bytes cannot bring \(bytes.count)")
    }
    operation.bytes.store(Array(bytes))
    finish(operation, Int32(bytes.count), moreQueued: moreQueued)
  }

  /// Completes the send in flight: all of it, or the first `count` bytes.
  package func complete(sendOn descriptor: Descriptor, count: Int? = nil) throws(ScriptError) {
    let operation = try find(.send, descriptor)
    finish(operation, Int32(count ?? operation.count))
  }

  /// Completes the operation in flight with an error.
  package func fail(
    _ kind: ScriptedOperation.Kind, on descriptor: Descriptor, with errno: Errno
  ) throws(ScriptError) {
    finish(try find(kind, descriptor), -errno.rawValue)
  }

  /// Completes the operation in flight with a plain result; an operation that goes on stays.
  package func complete(
    _ kind: ScriptedOperation.Kind, on descriptor: Descriptor, result: Int32 = 0, more: Bool = false
  ) throws(ScriptError) {
    let operation = try find(kind, descriptor)
    guard more else { return finish(operation, result) }
    ready.append(Completion(id: operation.id, result: result, more: true))
  }

  /// Completes the accept in flight with a new connection, and goes on if it is multishot.
  package func connect(to listener: Descriptor) throws(ScriptError) -> Descriptor {
    let operation = try find(.accept, listener)
    let descriptor = makeDescriptor()
    try complete(
      .accept, on: listener, result: descriptor.rawValue, more: operation.isMultishot)
    return descriptor
  }

  /// Hands up a completion that nothing in flight has caused.
  package func complete(stale id: OperationID, result: Int32) {
    ready.append(Completion(id: id, result: result))
  }

  /// Completes what was cancelled, as it would by itself where `completesCancels`.
  package func completeCancels() {
    for operation in inFlight where operation.isCancelled {
      finish(operation, -Errno.canceled.rawValue)
    }
  }

  // MARK: Completing

  private func find(
    _ kind: ScriptedOperation.Kind, _ descriptor: Descriptor
  ) throws(ScriptError) -> ScriptedOperation {
    guard let found = operation(kind, on: descriptor) else {
      throw ScriptError("no \(kind) is in flight on \(descriptor.rawValue)")
    }
    return found
  }

  private func finish(_ operation: ScriptedOperation, _ result: Int32, moreQueued: Bool = false) {
    inFlight.removeAll { $0.id == operation.id }
    statistics.inFlight -= 1
    ready.append(Completion(id: operation.id, result: result, moreQueued: moreQueued))
  }

  /// What completes without the test's doing.
  func completeByItself() {
    for operation in inFlight {
      switch operation.kind {
      case .receive:
        if let count = takeArrived(operation.descriptor, into: operation.bytes) {
          let isMore = !(arrived[operation.descriptor] ?? []).isEmpty
          finish(operation, count, moreQueued: isMore)
          continue
        }
      case .poll where isReadable(operation.descriptor):
        finish(operation, Int32(PollEvents.input.rawValue))
        continue
      case .send where completesSends && !operation.isCancelled:
        finish(operation, Int32(operation.count))
        continue
      case .send, .poll, .accept, .connect: break
      }
      if operation.isCancelled, completesCancels { finish(operation, -Errno.canceled.rawValue) }
    }
  }

  private func isReadable(_ descriptor: Descriptor) -> Bool {
    !(arrived[descriptor] ?? []).isEmpty || ended.contains(descriptor)
  }

  func takeArrived(_ descriptor: Descriptor, into bytes: LentBytes) -> Int32? {
    let queue = arrived[descriptor] ?? []
    guard !queue.isEmpty else { return ended.contains(descriptor) ? 0 : nil }
    let taken = queue.prefix(bytes.count)
    bytes.store(Array(taken))
    arrived[descriptor] = Array(queue.dropFirst(taken.count))
    return Int32(taken.count)
  }
}

extension LentBytes {
  /// Writes to the start of the run, as a kernel would.
  fileprivate func store(_ source: [UInt8]) {
    precondition(source.count <= count, "more bytes than were lent")
    // Within the run, which belongs to the operation until it completes.
    for (index, byte) in source.enumerated() {
      unsafe base.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
  }
}
