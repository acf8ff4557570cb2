// Receiving and sending: first without waiting; only where that brings nothing, by a poll.

import SluiceCore
import SluiceLoop
import SystemPackage

extension DatagramCore {
  /// How long until the next try, where the kernel would not say that there is room: a local receiver
  /// whose queue is full, and to which the socket is not connected.
  private static let retryTime = Duration.milliseconds(1)

  /// Makes `attempt` until it answers something other than -EAGAIN, which is returned: waits for `event`
  /// in between. With `addressed` it is about another socket than the peer. On the loop's thread.
  @inline(__always)
  private func transfer(
    _ event: PollEvents, timeout: Duration?, waitsFirst: Bool = false,
    addressed: @autoclosure () -> Bool = false, attempt: () -> Int32
  ) async throws(StreamError) -> Int32 {
    let deadline = timeout.map { kernel.now + $0 }
    var waits = waitsFirst
    while true {
      budget.left.callsUntilClock &-= 1
      // A task that never has to wait must still let others run.
      if loop.isBudgetSpent() { await loop.giveWay() }
      guard phase == .open else { throw .closed }
      if !waits || isDraining {
        let result = attempt()
        if result != -Errno.wouldBlock.rawValue {
          // A result, an error too, is what the poll was about.
          self[event].wasMisled = false
          return result
        }
        if isDraining, event == .input { throw .closed }
      }
      waits = false
      let outcome = await wait(for: event, until: deadline, retry: retry(event, addressed()))
      guard outcome == .ready else { throw StreamError(outcome) }
    }
  }

  /// Nil: the kernel says when it is worth while.
  private func retry(_ event: PollEvents, _ addressed: Bool) -> Instant? {
    let isMisled = self[event].takeMisled()
    // Of a connected one it speaks of room at the peer, whoever the datagram is for.
    let isUntold = event == .output && family == .local && (peer == nil || addressed)
    return isMisled || isUntold ? kernel.now + Self.retryTime : nil
  }

  private func noteReceived(_ count: Int, bytes: Int) {
    loop.counters.receives += count
    loop.counters.bytesIn += bytes
    budget.left.fuel &-= bytes
  }

  private func noteSent(_ count: Int, bytes: Int) {
    loop.counters.sends += count
    loop.counters.bytesOut += bytes
    budget.left.fuel &-= bytes
  }

  // MARK: Many

  /// Receives into a batch: how many datagrams came, at least one.
  func receive(into room: LentDatagrams, peeking: Bool) async throws(StreamError) -> Int {
    let result = try await transfer(
      .input, timeout: configuration.receiveTimeout, waitsFirst: isDrained
    ) {
      kernel.receive(from: descriptor, into: room, peeking: peeking)
    }
    guard result >= 0 else {
      isDrained = false
      throw failure(.receive, Errno(rawValue: -result))
    }
    let count = Int(result)
    if !peeking {
      isDrained = count < room.count
      noteReceived(count, bytes: room.size(of: count))
    }
    return count
  }

  /// Sends all of a batch that can be sent: how many left, and the first error.
  func send(_ datagrams: LentDatagrams) async -> (sent: Int, error: StreamError?) {
    var left = datagrams
    var sent = 0
    var failure: StreamError?
    var isSecondTry = false
    while left.count > 0 {
      let result: Int32
      do throws(StreamError) {
        result = try await transfer(
          .output, timeout: configuration.sendTimeout, addressed: left.isAddressed
        ) {
          kernel.send(to: descriptor, from: left)
        }
      } catch {
        return (sent, failure ?? error)
      }
      if result > 0 {
        noteSent(Int(result), bytes: left.size(of: Int(result)))
        sent += Int(result)
      } else if failure == nil {
        failure = self.failure(.send, Errno(rawValue: -result), in: left)
      }
      // What became of an earlier one is told once, and in the place of the next one's sending.
      isSecondTry = !isSecondTry && Errno(rawValue: -result).mayBeOfAnEarlierDatagram
      if isSecondTry { continue }
      // One that cannot leave does not hold up those behind it.
      left = left.dropping(max(1, Int(result)))
    }
    return (sent, failure)
  }

  /// The error of the first datagram of those.
  private func failure(
    _ operation: IOError.Operation, _ errno: Errno, in datagrams: LentDatagrams
  ) -> StreamError {
    failure(
      operation, errno, peer: datagrams.firstAddress,
      detail: "a datagram of \(datagrams.size(of: 1)) bytes")
  }

  // MARK: One

  /// Has one datagram of at most `limit` bytes received into memory of the loop's own, of which what
  /// came is then copied: only that is allocated.
  func withRoom<R>(
    for limit: Int, _ receive: (LentBytes) async throws(StreamError) -> R
  ) async throws(StreamError) -> R {
    let memory = loop.pool.take(capacity: max(1, limit))
    let result: R
    do throws(StreamError) {
      result = try await receive(memory.lent.prefix(limit))
    } catch {
      loop.pool.give(memory)
      throw error
    }
    loop.pool.give(memory)
    return result
  }

  /// Receives one datagram.
  func receive(
    into room: LentBytes, peeking: Bool
  ) async throws(StreamError) -> DatagramHead {
    var sender: SocketAddress?
    let result = try await transfer(.input, timeout: configuration.receiveTimeout) {
      let receipt = kernel.receiveDatagram(from: descriptor, into: room, peeking: peeking)
      sender = receipt.sender
      return receipt.result
    }
    isDrained = false
    guard result >= 0 else { throw failure(.receive, Errno(rawValue: -result)) }
    let size = Int(result)
    let count = min(size, room.count)
    if !peeking { noteReceived(1, bytes: count) }
    return DatagramHead(count: count, originalSize: size, sender: sender)
  }

  /// Sends one datagram, to the peer where there is no address.
  func send(_ bytes: LentBytes, to address: SocketAddress?) async throws(StreamError) {
    let result = try await transfer(
      .output, timeout: configuration.sendTimeout, addressed: address != nil
    ) {
      kernel.sendDatagram(to: descriptor, from: bytes, address: address)
    }
    try check(result, bytes, address)
  }

  private func check(
    _ result: Int32, _ bytes: LentBytes, _ address: SocketAddress?
  ) throws(StreamError) {
    guard result >= 0 else {
      throw failure(
        .send, Errno(rawValue: -result), peer: address, detail: "a datagram of \(bytes.count) bytes"
      )
    }
    noteSent(1, bytes: Int(result))
  }

  // MARK: With descriptors

  /// Receives one datagram, and up to `limit` descriptors with it.
  func receiveRights(
    into room: LentBytes, limit: Int
  ) async throws(StreamError) -> ReceivedRights {
    var received = ReceivedRights(result: 0)
    let result = try await transfer(.input, timeout: configuration.receiveTimeout) {
      received = kernel.receiveRights(from: descriptor, into: room, limit: limit, isDatagram: true)
      return received.result
    }
    isDrained = false
    guard result >= 0 else { throw failure(.receive, Errno(rawValue: -result)) }
    noteReceived(1, bytes: min(Int(result), room.count))
    if let problem = received.refuse(limit: limit) {
      throw failure(.receive, problem.errno, peer: received.sender, detail: problem.detail)
    }
    return received
  }

  /// Sends one datagram with descriptors along.
  func send(
    _ bytes: LentBytes, along descriptors: [CInt], to address: SocketAddress?
  ) async throws(StreamError) {
    let result = try await transfer(
      .output, timeout: configuration.sendTimeout, addressed: address != nil
    ) {
      kernel.send(to: descriptor, from: bytes, along: descriptors, address: address)
    }
    try check(result, bytes, address)
  }
}

extension Errno {
  /// Whether the network may have said it of a datagram that left before: the kernel keeps it for the
  /// socket's next call.
  fileprivate var mayBeOfAnEarlierDatagram: Bool {
    switch self {
    case .connectionRefused, .noRouteToHost, .networkUnreachable, .hostIsDown, .networkDown,
      .protocolNotAvailable, .permissionDenied, .messageTooLong, .protocolError:
      true
    default: false
    }
  }
}
