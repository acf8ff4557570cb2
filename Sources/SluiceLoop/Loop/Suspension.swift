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
    let value = await plainly(keep)
    hasResumed()
    return value
  }

  // The form of the function whose name begins with `_unsafeInheritExecutor_` is what it was before it
  // got a parameter for the caller's isolation. With that parameter it looks up the task's executor
  // before it suspends, too, where the task has just been running.
  /// As `wait`, for a caller that calls `hasResumed` itself.
  @inlinable @inline(__always)
  package static func plainly(_ keep: (Suspension) -> Void) async -> Value {
    await unsafe _unsafeInheritExecutor_withUnsafeContinuation { continuation in
      keep(unsafe Suspension(continuation))
    }
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
package func hasResumed() { curing_after_wait() }
