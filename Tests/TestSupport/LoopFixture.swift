// A loop that a test turns by hand, on its own thread, over a scripted driver.

import Logging
package import SluiceLoop
package import Testing

/// A loop, its driver and its log. Nothing happens on it but while the test turns it.
package final class LoopFixture: Sendable {
  /// The script.
  package let driver = ScriptedDriver()
  /// What was logged.
  package let log = LogRecorder()
  /// The loop, without a thread.
  package let loop: EventLoop

  init() {
    loop = EventLoop(
      name: "scripted", kernel: driver,
      report: DriverReport(kind: .scripted, choice: .asked, reason: "a test"), logger: log.logger)
  }

  /// Turns until nothing is ready and the driver has nothing to say: until everybody waits.
  package func settle() {
    repeat { loop.turnUntilIdle() } while driver.hasCompletions
  }

  /// Moves the clock, and settles.
  package func pass(_ duration: Duration) {
    driver.advance(duration)
    settle()
  }

  /// Starts a task on the loop. It runs when the loop is turned.
  package func start<R: Sendable>(
    _ body: @escaping @Sendable () async throws -> R
  ) -> Outcome<R> {
    let outcome = Outcome<R>()
    outcome.task = loop.spawn {
      do { outcome.set(.success(try await body())) } catch { outcome.set(.failure(error)) }
    }
    return outcome
  }

  /// Starts a task on the loop and settles: it has ended, or waits.
  package func begin<R: Sendable>(
    _ body: @escaping @Sendable () async throws -> R
  ) -> Outcome<R> {
    let outcome = start(body)
    settle()
    return outcome
  }

  /// Runs a task on the loop to its end, which it must reach without help.
  package func run<R: Sendable>(
    _ body: @escaping @Sendable () async throws -> R,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> R {
    let outcome = begin(body)
    guard let result = outcome.result else {
      Issue.record("the task waits for ever", sourceLocation: sourceLocation)
      throw ScriptError("the task waits for ever")
    }
    return try result.get()
  }

  /// What must hold when everything was closed.
  func checkNothingIsLeft(_ sourceLocation: SourceLocation) {
    let counters = loop.snapshot()
    #expect(counters.inFlight == 0, "operations in flight", sourceLocation: sourceLocation)
    #expect(counters.residents == 0, "residents", sourceLocation: sourceLocation)
    #expect(counters.buffers == 0, "buffers", sourceLocation: sourceLocation)
    #expect(driver.openDescriptors == [], "descriptors", sourceLocation: sourceLocation)
  }
}

/// Runs a test on a loop of its own; afterwards what still lives on the loop is shut down, and
/// nothing must be left: no operation, resident, buffer or descriptor.
package func withLoop(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: (LoopFixture) throws -> Void
) throws {
  let fixture = LoopFixture()
  defer {
    fixture.driver.completesCancels = true
    fixture.driver.completesSends = true
    fixture.settle()
    fixture.loop.abandonResidents()
    fixture.settle()
    fixture.checkNothingIsLeft(sourceLocation)
  }
  try body(fixture)
}

/// The result of a task, once it has one.
package final class Outcome<R: Sendable>: Sendable {
  private let box = Lock<(result: Result<R, any Error>?, task: Task<Void, Never>?)>((nil, nil))

  /// What came out, nil while it runs or waits.
  package var result: Result<R, any Error>? { box.withLock { $0.result } }

  /// Whether it has ended.
  package var isDone: Bool { result != nil }

  /// What it returned, nil where it has not.
  package var value: R? { try? result?.get() }

  /// What it threw, nil where it has not.
  package var error: (any Error)? {
    guard case .failure(let error)? = result else { return nil }
    return error
  }

  /// Cancels the task. Nothing more happens until the loop is turned.
  package func cancel() { box.withLock { $0.task }?.cancel() }

  var task: Task<Void, Never>? {
    get { box.withLock { $0.task } }
    set { box.withLock { $0.task = newValue } }
  }

  func set(_ result: Result<R, any Error>) { box.withLock { $0.result = result } }
}
