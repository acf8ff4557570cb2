// Any reading step, as far as it goes without waiting.

/// What a read that does not wait has come to.
public enum Attempt<Product> {
  /// It would have to wait. Nothing has been consumed.
  case nothing
  /// It is done. Nil, where the step says so, is the end of the stream.
  case read(Product)
}

extension Attempt: Sendable where Product: Sendable {}
extension Attempt: Equatable where Product: Equatable {}

/// Advances a reading step once: done if the buffer has all that it needs.
///
/// Never needs input. A surface that can receive without waiting does so before.
public struct WithoutWaiting<Step: StreamStep>: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  private var step: Step

  /// A step that does what `step` does, or nothing.
  public init(_ step: Step) {
    precondition(Step.direction == .input, "\(Step.self) does not read")
    self.step = step
  }

  /// Done at once, either way.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Attempt<Step.Product>> {
    switch step.advance(&state) {
    case .produced(let product): return .produced(.read(product))
    case .failed(let error): return .failed(error)
    case .needsInput, .needsRoom:
      step.abandon(&state)
      return .produced(.nothing)
    }
  }
}
