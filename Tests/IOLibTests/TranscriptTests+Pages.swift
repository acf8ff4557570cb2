// Whether what the pages show is what the transcripts run.
//
// A line `a  // → b` of a page is `#expect(a == b)` in the test; every other line is the same. White
// space does not count: lines break elsewhere.

import Foundation
import Testing

extension TranscriptTests {
  @Test(arguments: [
    ("Sources/IOLib/Documentation.docc/IOLib.md", ""),
    ("Sources/IOLib/Documentation.docc/Transcripts.md", ""),
    ("README.md", "## Blocking code"),
  ])
  func `Every block of a page is run`(page: String, section: String) throws {
    let tests = squeezed(try text(of: "Tests/IOLibTests/TranscriptTests.swift"))
    let blocks = try swiftBlocks(in: text(of: page), section: section)
    #expect(!blocks.isEmpty, "\(page) has no code")
    for block in blocks {
      let code = block.filter { !$0.hasPrefix("import ") }.map(asserted)
      #expect(
        tests.contains(squeezed(code.joined())), "\(page) has a block that no test runs:\n\(block)")
    }
  }

  @Test func `Every transcript is on the page`() throws {
    let page = try text(of: "Sources/IOLib/Documentation.docc/Transcripts.md")
    let blocks = swiftBlocks(in: page, section: "")
    let titles = page.split(separator: "\n").filter { $0.hasPrefix("### ") }
    let tests = try text(of: "Tests/IOLibTests/TranscriptTests.swift")
    for title in titles {
      #expect(tests.contains("func `\(title.dropFirst(4))`("), "no test is called \(title)")
    }
    #expect(titles.count == blocks.count)
    // One more: the first example, which is on other pages.
    #expect(tests.split(separator: "func `").count - 1 == blocks.count + 1)
  }

  /// The lines of the blocks of Swift code behind a heading, up to the next one of its level.
  private func swiftBlocks(in text: String, section: String) -> [[String]] {
    var blocks: [[String]] = []
    var block: [String]?
    var isInside = section.isEmpty
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let lines = block {
        if line == "```" { blocks.append(lines) }
        block = line == "```" ? nil : lines + [line]
      } else if line == "```swift" {
        if isInside { block = [] }
      } else if !section.isEmpty, line.hasPrefix("## ") {
        isInside = line == section
      }
    }
    return blocks
  }

  /// A line as the test has it.
  private func asserted(_ line: String) -> String {
    guard let mark = line.range(of: "// → ") else { return line }
    return "#expect(\(line[..<mark.lowerBound]) == \(line[mark.upperBound...]))"
  }

  private func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  private func text(of path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOfFile: root.path + "/" + path, encoding: .utf8)
  }
}
