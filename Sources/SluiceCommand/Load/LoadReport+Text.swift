// The report of the load for people: a row of figures, and below it what they mean.

import Sluice

extension LoadReport {
  var text: String {
    let heads = ["requests/s", "p50", "p90", "p99", "p99.9", "max", "CPU/request", "errors"]
    let latency = results.latencyMicroseconds
    let row =
      [Int(results.requestsPerSecond.rounded()).grouped]
      + [latency.p50, latency.p90, latency.p99, latency.p999, latency.max].map(short)
      + [
        short(results.clientCPUMicrosecondsPerRequest),
        results.errors.values.reduce(0, +).grouped,
      ]
    return ([title, "", textTable([heads, row]), ""] + notes).joined(separator: "\n")
  }

  private func short(_ microseconds: Double) -> String {
    Duration.microseconds(microseconds).short
  }

  private var title: String {
    let size = settings.size.map { ", \($0) bytes" } ?? ""
    let loops = settings.loops == 1 ? "1 loop" : "\(settings.loops) loops"
    return "\(settings.protocol.rawValue) at \(settings.address): \(settings.connections) "
      + "connections, \(settings.pipeline) at once\(size) (driver \(results.driver), \(loops))"
  }

  private var notes: [String] {
    var notes = [
      "\(results.requests.grouped) requests answered in \(results.seconds.formatted(2)) s, "
        + "\(results.bytes.grouped) bytes checked.",
      "Calls of the kernel by the loops: \(results.connectEnters) to connect, "
        + "\(results.enters.grouped) for \(results.submissions.grouped) operations under load.",
    ]
    if results.isClientLimited {
      let percent = (results.clientCPUShare * 100).formatted(0)
      notes.append(
        "The client was the limit: it used \(percent) % of a core for each loop (see --loops).")
    }
    if results.unanswered > 0 {
      notes.append("\(results.unanswered.grouped) requests were sent and not answered.")
    }
    for (kind, count) in results.errors.sorted(by: { $0.key < $1.key }) {
      let unit = kind == "lost" ? "datagram" : "connection"
      let units = count == 1 ? "1 \(unit)" : "\(count.grouped) \(unit)s"
      notes.append("\(kind): \(units); the first: \(results.firstErrors[kind] ?? "")")
    }
    return notes
  }
}
