// What the readiness driver remembers of one descriptor.
//
// Invariant: a flag that is wrongly set costs one system call that answers EAGAIN; a flag is
// cleared only when the kernel is bound to report a new edge before the call can succeed.

/// The registration, the flags and the operations of one descriptor.
struct Watch {
  /// What a receive (or accept4) would find.
  enum Input: UInt8 {
    /// Never tried, never reported.
    case unknown
    /// Drained: wait for the edge.
    case none
    /// It may succeed.
    case some
  }

  /// How it shows that a receive has drained the descriptor.
  enum Drained: UInt8 {
    /// Not asked yet what kind of socket it is.
    case unknown
    /// TCP: a short count.
    case shortCount
    /// A local stream: a short count that brought no descriptors along, which end a receive early.
    case shortCountWithoutRights
    /// Datagrams, urgent data: EAGAIN alone.
    case wouldBlock
  }

  /// What epoll watches for; empty: not registered.
  var interest: EpollEvents = []
  var input = Input.unknown
  var drained = Drained.unknown
  /// Whether a send may succeed.
  var isWritable = true
  /// Whether the end of the input, or an error, has been reported: input stays `some`.
  var hasEnded = false
  /// The accept or receive in flight.
  var reader: OperationID?
  /// The connect or send in flight.
  var writer: OperationID?
  var polls: [OperationID] = []
  /// Whether the descriptor came from elsewhere and an accept on it may block.
  var mayBlock = false

  var isBusy: Bool { reader != nil || writer != nil || !polls.isEmpty }

  /// Takes in what epoll has reported.
  mutating func note(_ events: EpollEvents) {
    if !events.isDisjoint(with: [.input, .urgent, .peerClosed, .hangUp, .error]) { input = .some }
    if !events.isDisjoint(with: [.peerClosed, .hangUp, .error]) { hasEnded = true }
    if !events.isDisjoint(with: [.output, .hangUp, .error]) { isWritable = true }
    if events.contains(.urgent) { drained = .wouldBlock }
  }

  /// There was nothing to receive.
  mutating func noteEmpty() {
    input = .none
    hasEnded = false
  }
}

extension Watch {
  /// A receive brought fewer bytes than it asked for. Asks the socket once for its kind.
  mutating func noteShort(hadRights: Bool, _ fd: Int32) {
    var isEmpty = false
    switch drained {
    case .unknown:
      drained = SystemCalls.drainedSign(fd)
      // The first receive of a local stream was not looked at for descriptors.
      isEmpty = drained == .shortCount
    case .shortCount: isEmpty = true
    case .shortCountWithoutRights: isEmpty = !hadRights
    case .wouldBlock: break
    }
    input = isEmpty && !hasEnded ? .none : .some
  }

  /// Takes an operation in. The caller of the driver sees to it that there is room.
  mutating func add(_ id: OperationID, _ work: ReadinessOperation.Work) {
    switch work {
    case .accept, .receive:
      precondition(reader == nil, "two receives of one descriptor are in flight")
      reader = id
    case .connect, .send:
      precondition(writer == nil, "two sends of one descriptor are in flight")
      writer = id
    case .poll: polls.append(id)
    }
  }

  /// An operation has completed for good.
  mutating func remove(_ id: OperationID, _ work: ReadinessOperation.Work) {
    switch work {
    case .accept, .receive: reader = nil
    case .connect, .send: writer = nil
    case .poll: polls.removeAll { $0 == id }
    }
  }
}
