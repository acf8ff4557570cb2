// How connections come about, and how they end.

import SluiceCore
import SluiceLoop
import SystemPackage

extension Wire {
  /// How long a connect that nobody answers goes on.
  private static let connectTime: Int64 = 127_000_000_000
  /// After so long a connect that found the queue full tries again.
  private static let knockInterval: Int64 = 1_000_000_000
  private static let knockLimit = 6

  // MARK: Listening

  func bind(_ socket: SimulatedSocket, to address: SocketAddress) throws(Errno) {
    guard socket.local == nil, socket.state == .fresh else { throw .invalidArgument }
    var address = address
    switch address {
    case .ipv4(let host, port: 0): address = .ipv4(host, port: freshPort())
    case .ipv6(let host, port: 0, let scope): address = .ipv6(host, port: freshPort(), scope: scope)
    // A path would be one of the real file system.
    case .local, .unnamed: throw .notSupported
    case .ipv4, .ipv6, .abstract: break
    }
    guard listeners[address] == nil else { throw .addressInUse }
    socket.local = address
  }

  func listen(_ socket: SimulatedSocket, backlog: Int) throws(Errno) {
    guard socket.state == .fresh || socket.state == .listening, let local = socket.local else {
      throw .invalidArgument
    }
    guard listeners[local] == nil || listeners[local] === socket else { throw .addressInUse }
    socket.state = .listening
    socket.backlogLimit = min(max(backlog, 0) + 1, faults.queueLimit ?? .max)
    socket.label.isServer = true
    listeners[local] = socket
    note(.listening, socket)
  }

  private func listener(at address: SocketAddress) -> SimulatedSocket? {
    if let exact = listeners[address] { return exact }
    switch address {
    case .ipv4(_, let port): return listeners[.ipv4(.any, port: port)]
    case .ipv6(_, let port, _): return listeners[.ipv6(.any, port: port)]
    case .local, .abstract, .unnamed: return nil
    }
  }

  // MARK: Connecting

  func beginConnecting(_ operation: SimulatedOperation) {
    let socket = operation.socket
    guard socket.state == .fresh else {
      return finish(operation, -Errno.socketIsConnected.rawValue)
    }
    socket.state = .connecting
    socket.peer = operation.address
    connections.append(socket)
    socket.label.connection = Int32(connections.count)
    note(.connecting, socket)
    if random.chance(faults.blackHoles) {
      note(.blackHole, socket)
      counts[.blackHole] += 1
      let end = now.advanced(byNanoseconds: Self.connectTime)
      return events.insert(.answer(operation, -Errno.timedOut.rawValue), at: end)
    }
    if random.chance(faults.refusals) {
      let refusal = random.element(of: [
        Errno.connectionRefused, .noRouteToHost, .networkUnreachable, .timedOut,
      ])
      counts[.refusal] += 1
      return events.insert(.answer(operation, -refusal.rawValue), at: later(times.latency))
    }
    events.insert(.knock(operation), at: later(times.latency))
  }

  func knock(_ operation: SimulatedOperation) {
    guard !operation.isDone, let address = operation.address else { return }
    guard let listener = listener(at: address), !listener.isClosed else {
      return events.insert(
        .answer(operation, -Errno.connectionRefused.rawValue), at: later(times.latency))
    }
    guard listener.backlog.count < listener.backlogLimit else {
      note(.queueFull, operation.socket)
      counts[.fullQueue] += 1
      operation.knocks += 1
      guard operation.knocks < Self.knockLimit else {
        return events.insert(.answer(operation, -Errno.timedOut.rawValue), at: now)
      }
      let again = now.advanced(byNanoseconds: Self.knockInterval)
      return events.insert(.knock(operation), at: again)
    }
    let server = pair(operation.socket, with: listener)
    listener.backlog.append(server)
    note(.queued, server)
    events.insert(.answer(operation, 0), at: later(times.latency))
    if let accepting = listener.reading { attempt(accepting) }
    answerPolls(of: listener)
  }

  /// The other end of a connection, with what will go wrong on it.
  private func pair(
    _ client: SimulatedSocket, with listener: SimulatedSocket
  ) -> SimulatedSocket {
    let server = SimulatedSocket(family: client.family)
    client.local = client.local ?? freshAddress(client.family)
    server.local = listener.local
    server.peer = client.local
    server.label = SimulatedSocket.Label(
      connection: client.label.connection, isServer: true)
    server.state = .connected
    (server.other, client.other) = (client, server)
    client.inbox = makeChannel()
    server.inbox = makeChannel()
    if random.chance(faults.resets) {
      let place = random.number(in: 1...random.element(of: [3, 10, 30, 300, 5_000]))
      if random.chance(0.5) { client.inbox.resetAt = place } else { server.inbox.resetAt = place }
    }
    return server
  }

  private func makeChannel() -> Channel {
    let capacity = random.number(in: faults.bufferSize)
    var channel = Channel(
      capacity: max(1, capacity), segmentSize: max(1, random.number(in: faults.segmentSize)))
    if random.chance(faults.stalls) {
      channel.stall = (drawPlace(), draw(times.stallTime))
    }
    if random.chance(faults.blackHoles) { channel.blackHoleAt = drawPlace() }
    return channel
  }

  /// After how many bytes something goes wrong: mostly soon, as most programs say little.
  private func drawPlace() -> Int {
    random.number(in: 0...random.element(of: [3, 30, 300, 1_000]))
  }

  private func freshAddress(_ family: SocketFamily) -> SocketAddress {
    switch family {
    case .ipv4: .ipv4(IPv4Address(10, 0, 0, 2), port: freshPort())
    case .ipv6: .ipv6(.loopback, port: freshPort())
    case .local: .unnamed
    }
  }

  func answer(_ operation: SimulatedOperation, _ result: Int32) {
    guard !operation.isDone else { return }
    operation.socket.state = result == 0 ? .connected : .fresh
    if result == 0 {
      note(.connected, operation.socket)
    } else {
      note(.connectFailed, operation.socket, count: Int(-result))
    }
    finish(operation, result)
  }

  // MARK: Accepting

  func attemptAccept(_ operation: SimulatedOperation) {
    let listener = operation.socket
    guard listener.state == .listening else {
      return finish(operation, -Errno.invalidArgument.rawValue)
    }
    while !operation.isDone, !listener.backlog.isEmpty {
      if let failure = acceptFailure(of: listener) {
        note(.acceptFailed, listener, count: Int(failure.rawValue))
        return finish(operation, -failure.rawValue)
      }
      let socket = listener.backlog.removeFirst()
      note(.accepted, socket, count: Int(socket.number))
      if operation.isMultishot {
        complete(operation, socket.number, more: true)
      } else {
        finish(operation, socket.number)
      }
    }
  }

  /// Why the first of the queue cannot be accepted now, if it cannot.
  private func acceptFailure(of listener: SimulatedSocket) -> Errno? {
    if random.chance(faults.acceptFailures) {
      let failure = random.element(of: [
        Errno.connectionAbort, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace,
        .noMemory,
      ])
      counts[.acceptFailure] += 1
      if failure == .connectionAbort { abandon(listener.backlog.removeFirst()) }
      return failure
    }
    return number(listener.backlog[0]) ? nil : .tooManyOpenFiles
  }

  // MARK: The end

  /// close(2), with a reset where asked for, or where bytes are lost by it.
  func close(_ socket: SimulatedSocket, reset: Bool) {
    if socket.undelivered > 0 {
      violate("descriptor \(socket.number) was closed with an operation in flight")
    }
    note(reset ? .closedWithReset : .closed, socket)
    release(socket)
    if socket.state == .listening {
      socket.isClosed = true
      if let local = socket.local, listeners[local] === socket { listeners[local] = nil }
      for waiting in socket.backlog { abandon(waiting) }
      socket.backlog = []
    } else {
      hangUp(socket, reset: reset || socket.inbox.readable > 0)
    }
  }

  /// Ends a connection that nobody has accepted.
  private func abandon(_ socket: SimulatedSocket) { hangUp(socket, reset: true) }

  private func hangUp(_ socket: SimulatedSocket, reset: Bool) {
    socket.isClosed = true
    guard let other = socket.other, !other.isClosed, !socket.isReset else { return }
    if reset {
      // Nothing of ours that has not left yet will.
      sendReset(to: other)
    } else {
      finishOutput(of: socket)
    }
  }
}
