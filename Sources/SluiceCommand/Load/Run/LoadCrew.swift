// How a run sees one loop's share of the load, of streams or of datagrams.

import Sluice

/// A loop's connections or sockets. What it counts is in its tally.
protocol LoadCrew: Sendable {
  associatedtype Seat: LoadSeat, Sendable

  var loop: EventLoop { get }
  var tally: LoadTally { get }
  var settings: LoadSettings { get }

  /// Opens all, together. Nothing is sent.
  func open(_ shift: LoadShift) async -> [Seat]
  /// Loads one of them until it is done or the task is cancelled.
  func run(_ seat: Seat) async
  /// Looks now and then for what has taken too long; nil where nothing has to be looked for.
  func expire(_ seats: [Seat], at time: UInt64) async
  /// How often that is.
  var expiryPause: Duration? { get }
  /// Closes one that is still open.
  func close(_ seat: Seat) async
}

private enum Ended { case seat, clock }

extension LoadCrew {
  /// Loads until all is done.
  func load(_ seats: [Seat], _ shift: LoadShift) async {
    await loop.run {
      await withTaskGroup(of: Ended.self) { tasks in
        for seat in seats {
          tasks.addTask(executorPreference: loop) {
            await run(seat)
            return .seat
          }
        }
        startClocks(in: &tasks, seats, shift)
        var left = seats.count
        for await ended in tasks {
          if ended == .seat { left -= 1 }
          guard ended == .clock || left == 0 else { continue }
          shift.end()
          tasks.cancelAll()
        }
      }
      tally.note(unanswered: shift.drain(at: monotonicNanoseconds()))
    }
  }

  /// The tasks that do something at its time. One that ends is the end of the load.
  private func startClocks(
    in tasks: inout TaskGroup<Ended>, _ seats: [Seat], _ shift: LoadShift
  ) {
    if settings.rate != nil {
      tasks.addTask(executorPreference: loop) {
        await LoadPacer.run(shift, seats: seats)
        return .clock
      }
    }
    guard let pause = expiryPause else { return }
    tasks.addTask(executorPreference: loop) {
      while (try? await Task.sleep(for: pause)) != nil {
        await expire(seats, at: monotonicNanoseconds())
      }
      return .clock
    }
  }

  /// Closes what is still open.
  func close(_ seats: [Seat]) async {
    await loop.run {
      await withTaskGroup { closings in
        for seat in seats {
          closings.addTask(executorPreference: loop) { await close(seat) }
        }
      }
    }
  }
}
