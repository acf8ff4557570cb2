// The report as one page that needs nothing beside itself: no script, no font, no picture from
// elsewhere.

import FoundationEssentials
import Sluice

extension LoadReport {
  /// The page, as of now. It is well-formed XML, too.
  func page(at date: Date = Date()) -> String {
    let name = "\(settings.protocol.rawValue) at \(settings.address)"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\("Load of \(name)".escapedForHTML)</title>
      <style>\(Self.pageStyle)</style>
      </head>
      <body>
      <header>
      <p class="kind">sluice load</p>
      <h1>\(name.escapedForHTML)</h1>
      <p class="date">\(date.formatted(.iso8601)) · driver \(results.driver)</p>
      </header>
      <main>
      \(verdict)
      \(tiles)
      \(chartSection("Latency by percentile", percentileChart, note: percentileNote))
      \(chartSection("Throughput", throughputChart, note: "Requests answered in a second."))
      \(chartSection("Latency over time", latencyChart, legend: true))
      \(errorSection)
      <section>
      <h2>Settings</h2>
      \(table(settings.entries.map { ($0.name.asOptionName, "\($0.value)") }))
      </section>
      <section>
      <h2>More figures</h2>
      \(table(figures))
      </section>
      </main>
      </body>
      </html>

      """
  }

  private var percentileNote: String {
    settings.rate == nil
      ? "From the sending of a request to the last byte of its answer."
      : "From the intended start of a request to the last byte of its answer."
  }

  /// One sentence on what to make of it all, where there is something to say.
  private var verdict: String {
    var sentences: [String] = []
    if results.requests == 0 { sentences.append("No request was answered.") }
    let errors = results.errors.values.reduce(0, +)
    if errors > 0 {
      sentences.append("\(errors.grouped) \(errors == 1 ? "error was" : "errors were") counted.")
    }
    if let limit = results.toolLimit { sentences.append("Mind that \(limit).") }
    guard !sentences.isEmpty else { return "" }
    return "<p class=\"verdict\">\(sentences.joined(separator: " ").escapedForHTML)</p>"
  }

  private var tiles: String {
    let latency = results.latencyMicroseconds
    let errors = results.errors.values.reduce(0, +)
    let rows = [
      ("requests/s", Int(results.requestsPerSecond.rounded()).grouped),
      ("p50", Duration.microseconds(latency.p50).short),
      ("p99", Duration.microseconds(latency.p99).short),
      ("p99.9", Duration.microseconds(latency.p999).short),
      ("max", Duration.microseconds(latency.max).short), ("errors", errors.grouped),
    ]
    let tiles = rows.map { name, value in
      let style = name == "errors" && errors > 0 ? " class=\"bad\"" : ""
      return "<div\(style)><dt>\(name)</dt><dd>\(value)</dd></div>"
    }
    return "<dl class=\"tiles\">\(tiles.joined())</dl>"
  }

  private func chartSection(
    _ title: String, _ chart: Chart, note: String = "", legend: Bool = false
  ) -> String {
    let names = chart.curves.map {
      "<span class=\"key \($0.style)\">\($0.name.escapedForHTML)</span>"
    }
    let text = legend ? names.joined(separator: " ") : note.escapedForHTML
    return """
      <section class="chart">
      <h2>\(title)</h2>
      <p>\(text)</p>
      \(chart.svg)
      </section>
      """
  }

  private var errorSection: String {
    guard !results.errors.isEmpty else {
      return "<section><h2>Errors</h2><p>None.</p></section>"
    }
    let rows = results.errors.sorted { $0.key < $1.key }.map { kind, count in
      let unit = results.errorUnits[kind] ?? ""
      return "<tr><th scope=\"row\">\(kind.escapedForHTML)</th>"
        + "<td class=\"count\">\(count.grouped) \(unit)\(count == 1 ? "" : "s")</td>"
        + "<td>\((results.firstErrors[kind] ?? "").escapedForHTML)</td></tr>"
    }
    return """
      <section class="chart">
      <h2>Errors</h2>
      <table class="errors"><tbody>\(rows.joined())</tbody></table>
      \(errorChart.svg)
      </section>
      """
  }

  private func table(_ rows: [(name: String, value: String)]) -> String {
    let rows = rows.map { name, value in
      "<div><dt>\(name.escapedForHTML)</dt><dd>\(value.escapedForHTML)</dd></div>"
    }
    return "<dl class=\"list\">\(rows.joined())</dl>"
  }

  private var figures: [(name: String, value: String)] {
    let time = results.connections.microseconds
    var figures = [
      ("requests answered", results.requests.grouped),
      ("without an answer", results.unanswered.grouped),
      ("seconds", results.seconds.formatted(2)), ("bytes received", results.bytes.grouped),
      ("connections opened", results.connections.opened.grouped),
      ("connecting, p50", Duration.microseconds(time.p50).short),
      ("connecting, max", Duration.microseconds(time.max).short),
      (
        "CPU of the tool",
        "\(Duration.microseconds(results.clientCPUMicrosecondsPerRequest).short) a request"
      ),
      (
        "busy loops",
        results.clientCPUShares.map { "\(($0 * 100).formatted(0)) %" }.joined(separator: ", ")
      ),
    ]
    if let delay = results.startDelayMicroseconds {
      figures.append(("late starts by the tool, p99", Duration.microseconds(delay.p99).short))
    }
    if results.resent > 0 { figures.append(("sent once more", results.resent.grouped)) }
    return figures + results.counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.grouped) }
  }
}
