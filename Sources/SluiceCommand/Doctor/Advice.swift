// What the doctor would change, each with the reason. A machine that is well gets none.

import Sluice

extension DoctorReport {
  static func advice(on report: DoctorReport) -> [String] {
    driverAdvice(report) + limitAdvice(report.limits)
  }

  private static func driverAdvice(_ report: DoctorReport) -> [String] {
    guard let driver = report.driver else {
      return ["No loop can be made: \(report.reason)."]
    }
    if driver == DriverKind.poll.rawValue {
      return report.choice == .refused
        ? ["Let this process use io_uring: \(report.reason)."]
        : ["Unset SLUICE_DRIVER to have io_uring used where it works."]
    }
    guard let missing = report.ring?.missingFlags, !missing.isEmpty else { return [] }
    return [
      "Run Linux 6.1 or newer, whose io_uring has what is missing here: "
        + missing.joined(separator: ", ") + "."
    ]
  }

  private static func limitAdvice(_ limits: SystemLimits) -> [String] {
    var advice: [String] = []
    if let soft = Int(limits.openFiles), soft < enoughOpenFiles {
      let hard = Int(limits.openFilesMaximum) ?? wantedOpenFiles
      let cure =
        hard > soft
        ? "`ulimit -n \(min(hard, wantedOpenFiles))` raises it"
        : "its maximum must be raised too (LimitNOFILE= in a systemd unit)"
      advice.append(
        "A process may open \(soft) files here, and each connection is one: \(cure).")
    }
    if let queue = Int(limits.somaxconn), queue < Listener.defaultBacklog {
      advice.append(
        "At most \(queue) connections wait to be accepted, fewer than a listener asks for: "
          + "`sysctl -w net.core.somaxconn=\(Listener.defaultBacklog)`.")
    }
    return advice
  }

  /// With fewer than the first, the doctor advises the second.
  private static let enoughOpenFiles = 4096
  private static let wantedOpenFiles = 65_536
}
