// The record of a run: the events, and a number by which two runs are compared.

/// What has happened so far.
struct Trace {
  private let limit: Int
  private var events: [TraceEvent] = []
  /// Where the oldest is, once there are more than `limit`.
  private var oldest = 0
  private var notes: [String] = []
  /// Events that are not kept any more.
  private(set) var dropped = 0
  /// Of all events, those that are not kept included (FNV-1a).
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

  init(limit: Int) {
    precondition(limit >= 1, "a trace holds something")
    self.limit = limit
  }

  var count: Int { dropped + events.count }

  mutating func append(_ event: TraceEvent) {
    mix(UInt64(bitPattern: event.nanoseconds))
    mix(
      UInt64(event.kind.rawValue) << 32 | UInt64(event.connection) << 1 | (event.isServer ? 1 : 0))
    mix(UInt64(bitPattern: Int64(event.count)) << 24 ^ UInt64(bitPattern: Int64(event.total)))
    guard events.count == limit else {
      events.append(event)
      return
    }
    events[oldest] = event
    oldest = oldest + 1 == limit ? 0 : oldest + 1
    dropped += 1
  }

  /// Keeps a text of the program's; the number of it is the event's `count`.
  mutating func keep(_ note: String) -> Int {
    notes.append(note)
    return notes.count - 1
  }

  private mutating func mix(_ value: UInt64) {
    digest = (digest ^ value) &* 0x0000_0100_0000_01B3
    digest ^= digest >> 29
  }

  /// The events that are kept, oldest first.
  var kept: [TraceEvent] { Array(events[oldest...] + events[..<oldest]) }

  /// The events, a line each.
  func text(violations: [String]) -> String {
    var lines = kept.map { event in
      let line = "\(event)"
      switch event.kind {
      case .note where event.count < notes.count:
        return line.replacingSuffix("note \(event.count)", by: "— \(notes[event.count])")
      case .violation where event.count < violations.count:
        return line.replacingSuffix("\(event.count)", by: violations[event.count])
      default: return line
      }
    }
    if dropped > 0 { lines.insert("(\(dropped) earlier events are not kept)", at: 0) }
    return lines.joined(separator: "\n")
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, by other: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
  }
}
