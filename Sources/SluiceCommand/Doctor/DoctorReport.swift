// What the doctor found out. The names of the properties are the keys of its JSON.

import Sluice

struct DoctorReport: Encodable {
  /// What io_uring granted.
  struct Ring: Encodable {
    var flags: [String]
    var missingFlags: [String]
    var features: [String]
    var missingFeatures: [String]
    var submissionEntries: Int
    var completionEntries: Int
  }

  /// The driver that a program gets which asks for none; nil where it gets an error.
  var driver: String?
  /// Who or what settled it: `asked`, `environment`, `works` or `refused`; nil without a driver.
  var choice: DriverReport.Choice?
  /// Why that one.
  var reason: String
  var ring: Ring?
  var limits: SystemLimits
  /// What to change; empty where nothing should be.
  var advice: [String] = []
  /// Which tasks stay on a loop.
  var tasks = DoctorReport.tasksOnLoops

  /// Makes a loop as any program would, and looks at it.
  static func make() async -> DoctorReport {
    let limits = SystemLimits.read()
    var report: DoctorReport
    do {
      let group = try EventLoopGroup(loops: 1)
      let found = group.loops[0].driver
      await group.shutDown()
      report = DoctorReport(
        driver: found.kind.rawValue, choice: found.choice, reason: found.reason,
        ring: found.ring.map(Ring.init), limits: limits)
    } catch {
      report = DoctorReport(reason: "\(error)", limits: limits)
    }
    report.advice = advice(on: report)
    return report
  }

  static let tasksOnLoops = """
    A connection's task runs on its loop's thread, and there calls on the loop's streams neither \
    hop nor lock. On the loop stay: what it starts with async let or a task group, calls of \
    default actors, and the code after Task.sleep. Off the loop run: Task { }, Task.detached, \
    @MainActor code and actors with executors of their own; their calls on a stream are correct \
    and pay two hops each (the counter foreign-calls). loop.spawn { } starts a task that stays. \
    A module built with main-actor isolation by default leaves the loop in every helper function \
    that is not marked nonisolated; a plain async helper in a module without the upcoming feature \
    NonisolatedNonsendingByDefault stays, at a small price a call.
    """
}

extension DoctorReport.Ring {
  init(_ report: RingReport) {
    self.init(
      flags: report.flags, missingFlags: report.missingFlags, features: report.features,
      missingFeatures: report.missingFeatures, submissionEntries: report.submissionEntries,
      completionEntries: report.completionEntries)
  }
}
