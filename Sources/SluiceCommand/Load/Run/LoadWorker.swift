// The connections of one loop.

import Sluice

/// A loop's share of a load of streams.
struct LoadWorker<Traffic: LoadTraffic>: LoadCrew {
  let loop: EventLoop
  /// The number of the loop.
  let number: Int
  let plan: LoadPlan<Traffic>
  let tally = LoadTally()

  var settings: LoadSettings { plan.settings }

  /// Each attempt begins at once, inside the task that begins them all, so that the loop submits
  /// them together. Those that could not be opened are left out, unless they will be replaced.
  func open(_ shift: LoadShift) async -> [LoadLane<Traffic>] {
    await loop.run {
      let numbers = stride(from: number, to: settings.connections, by: settings.loops)
      let lanes = numbers.map { LoadLane($0, plan: plan, shift: shift, loop: loop) }
      await withTaskGroup { attempts in
        for lane in lanes {
          attempts.addImmediateTask(executorPreference: loop) { await lane.open() }
        }
      }
      return lanes.filter { $0.stream != nil || settings.replaces }
    }
  }

  func run(_ lane: LoadLane<Traffic>) async { await lane.run() }

  var expiryPause: Duration? {
    settings.timeout.map { max(.milliseconds(1), min(.seconds($0) / 10, .milliseconds(100))) }
  }

  func expire(_ lanes: [LoadLane<Traffic>], at time: UInt64) async {
    let patience = UInt64((settings.timeout ?? 0) * 1e9)
    for lane in lanes { await lane.expire(at: time, after: patience) }
  }

  func close(_ lane: LoadLane<Traffic>) async { await lane.close() }
}
