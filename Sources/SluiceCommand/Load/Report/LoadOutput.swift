// Writes the report where it is wanted.

import ArgumentParser

extension LoadOutputOptions {
  /// Prints the report and writes its files. A file that cannot be written is a failure.
  func write(_ report: LoadReport) throws {
    if json {
      try printJSON(report)
    } else {
      printNow(report.text)
    }
    if hdr == "-" { printNow("\n" + report.percentileText, terminator: "") }
    if let hdr, hdr != "-" { try write(report.percentileText, to: hdr, for: "--hdr") }
    if let path = self.report { try write(report.page(), to: path, for: "--report") }
  }

  private func write(_ text: String, to path: String, for option: String) throws {
    guard writeFile(text, to: path) else {
      printError("sluice: \(option): \(path) cannot be written")
      throw ExitCode.failure
    }
  }
}
