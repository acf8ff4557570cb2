// What the connections of one loop share: the schedule, and the places that are free.

import Sluice

/// A connection or socket that takes requests from the schedule.
protocol LoadSeat: AnyObject {
  /// How many more requests it may have under way now.
  var room: Int { get }
  /// Requests that it has to bring to an end.
  var outstanding: Int { get }
  /// Since when there has been room, on the monotonic clock.
  var freeSince: UInt64 { get }
  /// Whether it stands in the shift's list.
  var isListed: Bool { get set }
  /// Sends a request that was to start at `start`. There must be room.
  func dispatch(startingAt start: UInt64) async
}

/// One loop's share of a run.
final class LoadShift: @unchecked Sendable {
  // Sendable: touched by tasks that stay on one loop, of which one runs at a time.

  let settings: LoadSettings
  let tally: LoadTally
  private let number: Int
  private(set) var window: LoadWindow
  /// The schedule of an open loop.
  private(set) var arrivals: LoadArrivals?
  private var pace: ConnectPace
  /// Whether all is done that was to be done.
  private(set) var isOver = false

  /// Places in the order in which they became free.
  private var free: [any LoadSeat] = []
  private var firstFree = 0
  private let freed = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  private var isAwaited = false

  /// The share of loop `number`. Connections may be opened from now on.
  init(_ settings: LoadSettings, tally: LoadTally, loop number: Int) {
    self.settings = settings
    self.tally = tally
    self.number = number
    let now = monotonicNanoseconds()
    window = LoadWindow(settings, from: now)
    pace = ConnectPace(rate: settings.connectRate, loop: number, of: settings.loops, from: now)
  }

  /// The load begins, in these times.
  func begin(_ window: LoadWindow) {
    self.window = window
    tally.measuresFrom = window.measuresFrom
    tally.isMeasuring = window.measuresFrom == window.start
    arrivals = settings.rate.map { rate in
      LoadArrivals(
        settings.arrivals, rate: rate, loop: number, of: settings.loops, seed: settings.seed,
        until: window.end == .max ? .max : window.end - window.start,
        limit: settings.share(number, of: settings.loops),
        countingFrom: window.measuresFrom - window.start)
    }
  }

  /// When a connection that is wanted at `time` may be opened.
  func connectSlot(at time: UInt64) -> UInt64 { pace.slot(at: time) }

  /// The next start of the schedule, if it is due.
  func takeDue(by time: UInt64) -> UInt64? {
    guard time >= window.start else { return nil }
    return arrivals?.take(dueBy: time - window.start).map { $0 + window.start }
  }

  /// When the next start is.
  var nextStart: UInt64? { arrivals?.next.map { $0 + window.start } }

  /// Starts that were due and never came to be sent.
  func drain(at time: UInt64) -> Int {
    var count = 0
    while takeDue(by: time) != nil { count += 1 }
    return count
  }

  /// All is done: who waits is cancelled, and that is no error. The places know the shift, which therefore
  /// forgets them.
  func end() {
    isOver = true
    (free, firstFree) = ([], 0)
  }

  // MARK: Free places

  /// There is room at that place.
  func offer(_ seat: any LoadSeat) {
    guard !seat.isListed, !isOver else { return }
    seat.isListed = true
    free.append(seat)
    if isAwaited {
      isAwaited = false
      freed.continuation.yield()
    }
  }

  /// A place with room: the one that had it first.
  func takeFree() -> (any LoadSeat)? {
    while firstFree < free.count {
      let seat = free[firstFree]
      firstFree += 1
      if firstFree >= 64, firstFree * 2 > free.count {
        free.removeFirst(firstFree)
        firstFree = 0
      }
      seat.isListed = false
      if seat.room > 0 { return seat }
    }
    return nil
  }

  /// Waits until `offer` is called, or the task is cancelled.
  func awaitFree() async {
    isAwaited = true
    for await _ in freed.stream { return }
  }
}
