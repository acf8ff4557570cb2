// Runs a driver step by step, so that a hang fails a test and nothing outlives it.

import Glibc
public import SluiceCore
public import SluiceLoop

/// A driver, the names of its operations, and the completions that nobody has asked for yet.
public final class DriverRunner {
  /// What is tested.
  public let driver: any KernelDriver

  private var slots: UInt32 = 0
  private var inbox: [Completion] = []
  private var descriptors: Set<Descriptor> = []
  private var files: [String] = []
  /// What was lent, kept until the driver has been closed: also by a test that fails half-way.
  private var loans: [DriverBytes] = []

  /// A completion that did not come in ten thousand turns or twenty seconds.
  public struct Hang: Error {
    /// The operation that was waited for.
    public var id: OperationID
  }

  /// A runner of a fresh driver.
  public convenience init(_ fixture: DriverFixture) throws { self.init(try fixture.make()) }

  /// A runner of `driver`, which it closes in the end.
  public init(_ driver: any KernelDriver) { self.driver = driver }

  deinit {
    // The driver first: it may have operations in flight when a test has failed.
    driver.close()
    for descriptor in descriptors { Glibc.close(descriptor.rawValue) }
    for file in files { unsafe unlink(file) }
  }

  /// A name that was not used before.
  public func freshID() -> OperationID {
    slots += 1
    return OperationID(slot: slots - 1, generation: 1)
  }

  /// So many zeros to receive into, which live as long as the runner.
  public func room(_ count: Int) -> DriverBytes {
    let bytes = DriverBytes(count: count)
    loans.append(bytes)
    return bytes
  }

  /// Bytes to send, which live as long as the runner.
  public func bytes(_ bytes: some Collection<UInt8>) -> DriverBytes {
    let bytes = DriverBytes(bytes)
    loans.append(bytes)
    return bytes
  }

  /// Closes the descriptor when the runner goes.
  @discardableResult
  public func keep(_ descriptor: Descriptor) -> Descriptor {
    descriptors.insert(descriptor)
    return descriptor
  }

  /// Closes a descriptor that was kept.
  public func close(_ descriptor: Descriptor, reset: Bool = false) {
    descriptors.remove(descriptor)
    driver.close(descriptor, reset: reset)
  }

  // MARK: Completions

  /// One turn, its completions put aside; how many they were.
  @discardableResult
  public func turn(until deadline: Instant? = .distantPast) -> Int {
    let before = inbox.count
    driver.turn(until: deadline, into: &inbox)
    return inbox.count - before
  }

  /// One turn that something other than its deadline is to end; how many completions it brought.
  public func turnIsEnded() throws -> Int {
    let deadline = driver.now + .seconds(20)
    let count = turn(until: deadline)
    guard driver.now < deadline else { throw Hang(id: OperationID(slot: 0, generation: 0)) }
    return count
  }

  /// Runs turns until the operation has a completion, and takes it.
  public func next(_ id: OperationID) throws -> Completion {
    let deadline = driver.now + .seconds(20)
    while driver.now < deadline {
      if let index = inbox.firstIndex(where: { $0.id == id }) { return inbox.remove(at: index) }
      turn(until: driver.now + .milliseconds(200))
    }
    throw Hang(id: id)
  }

  /// Takes the completions of the operation that have come, without a turn.
  public func taken(_ id: OperationID) -> [Completion] {
    defer { inbox.removeAll { $0.id == id } }
    return inbox.filter { $0.id == id }
  }

  /// Runs turns that do not wait, enough for all that is due to come.
  public func settle() {
    for _ in 0..<20 { turn(until: driver.now + .milliseconds(1)) }
  }

  // MARK: Sockets

  /// A listener, and the address at which it is reached.
  public func listen(
    _ family: DriverFamily, backlog: Int = 512
  ) throws -> (listener: Descriptor, address: SocketAddress) {
    let listener = keep(try driver.open(family.socketFamily, .stream))
    let address = family.freshAddress()
    if case .local(let path) = address { files.append(path) }
    try driver.bind(listener, to: address)
    try driver.listen(listener, backlog: backlog)
    return (listener, try driver.localAddress(of: listener))
  }

  /// The two ends of a connection.
  public func connection(
    _ family: DriverFamily
  ) throws -> (client: Descriptor, server: Descriptor) {
    let (listener, address) = try listen(family)
    let client = keep(try driver.open(family.socketFamily, .stream))
    let (accept, connect) = (freshID(), freshID())
    driver.accept(on: listener, multishot: false, id: accept)
    driver.connect(client, to: address, id: connect)
    let (accepted, connected) = (try next(accept), try next(connect))
    guard accepted.result >= 0, connected.result == 0 else { throw Hang(id: accept) }
    close(listener)
    return (client, keep(Descriptor(rawValue: accepted.result)))
  }

  /// Removes a file that a local socket was bound to, when the runner goes.
  public func remove(_ path: String) { files.append(path) }

  // MARK: Whole operations

  /// A receive from submission to completion: the result and the bytes.
  public func receive(
    from descriptor: Descriptor, atMost count: Int = 4096,
    expecting: ReceiveExpectation = .nothing
  ) throws -> (result: Int32, bytes: [UInt8]) {
    let bytes = room(count)
    let id = freshID()
    driver.receive(from: descriptor, into: bytes.lent, expecting: expecting, id: id)
    let result = try next(id).result
    return (result, bytes.prefix(Int(max(result, 0))))
  }

  /// A send from submission to completion: the result.
  public func send(_ bytes: some Collection<UInt8>, to descriptor: Descriptor) throws -> Int32 {
    let id = freshID()
    driver.send(to: descriptor, from: self.bytes(bytes).lent, id: id)
    return try next(id).result
  }
}
