// Starts requests at their times, on whatever connection is free.

/// The clock of an open loop. A start for which no connection is free waits in the schedule: the next
/// connection that becomes free takes it itself.
enum LoadPacer {
  /// How often it is looked whether the last answers have come.
  private static let look = Duration.milliseconds(1)

  /// Runs until all starts are made and all requests at `seats` are brought to an end, or until the
  /// task is cancelled.
  static func run(_ shift: LoadShift, seats: [any LoadSeat]) async {
    while let start = shift.nextStart, !Task.isCancelled {
      let now = monotonicNanoseconds()
      guard start <= now else {
        let pause = Duration.nanoseconds(Int64(clamping: start - now))
        try? await Task.sleep(for: pause, tolerance: .zero)
        continue
      }
      guard let seat = shift.takeFree() else {
        await shift.awaitFree()
        continue
      }
      guard shift.takeDue(by: now) != nil else { continue }
      shift.tally.note(delay: now - max(start, seat.freeSince), of: start)
      await seat.dispatch(startingAt: start)
      if seat.room > 0 { shift.offer(seat) }
    }
    while !Task.isCancelled, seats.contains(where: { $0.outstanding > 0 }) {
      try? await Task.sleep(for: look)
    }
  }
}
