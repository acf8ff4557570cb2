// SIGTERM and SIGINT. Only the command turns signals on; the library never does.

import Dispatch
import Glibc
import Synchronization

/// Hears SIGTERM and SIGINT for as long as it lives. The first is reported; the second ends the
/// process at once, with the status by which shells name the signal.
final class StopSignals {
  private let sources: [any DispatchSourceSignal]

  /// Listens from now on; `first` is called on a thread of Dispatch's.
  init(first: @escaping @Sendable () -> Void) {
    let count = Count()
    sources = [SIGTERM, SIGINT].map { number in
      // Otherwise the default action ends the process before the source hears of it.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if count.next() > 1 { _exit(128 + number) }
        first()
      }
      source.activate()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  /// How many came, by both sources.
  private final class Count: Sendable {
    private let value = Atomic(0)

    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
  }
}
