// The doctor's report for people: rows, advice, and a paragraph, within 80 columns.

extension DoctorReport {
  var text: String {
    var rows = [("driver", driver ?? "none"), ("reason", reason), ("kernel", limits.kernel)]
    if let ring {
      rows += [
        ("ring flags", list(ring.flags)), ("  missing", list(ring.missingFlags)),
        ("ring features", list(ring.features)), ("  missing", list(ring.missingFeatures)),
        ("ring queues", "\(ring.submissionEntries) and \(ring.completionEntries) entries"),
      ]
    }
    rows += [
      ("open files", "\(limits.openFiles), at most \(limits.openFilesMaximum)"),
      ("locked memory", "\(limits.lockedMemory), at most \(limits.lockedMemoryMaximum)"),
      ("somaxconn", limits.somaxconn),
      ("io_uring_disabled", limits.ioUringDisabled ?? "the kernel has no such switch"),
    ]
    let table = rows.map { wrapped($1, first: $0.padded(to: 19), rest: "".padded(to: 19)) }
    let changes =
      advice.isEmpty
      ? ["Nothing needs to be changed."]
      : ["What to change:"] + advice.map { wrapped($0, first: "- ", rest: "  ") }
    let paragraph = ["Which tasks stay on the loop:", wrapped(tasks, first: "", rest: "")]
    return (table + [""] + changes + [""] + paragraph).joined(separator: "\n")
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: " ")
  }

  /// Breaks `text` at blanks. A word that is longer than a line has one of its own.
  private func wrapped(_ text: String, first: String, rest: String) -> String {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > 80 {
        lines.append(line)
        line = rest + word
      } else {
        line += (isEmpty ? "" : " ") + word
      }
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
