// A plain thread for tests of what happens from elsewhere.

import Glibc

/// A POSIX thread that runs a closure.
public struct DriverThread {
  private let thread: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts it.
  public init(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    // The thread takes the one reference over.
    let body = unsafe Unmanaged.passRetained(Body(run)).toOpaque()
    let result = unsafe pthread_create(
      &thread, nil,
      { body in
        if let body = unsafe body {
          unsafe Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
        }
        return nil
      }, body)
    precondition(result == 0, "no thread could be started")
    self.thread = thread
  }

  /// Waits until the closure has returned. Once.
  public func join() {
    _ = pthread_join(thread, nil)
  }
}
