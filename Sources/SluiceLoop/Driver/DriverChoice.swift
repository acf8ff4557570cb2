// Which driver carries a loop, and why. The only place that chooses.

import CURing
import Glibc
import SluiceCore
import SystemPackage

/// Which driver is wanted.
public enum DriverPreference: String, Hashable, Sendable, CaseIterable {
  /// What `SLUICE_DRIVER` says, else io_uring where it works, else readiness.
  case automatic = "auto"
  /// io_uring or an error.
  case uring
  /// Readiness: epoll(7).
  case poll
}

/// Makes the driver of one loop.
///
/// A `preference` other than automatic is obeyed; so is, after it, the variable `SLUICE_DRIVER`
/// (`uring`, `poll` or `auto`) that `environment` answers with. Otherwise io_uring is tried, with a
/// self-test once in the life of a process, and where it is refused the driver is readiness and the
/// report says why.
///
/// Throws where io_uring was demanded and refused (the errno of the refusal, and in `detail` the
/// likely cause and what to do), where the variable has another value (EINVAL), and where even epoll
/// is refused. May be called on any thread; the driver is bound to the thread that first uses it.
public func makeDriver(
  _ preference: DriverPreference = .automatic,
  configuration: UringDriver.Configuration = UringDriver.Configuration(),
  environment: (_ name: String) -> String? = processEnvironment
) throws(IOError) -> (driver: any Driver, report: DriverReport) {
  let (wanted, choice, demand) = try wantedDriver(preference, environment)
  switch wanted {
  case .poll:
    return (try ReadinessDriver(), DriverReport(kind: .poll, choice: choice, reason: demand))
  case .uring:
    return try makeUringDriver(configuration, choice, reason: demand)
  case .automatic:
    do {
      return try makeUringDriver(configuration, choice, reason: "io_uring works here")
    } catch {
      let cause = error.detail ?? "for no known reason"
      let reason = "io_uring refused: \(error.errno) (\(error.errno.name)): \(cause)"
      let report = DriverReport(kind: .poll, choice: .refused, reason: reason)
      return (try ReadinessDriver(), report)
    }
  }
}

/// The value of an environment variable of this process, getenv(3).
public func processEnvironment(_ name: String) -> String? {
  // The text is copied at once; nothing in Sluice changes the environment.
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

extension DriverPreference {
  /// What is wanted after looking at the environment.
  static func wanted(_ preference: DriverPreference) throws(IOError) -> DriverPreference {
    try wantedDriver(preference, processEnvironment).0
  }
}

/// What is wanted after looking at the environment, and who wants it. Automatic: `works`, if it does.
private func wantedDriver(
  _ preference: DriverPreference, _ environment: (String) -> String?
) throws(IOError) -> (DriverPreference, DriverReport.Choice, demand: String) {
  guard preference == .automatic else {
    return (preference, .asked, "\(preference.rawValue) was asked for")
  }
  let name = "SLUICE_DRIVER"
  guard let value = environment(name), !value.isEmpty else { return (.automatic, .works, "") }
  guard let wanted = DriverPreference(rawValue: value) else {
    let accepted = DriverPreference.allCases.map(\.rawValue).sorted().joined(separator: ", ")
    throw IOError(
      .driver, .invalidArgument, detail: "\(name)=\(value) names no driver; use one of \(accepted)")
  }
  return (wanted, wanted == .automatic ? .works : .environment, "\(name)=\(value)")
}

private func makeUringDriver(
  _ configuration: UringDriver.Configuration, _ choice: DriverReport.Choice, reason: String
) throws(IOError) -> (driver: any Driver, report: DriverReport) {
  var configuration = configuration
  configuration.firstStep = try RingTrial.firstStep(configuration)
  let driver = try UringDriver(configuration)
  return (driver, DriverReport(kind: .uring, choice: choice, reason: reason, ring: driver.report))
}
