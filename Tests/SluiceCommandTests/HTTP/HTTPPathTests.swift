// Names that targets come to: never a way out.

import TestSupport
import Testing

@testable import SluiceCommand

@Suite struct HTTPPathTests {
  @Test(arguments: [
    ("/", ""),
    ("/a", "a"),
    ("/a/", "a/"),
    ("//a//b//", "a/b/"),
    ("/a/./b/.", "a/b/"),
    ("/a/../b", "b"),
    ("/a/..", ""),
    ("/a/b/..", "a/"),
    ("/a/b/../", "a/"),
    ("/a%2fb", "a/b"),
    ("/%61?/../..", "a"),
    ("/..a/a../...", "..a/a../..."),
    ("/a\\..\\b", "a\\..\\b"),
  ])
  func `A target is a name`(target: String, name: String) throws {
    let path = try HTTPServer.Path(Array(target.utf8))
    #expect(String(decoding: path.bytes, as: UTF8.self) == name)
  }

  @Test(arguments: [
    "/..", "/../a", "/a/../..", "/%2e%2e", "/a/%2e%2e/%2e%2e/b", "/..%2fa", "/%00", "/a%00b", "/%",
    "/%2",
    "/%2x", "/%x2", "/%%", "/%+1",
  ])
  func `A target that leads out, or is none, is refused`(target: String) {
    #expect(throws: HTTPServer.Refusal.malformed) { try HTTPServer.Path(Array(target.utf8)) }
  }

  @Test func `No name leads out, whatever is asked for`() {
    var generator = Seeds.generator()
    let pieces = ["/", "..", ".", "a", "%2e", "%2f", "%2E%2e", "\\", "%5c", "?", "%00", "%"]
    var resolved = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...8, using: &generator)
      let target = "/" + (0..<count).map { _ in pieces.randomElement(using: &generator)! }.joined()
      guard let path = try? HTTPServer.Path(Array(target.utf8)) else { continue }
      resolved += 1
      let name = String(decoding: path.bytes, as: UTF8.self)
      let isSafe =
        !name.hasPrefix("/") && !path.bytes.contains(0)
        && name.split(separator: "/").allSatisfy { $0 != ".." && $0 != "." }
      #expect(isSafe, "\(target) is \(name); \(Seeds.note)")
    }
    #expect(resolved > 1000)
  }
}
