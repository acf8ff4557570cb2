// Every operation on a stream, as a value that can be advanced.
//
// A step knows nothing of waiting: an asynchronous and a blocking surface each hold one loop that
// advances a step, moves bytes when the step asks for it, and advances it again.

/// Which way the bytes of a step go.
public enum StepDirection: Sendable {
  /// A step that reads, and may need input.
  case input
  /// A step that writes, and may need room.
  case output
}

/// How far a step has come.
public enum StepOutcome<Product> {
  /// It is done.
  case produced(Product)
  /// Receive at least one byte into the input, or mark its end; then advance again. There is room.
  case needsInput
  /// Send some of the output (`seal`, or await the flight); then advance again.
  case needsRoom
  /// It cannot be done, and what it says about the stream's bytes holds: see the step.
  case failed(StepError)
}

extension StepOutcome: Sendable where Product: Sendable {}

/// One operation on a stream: read a line, write bytes, flush, …
public protocol StreamStep<Product>: Sendable {
  /// What the operation yields.
  associatedtype Product: Sendable

  /// Which way its bytes go: an input step never answers `needsRoom`, an output step never
  /// `needsInput`.
  static var direction: StepDirection { get }

  /// Goes as far as possible without waiting. Not to be called again after `produced` or `failed`.
  mutating func advance(_ state: inout StreamState) -> StepOutcome<Product>

  /// The caller's own memory that may be filled, or sent, without a copy when the stream's buffer
  /// on that side is empty; nil if there is none (left).
  ///
  /// A surface that can do so asks before it advances an output step, and when an input step has
  /// answered `needsInput`.
  var direct: LentBytes? { get }

  /// The first `count` bytes of `direct` have been moved by the kernel. For input the caller of
  /// this method also calls `InputBuffer.receivedDirectly`. Then advance again.
  mutating func movedDirectly(_ count: Int)

  /// The wait for more was broken off (cancelled, out of time): an input step puts back what it
  /// has taken out and its caller will not see, so that no byte is lost.
  mutating func abandon(_ state: inout StreamState)
}

extension StreamStep {
  /// Nothing to put back: the step takes nothing out until it is done.
  public mutating func abandon(_ state: inout StreamState) {}

  /// None: the step works on the stream's buffers alone.
  public var direct: LentBytes? { nil }

  /// Never called, there being no `direct` memory.
  public mutating func movedDirectly(_ count: Int) {
    preconditionFailure("\(Self.self) has no memory of its caller's to move")
  }
}
