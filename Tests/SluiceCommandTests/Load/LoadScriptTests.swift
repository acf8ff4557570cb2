// Scripts: how they are read, and how answers are held against them.

import Testing

@testable import SluiceCommand

@Suite struct LoadScriptTests {
  @Test func `Requests, literal answers and lines that begin so`() throws {
    let script = try LoadScript(
      parsing: """
        # two steps
        > GET / HTTP/1.1\\r\\n
        > \\r\\n
        < a\\\\b\\x00\\t\\n
        ~ Date:\u{20}

        > äö
        < ok\\0
        """)
    #expect(
      script.steps == [
        .init(
          line: 2, request: Array("GET / HTTP/1.1\r\n\r\n".utf8),
          answer: [.literal(Array("a\\b\0\t\n".utf8)), .line(prefix: Array("Date: ".utf8))]),
        .init(line: 7, request: Array("äö".utf8), answer: [.literal(Array("ok\0".utf8))]),
      ])
  }

  @Test(arguments: [
    ("", 1, "no request"),
    ("# only this\n", 2, "no request"),
    ("< a", 1, "an answer before any request"),
    ("> a", 1, "a request without an answer"),
    ("> a\n< b\n> c\n", 3, "a request without an answer"),
    ("> a\n\n> b\n< c\n", 1, "a request without an answer"),
    ("> a\n< b\n> c\r\n\r\n# d\n> e\n< f\n", 3, "a request without an answer"),
    ("> a\nb", 2, "a line begins with >, <, ~ or #"),
    ("> a\n<b", 2, "no blank behind the sign"),
    ("> ", 1, "nothing behind the sign"),
    ("> a\n< ", 2, "nothing behind the sign"),
    ("> a\\", 1, "a line ends with a single \\"),
    ("> a\n< \\q", 2, "an unknown escape: \\q"),
    ("> \\x4", 1, "\\x without two hexadecimal digits"),
    ("> \\xg0", 1, "\\x without two hexadecimal digits"),
  ])
  func `What is wrong is named with its line`(text: String, line: Int, reason: String) {
    #expect(throws: LoadScript.ParseError(line: line, reason: reason)) {
      try LoadScript(parsing: text)
    }
  }

  @Test func `Only between two requests a blank line says anything`() throws {
    let script = try LoadScript(parsing: "\n> a\n# b\n> c\n\n< d\n\n< e\n\n\n> f\n< g\n\n")
    #expect(script.steps.map(\.request) == [Array("ac".utf8), Array("f".utf8)])
    #expect(script.steps.map(\.answer.count) == [2, 1])
  }

  private static let text = "> a\n< +OK\\r\\n\n> b\n~ v=\n< end\n> c\n~ \n"

  private func fed(_ answers: String, verifies: Bool = true) throws -> Set<String> {
    let script = try LoadScript(parsing: Self.text)
    return Set(
      cuts(of: answers).map { pieces in
        var replies = ScriptReplies(script.steps, verifies: verifies)
        return "\(replies.fed(pieces, limit: 4))"
      })
  }

  @Test(arguments: [
    ("+OK\r\nv=1\r\nendwhatever\n+OK\r\n", FedReplies(replies: 4)),
    ("+OK\r\nv=\nend\n+OK\r", FedReplies(replies: 3)),
    ("+NO\r\n", FedReplies(failure: "mismatch")),
  ])
  func `Answers, wherever they are cut`(answers: String, expected: FedReplies) throws {
    #expect(try fed(answers) == ["\(expected)"])
  }

  @Test(arguments: ["+OK\r\nw=1\r\n", "+OK\r\nv\n", "+OK\r\nv=1\nenD"])
  func `A wrong part is a mismatch`(answers: String) throws {
    // How much was counted before depends on the cut.
    for result in try fed(answers) { #expect(result.contains("mismatch"), "\(result)") }
  }

  @Test func `Without a check lengths and line ends count`() throws {
    #expect(
      try fed("?????x\nxyz\n?????", verifies: false) == ["\(FedReplies(replies: 4))"])
  }
}
