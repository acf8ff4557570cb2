// A suspended task, and the one place where continuations are touched.

import CURing

/// A task that waits for a value.
///
/// Invariant, which the compiler cannot check: it is resumed exactly once, by whoever takes it out
/// of the place where it is kept. (A checked continuation would, at the price of an allocation a
/// wait; throwing ones cannot carry a typed error.)
///
/// It is inlined into the rooms above, so that a wait there costs no frame of its own.
@safe
@usableFromInline
package struct Suspension<Value: Sendable>: Sendable {
  @usableFromInline let continuation: UnsafeContinuation<Value, Never>

  @inlinable @inline(__always)
  init(_ continuation: UnsafeContinuation<Value, Never>) {
    unsafe self.continuation = continuation
  }

  /// Makes the task ready; it runs when its executor comes to it.
  @inlinable
  package func resume(_ value: Value) {
    aboutToResume()
    unsafe continuation.resume(returning: value)
  }

  /// Suspends the calling task until what `keep` was given is resumed.
  @inlinable @inline(__always)
  package static func wait(_ keep: (Suspension) -> Void) async -> Value {
    let value = await unsafe withUnsafeContinuation { continuation in
      keep(unsafe Suspension(continuation))
    }
    hasResumed()
    return value
  }
}

extension Suspension<Void> {
  /// Makes the task ready.
  package func resume() { resume(()) }
}

// Told to ThreadSanitizer, where it runs: what came before a resume comes before what follows the
// wait.

@usableFromInline
func aboutToResume() { curing_before_resume() }

@usableFromInline
func hasResumed() { curing_after_wait() }
