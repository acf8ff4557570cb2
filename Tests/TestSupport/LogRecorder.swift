// What was logged, for tests.

package import Logging
import SluiceLoop

/// Keeps every line that its loggers were given. Any thread.
package final class LogRecorder: Sendable {
  /// One line.
  package struct Line: Sendable {
    /// How bad it is.
    package let level: Logger.Level
    /// What it says.
    package let message: String
    /// What it adds.
    package let metadata: [String: String]
  }

  private let kept = Lock<[Line]>([])

  /// Nothing was logged yet.
  package init() {}

  /// What was logged, in order.
  package var lines: [Line] { kept.withLock { $0 } }

  /// A logger that is recorded here.
  package var logger: Logger {
    Logger(label: "test") { _ in Handler(recorder: self) }
  }

  private func keep(_ line: Line) { kept.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
      recorder.keep(
        Line(
          level: event.level, message: event.message.description,
          metadata: all.mapValues { $0.description }))
    }
  }
}
