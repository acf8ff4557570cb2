// Reports for programs.

import FoundationEssentials

/// Prints a report as one JSON object on standard output, its keys in order.
func printJSON(_ report: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  printNow(String(decoding: try encoder.encode(report), as: UTF8.self))
}
