// Texts recoded by the command, against glibc's iconv and the endings put in by hand.

import Foundation
import Sluice
import TestSupport
import Testing

@Suite struct RecodeTests {
  /// One way to recode, as on the command line.
  struct Route: Sendable, CustomTestStringConvertible {
    let from: String
    let to: String
    var testDescription: String { "\(from) \(to)" }

    static let encodings = ["utf-8", "latin-1", "us-ascii", "utf-16le", "utf-16be"]
    static let endings = ["lf": "\n", "crlf": "\r\n", "cr": "\r"]

    static let all = encodings.flatMap { from in encodings.map { Route(from: from, to: $0) } }

    /// The widest text that both encodings carry.
    var text: String {
      let ascii = "plain text, of several words"
      let latin = "Grüße à l'hôtel, ½ ÿ"
      // Some of these have the bytes 0x0A and 0x0D in their units of UTF-16.
      let all = "日本語 Москва \u{0A0A}\u{0D0D}\u{0A0D} שלום 🌊 \u{10FFFF}"
      let pair = [from, to]
      let parts =
        pair.contains("us-ascii")
        ? [ascii] : pair.contains("latin-1") ? [ascii, latin] : [ascii, latin, all]
      // Lines of every length around the buffers, some empty, and one without an ending.
      let lines = [0, 1, 2, 3, 6, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65].map { length in
        String(parts.joined(separator: " ").prefix(length))
      }
      return (lines + parts + ["", "end"]).joined(separator: "\n")
    }
  }

  @Test(arguments: Route.all, [1, 2, 3, 7, 64, 4096])
  func `every pair of formats is recoded as iconv does it`(
    route: Route, bufferSize: Int
  ) async throws {
    for (fromName, fromEnding) in Route.endings {
      // Each ending of the target is met with each of the source over the sizes of buffers.
      let names = Route.endings.keys.sorted()
      let toName = names[(names.firstIndex(of: fromName)! + bufferSize) % names.count]
      let source = try iconv(route.text, ending: fromEnding, to: route.from)
      let target = try iconv(route.text, ending: Route.endings[toName]!, to: route.to)
      let run = try CommandRun(
        [
          "recode", "\(route.from),\(fromName)", "\(route.to),\(toName)", "--buffer-size",
          "\(bufferSize)",
        ], input: source)
      #expect(try await run.status() == 0, "\(run.errors)")
      #expect(run.outputBytes == target, "\(fromName) to \(toName)")
    }
  }

  @Test func `a text larger than every buffer goes through`() async throws {
    let text = String(repeating: "\(Route(from: "utf-8", to: "utf-8").text)\n", count: 200)
    let run = try CommandRun(
      ["recode", "utf-8,lf", "utf-16,crlf"], input: Array(text.utf8))
    #expect(try await run.status() == 0, "\(run.errors)")
    #expect(run.outputBytes == [0xFE, 0xFF] + (try iconv(text, ending: "\r\n", to: "utf-16be")))
  }

  @Test(arguments: [
    ("utf-8", "latin-1", "a€\n", "character 1 of the text, U+20AC, cannot be encoded in latin-1"),
    ("us-ascii", "utf-8", "é\n", "invalid us-ascii at byte 0 of the stream: C3"),
    ("utf-8,crlf-strict", "utf-8", "ab\n", "line feed without carriage return at byte 2"),
  ])
  func `bad text ends it with an error that says where`(
    from: String, to: String, text: String, message: String
  ) async throws {
    let run = try CommandRun(["recode", from, to], input: Array(text.utf8))
    #expect(try await run.status() == 1)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func `bad text is replaced where the policy says so`() async throws {
    let run = try CommandRun(
      ["recode", "utf-8,lf,replace", "latin-1,crlf,replace=_"],
      input: Array("a€".utf8) + [0xFF] + Array("\n".utf8))
    #expect(try await run.status() == 0, "\(run.errors)")
    #expect(run.output == "a__\r\n")
  }

  @Test(arguments: [
    ("nonsense", "known are utf-8, latin-1, us-ascii, utf-16, utf-16le, utf-16be"),
    ("utf-8,nonsense", "known are crlf, crlf-strict, lf, cr"),
  ])
  func `an unknown name names the known ones`(format: String, message: String) async throws {
    let run = try CommandRun(["recode", format, "utf-8"])
    #expect(try await run.status() == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  /// The text with that ending for "\n", through glibc's iconv.
  private func iconv(_ text: String, ending: String, to encoding: String) throws -> [UInt8] {
    let text = text.replacingOccurrences(of: "\n", with: ending)
    let process = try ChildProcess.run(
      "iconv", ["-f", "utf-8", "-t", encoding == "latin-1" ? "iso-8859-1" : encoding],
      input: Array(text.utf8))
    try #require(process.wait() == .exited(0), "iconv does not know \(encoding)")
    return process.outputBytes
  }
}
