// What a server says once it accepts connections.

import Sluice

/// `listening on 127.0.0.1:7000 (driver uring, 2 loops)`; where the fallback was not chosen but had
/// to be taken, with the reason: `(driver poll, 2 loops: io_uring refused: …)`.
func readyLine(address: SocketAddress, group: EventLoopGroup) -> String {
  let report = group.loops[0].driver
  let loops = group.loops.count == 1 ? "1 loop" : "\(group.loops.count) loops"
  let reason = report.choice == .refused ? ": \(report.reason)" : ""
  return "listening on \(address) (driver \(report.kind.rawValue), \(loops)\(reason))"
}
