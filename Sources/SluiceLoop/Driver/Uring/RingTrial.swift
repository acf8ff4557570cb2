// Whether io_uring works here, found out by using it: a kernel may grant a ring and a sandbox
// then refuse what it is for.

import CURing
import Glibc
import SluiceCore
import Synchronization
import SystemPackage

/// The self-test of a ring: nothing, a receive that waits, and a send, over a pair of sockets.
///
/// It has a driver of its own, because a ring belongs to the thread that first enters it.
enum RingTrial {
  /// How long the self-test may take.
  static let limit = Duration.seconds(2)

  private static let word = Array("ring".utf8)

  /// The best step that has passed in this process; 0: none yet.
  private static let provenStep = Atomic(0)

  /// Finds the first step from `configuration.firstStep` on that passes the self-test, and returns
  /// the report of the ring that passed.
  static func run(_ configuration: UringDriver.Configuration) throws(IOError) -> RingReport {
    do {
      return try RingStep.descend(from: configuration.firstStep) { step throws(Errno) in
        try attempt(step, configuration)
      }
    } catch {
      throw RingRefusal.error(error)
    }
  }

  /// The first step worth trying: that which has passed before, or that which is configured. After
  /// the first success a process does not test again.
  static func firstStep(_ configuration: UringDriver.Configuration) throws(IOError) -> RingStep {
    let proven = RingStep(rawValue: provenStep.load(ordering: .relaxed))
    if let proven, proven >= configuration.firstStep { return proven }
    let step = try run(configuration).step
    // A forced lower step says nothing about the steps above it.
    if configuration.firstStep == .deferred {
      provenStep.store(step.rawValue, ordering: .relaxed)
    }
    return step
  }

  private static func attempt(
    _ step: RingStep, _ configuration: UringDriver.Configuration
  ) throws(Errno) -> RingReport {
    let driver = try UringDriver(step: step, configuration)
    driver.isOnTrial = true
    let (near, far) = try socketPair()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * word.count, alignment: 1)
    defer {
      // After this nothing is in flight: neither descriptors nor memory are in use.
      driver.close()
      SystemCalls.close(near.rawValue)
      SystemCalls.close(far.rawValue)
      unsafe memory.deallocate()
    }
    unsafe memory.copyBytes(from: word)
    try unsafe exercise(driver, near, far, memory)
    return driver.report
  }

  /// Sends the word in the first half of `memory` from `near` to `far`, and so to the second half.
  private static func exercise(
    _ driver: UringDriver, _ near: Descriptor, _ far: Descriptor,
    _ memory: UnsafeMutableRawBufferPointer
  ) throws(Errno) {
    // In bounds, and lent until the driver is closed.
    let bytes = unsafe LentBytes(base: memory.baseAddress!, count: memory.count)
    let (output, input) = (bytes.prefix(word.count), bytes.dropping(word.count))
    driver.nothing(id: OperationID(slot: 0, generation: 0))
    driver.receive(
      from: far, into: input, expecting: .nothing, id: OperationID(slot: 1, generation: 0))
    driver.send(to: near, from: output, id: OperationID(slot: 2, generation: 0))
    let results = collect(3, from: driver)
    if let refusal = driver.refusal { throw refusal }
    let expected: [UInt32: Int32] = [0: 0, 1: Int32(word.count), 2: Int32(word.count)]
    if let refused = results.values.first(where: { $0 < 0 }) { throw Errno(rawValue: -refused) }
    guard results.count == expected.count else { throw .timeout }
    guard results == expected, unsafe memory.suffix(word.count).elementsEqual(word) else {
      throw .ioError
    }
  }

  /// Results by slot, as many as came in time.
  private static func collect(_ count: Int, from driver: UringDriver) -> [UInt32: Int32] {
    let deadline = driver.now + limit
    var results: [UInt32: Int32] = [:]
    var completions: [Completion] = []
    while results.count < count, driver.refusal == nil, driver.now < deadline {
      driver.turn(until: deadline, into: &completions)
      for completion in completions { results[completion.id.slot] = completion.result }
      completions.removeAll()
    }
    return results
  }

  /// socketpair(2)
  private static func socketPair() throws(Errno) -> (near: Descriptor, far: Descriptor) {
    var numbers: [Int32] = [-1, -1]
    let kind = SocketKind.stream.systemValue | Int32(SOCK_CLOEXEC.rawValue)
    // Writes the two elements.
    try SystemCalls.check(unsafe socketpair(SocketFamily.local.systemValue, kind, 0, &numbers))
    return (Descriptor(rawValue: numbers[0]), Descriptor(rawValue: numbers[1]))
  }
}
