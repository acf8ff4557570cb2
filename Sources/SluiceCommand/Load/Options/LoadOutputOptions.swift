// What a run of the load leaves behind.

import ArgumentParser

struct LoadOutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(
    defaultAsFlag: "-",
    help: ArgumentHelp(
      "Write the percentiles of HdrHistogram, in milliseconds, to a file or behind the report.",
      valueName: "file"))
  var hdr: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with curves and settings, which needs nothing beside itself.",
      valueName: "file"))
  var report: String?

  @Flag(help: "Tell on standard error how it goes, though that is no terminal.")
  var progress = false

  func validate() throws {
    guard !(json && hdr == "-") else {
      throw ValidationError("--hdr needs a file with --json")
    }
    guard report ?? "x" != "", hdr ?? "x" != "" else {
      throw ValidationError("--report and --hdr need the name of a file")
    }
  }
}
