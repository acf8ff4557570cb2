// A suspended task, and the one place where continuations are touched.

import CURing

/// A task that waits for a value.
///
/// Invariant, which the compiler cannot check: it is resumed exactly once, by whoever takes it out
/// of the place where it is kept. (A checked continuation would, at the price of an allocation a
/// wait; throwing ones cannot carry a typed error.)
@safe
package struct Suspension<Value: Sendable>: Sendable {
  private let continuation: UnsafeContinuation<Value, Never>

  private init(_ continuation: UnsafeContinuation<Value, Never>) {
    unsafe self.continuation = continuation
  }

  /// Makes the task ready; it runs when its executor comes to it.
  package func resume(_ value: Value) {
    curing_before_resume()
    unsafe continuation.resume(returning: value)
  }

  /// Suspends the calling task until what `keep` was given is resumed.
  @inline(__always)
  package static func wait(_ keep: (Suspension) -> Void) async -> Value {
    let value = await unsafe withUnsafeContinuation { continuation in
      keep(unsafe Suspension(continuation))
    }
    curing_after_wait()
    return value
  }
}

extension Suspension<Void> {
  /// Makes the task ready.
  package func resume() { resume(()) }
}
