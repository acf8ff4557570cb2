// Where calls that wait may be made: on any thread but a loop's.

import SluiceLoop

/// Traps on the thread of an event loop: a call that waits there holds up all of the loop's streams.
///
/// To be called first by every operator that may wait. One C call, no system call.
@inline(__always)
func requirePlainThread(_ operation: StaticString) {
  if isOnLoopThread { trapOnLoopThread(operation) }
}

@inline(never)
private func trapOnLoopThread(_ operation: StaticString) -> Never {
  // Unlike a precondition's, its message is seen in release builds too.
  fatalError(
    "\(operation) waits, and was called on an event loop's thread; call it in EventLoopGroup.blocking"
  )
}
