// Waits of one task on one stream that cost less: its cancellation is watched once, for all of them.

import SluiceCore
import SluiceLoop

extension SocketStream {
  /// Runs `body`, in which the calling task waits on this stream without a cancellation handler of each
  /// wait's own: one watches for all of them, and its cancellation ends the wait it is in, as ever.
  ///
  /// On the stream's loop; elsewhere, and where a task is watched already, it just runs `body`. No
  /// other task may be watched on this stream later: a cancellation that came at the last moment could
  /// end a wait of that one.
  package func watchingCancellation<R>(_ body: () async throws -> R) async rethrows -> R {
    guard core.isOnLoop, core.watchedTask == nil, let id = core.id else {
      return try await body()
    }
    core.watchCaller()
    defer { core.stopWatching() }
    let loop = core.loop
    return try await withTaskCancellationHandler {
      try await body()
    } onCancel: {
      loop.postCancellation(of: Waiter.watched, at: id)
    }
  }
}
