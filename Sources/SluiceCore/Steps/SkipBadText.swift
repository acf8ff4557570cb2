// Gets past bad text.

/// Takes out the bytes that the last failed read called bad text, and those alone: what stands
/// before them stays to be read. How many bytes; 0 where there are none, or where they have been
/// read otherwise. Done at once.
///
/// The offsets of later errors count what was taken out.
public struct SkipBadText: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that gets past bad text.
  public init() {}

  /// Takes them out.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Int> {
    .produced(state.skipBadText())
  }
}
