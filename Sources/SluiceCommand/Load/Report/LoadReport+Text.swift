// The report of the load for people: a row of figures, and below it what they mean.

import Sluice

extension LoadReport {
  var text: String {
    let heads = ["requests/s", "p50", "p90", "p99", "p99.9", "max", "CPU/request", "errors"]
    let latency = results.latencyMicroseconds
    // Where there is no answer there is no time.
    func short(_ microseconds: Double) -> String {
      results.requests > 0 ? self.short(microseconds) : "–"
    }
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

  /// What was done, on one line.
  var title: String {
    let size = settings.size.map { ", \($0) bytes" } ?? ""
    let loops = settings.loops == 1 ? "1 loop" : "\(settings.loops) loops"
    let rate =
      settings.rate.map {
        ", \(LoadSettingValue.number($0, "requests/s")) (\(settings.arrivals.rawValue) arrivals)"
      } ?? ""
    let phase = settings.isFilling ? " --fill" : ""
    return "\(settings.protocol.rawValue)\(phase) at \(settings.address): \(settings.connections) "
      + "connections, \(settings.pipeline) at once\(size)\(rate) (driver \(results.driver), "
      + "\(loops))"
  }

  /// Sentences below the table.
  var notes: [String] {
    var notes = [
      "\(results.requests.grouped) requests answered in \(results.seconds.formatted(2)) s, "
        + "\(results.bytes.grouped) bytes \(settings.verifies ? "checked" : "received, unchecked").",
      "Calls of the kernel by the loops: \(results.connectEnters) to connect, "
        + "\(results.enters.grouped) for \(results.submissions.grouped) operations under load.",
    ]
    if results.connections.opened > settings.connections {
      let time = results.connections.microseconds
      notes.append(
        "\(results.connections.opened.grouped) connections opened: p50 \(short(time.p50)), "
          + "p99 \(short(time.p99)), max \(short(time.max)).")
    }
    if let delay = results.startDelayMicroseconds {
      notes.append(
        "Latencies count from the intended start. The tool itself sent late by p50 "
          + "\(short(delay.p50)), p99 \(short(delay.p99)), max \(short(delay.max)).")
    }
    for (name, count) in results.counts.sorted(by: { $0.key < $1.key }) {
      notes.append("\(name): \(count.grouped)")
    }
    return notes + warnings
  }

  /// What went wrong, and what to make of the figures.
  private var warnings: [String] {
    var notes: [String] = []
    if settings.isFilling, !isGood {
      notes.append("The keys could not be set, so that the load was not begun.")
    }
    if let limit = results.toolLimit { notes.append("Mind that \(limit).") }
    if results.resent > 0 {
      notes.append(
        "\(results.resent.grouped) requests were sent once more: the server had ended their "
          + "connection, with notice.")
    }
    if results.unanswered > 0 {
      notes.append(
        "\(results.unanswered.grouped) requests got no answer; they are in no latency.")
    }
    for (kind, count) in results.errors.sorted(by: { $0.key < $1.key }) {
      let unit = results.errorUnits[kind] ?? "connection"
      let units = count == 1 ? "1 \(unit)" : "\(count.grouped) \(unit)s"
      notes.append("\(kind): \(units); the first: \(results.firstErrors[kind] ?? "")")
    }
    return notes
  }
}
