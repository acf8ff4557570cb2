public enum DriverPreference: String, Sendable { case automatic = "auto", uring, poll }
public struct DriverReport: Sendable { public var kind: DriverKind; public var reason: String }
func makeDriver(_ p: DriverPreference) throws(IOError) -> (driver: any Driver, report: DriverReport) {
  (try UringDriver(), DriverReport(kind: .uring, reason: "trial"))
}
