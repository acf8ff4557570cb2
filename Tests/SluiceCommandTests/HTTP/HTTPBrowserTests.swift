// A browser, where there is one: it finds pages, styles, scripts and pictures at `sluice serve http`, and
// the report of a load reads well in it, on a telephone as on a desk.

import Foundation
import Sluice
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPBrowserTests {
  private static let home = """
    <!DOCTYPE html><link rel="stylesheet" href="style.css"><img id="picture" src="picture.svg">
    <p id="told"></p><script src="script.js"></script>
    """

  private static let script = """
    onload = async () => {
      const found = await fetch("data.json"), missing = await fetch("nothing");
      const words = [(await found.json()).word, found.headers.get("content-type"), missing.status,
        getComputedStyle(told).color, picture.naturalWidth];
      told.textContent = words.join(" | ");
    };
    """

  /// Shows the report at those widths, and says how wide what it shows is.
  private static let frames = """
    <!DOCTYPE html><p id="told"></p>
    <iframe src="report.html" width="390" height="800" frameborder="0"></iframe>
    <iframe src="report.html" width="1280" height="800" frameborder="0"></iframe>
    <script>
      onload = () => {
        told.textContent = Array.from(document.querySelectorAll("iframe"), (frame) => {
          const page = frame.contentDocument;
          const shown = Array.from(page.querySelectorAll("svg"))
            .filter((picture) => picture.getBoundingClientRect().width > 0).length;
          return page.scrollingElement.scrollWidth + " " + shown;
        }).join(" | ");
      };
    </script>
    """

  @Test func `A browser gets what a page needs`() async throws {
    let told = try await visit([
      "index.html": Self.home, "script.js": Self.script, "data.json": "{\"word\": \"sluice\"}",
      "style.css": "#told { color: rgb(1, 2, 3) }",
      "picture.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"7\" height=\"5\"/>",
    ])
    #expect(told == "sluice | application/json | 404 | rgb(1, 2, 3) | 7")
  }

  @Test func `The report of a load fits a telephone and a desk`() async throws {
    let folder = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let server = try await CommandServer(["ping"])
    defer { server.end() }
    let load = try CommandRun([
      "load", "ping", "--connect", "\(server.address)", "--requests", "300", "--report",
      folder + "/report.html",
    ])
    _ = try await load.status()
    let report = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
    let told = try await visit(["index.html": Self.frames, "report.html": report])
    let seen = told.split(separator: "|").map { part in part.split(separator: " ").map { Int($0) } }
    try #require(seen.count == 2 && seen.allSatisfy { $0.count == 2 }, "\(told)")
    // Nothing is cut off at the right, and there are pictures to look at.
    #expect(seen[0][0] == 390, "\(told)")
    #expect(seen[1][0] == 1280, "\(told)")
    #expect(seen.allSatisfy { $0[1] == 3 }, "\(told)")
  }

  /// Serves those files to a browser, and returns what its script has told.
  private func visit(_ files: [String: String]) async throws -> String {
    let folder = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder + "/site", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in files {
      try text.write(toFile: folder + "/site/" + name, atomically: false, encoding: .utf8)
    }
    let server = try await CommandServer(["http", "--directory", folder + "/site"])
    defer { server.end() }
    let address = "http://\(server.address)/"
    let found = try await EventLoopGroup.default.blocking { () throws -> String? in
      try Self.browse(address, profile: folder + "/profile")
    }
    // A test is cancelled by its own task only.
    guard let page = found else { try Test.cancel("there is no chromium to be run") }
    let start = try #require(page.range(of: "<p id=\"told\">"), "\(page)")
    let end = try #require(page.range(of: "</p>", range: start.upperBound..<page.endIndex))
    return String(page[start.upperBound..<end.lowerBound])
  }

  /// What the page has become when its scripts have run, by a browser that goes nowhere else; nil where
  /// there is none.
  private static func browse(_ address: String, profile: String) throws -> String? {
    let options = [
      "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
      "--disable-background-networking",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir=\(profile)",
      "--virtual-time-budget=20000", "--dump-dom", address,
    ]
    guard let child = try? ChildProcess.run("chromium", options) else { return nil }
    let end = child.wait()
    try #require(end == .exited(0), "\(end): \(child.errors)")
    return child.output
  }
}
