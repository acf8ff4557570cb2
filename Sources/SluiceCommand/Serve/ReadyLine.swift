// What a server says once it accepts connections.

import Sluice

/// `listening on 127.0.0.1:7000 (driver uring, 2 loops)`; where the fallback was not chosen but had
/// to be taken, with the reason: `(driver poll, 2 loops: io_uring refused: …)`.
func readyLine(address: SocketAddress, group: EventLoopGroup) -> String {
  let report = group.loops[0].driver
  let loops = group.loops.count == 1 ? "1 loop" : "\(group.loops.count) loops"
  let reason = report.isForced ? ": \(report.reason)" : ""
  return "listening on \(address) (driver \(report.kind.rawValue), \(loops)\(reason))"
}

extension DriverReport {
  /// Whether the fallback carries the loop because io_uring was refused, and not by choice.
  var isForced: Bool { kind == .poll && reason.hasPrefix("io_uring refused") }
}
