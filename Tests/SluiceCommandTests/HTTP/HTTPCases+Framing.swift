// Where a request ends: what smugglers of requests live on.

extension HTTPCases {
  private static func post(_ fields: String, _ body: String) -> String {
    "POST /hello.txt HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
  }

  /// To GET, which nginx answers when it has seen the body; POST it refuses before.
  private static func get(_ fields: String, _ body: String) -> String {
    "GET /hello.txt HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
  }

  private static func chunked(_ body: String, fields: String = "") -> String {
    get(fields + "Transfer-Encoding: chunked", body)
  }

  static let framing: [HTTPCase] = [
    HTTPCase("a body", post("Content-Length: 5", "hello"), "405 on"),
    HTTPCase("a body of nothing", post("Content-Length: 0", ""), "405 on"),
    HTTPCase(
      "a body that is a request", post("Content-Length: 18", "GET / HTTP/1.1\r\n\r\n"), "405 on"),
    HTTPCase("a body to GET", request("/hello.txt", "Content-Length: 5") + "hello", "200 on"),
    HTTPCase("a body to a text", request("/plaintext", "Content-Length: 5") + "hello", "200 on"),
    HTTPCase("a body to nothing", request("/nothing", "Content-Length: 5") + "hello", "404 on"),
    HTTPCase("a length with zeros", post("Content-Length: 0005", "hello"), "405 on"),
    HTTPCase("a length with blanks", post("Content-Length:  5 ", "hello"), "405 on"),
    HTTPCase("two lengths", post("Content-Length: 5\r\nContent-Length: 6", "hello"), "400 end"),
    HTTPCase(
      "one length twice", post("Content-Length: 5\r\nContent-Length: 5", "hello"), "400 end"),
    HTTPCase("a list of lengths", post("Content-Length: 5, 5", "hello"), "400 end"),
    HTTPCase("a length with a plus", post("Content-Length: +5", "hello"), "400 end"),
    HTTPCase("a length below zero", post("Content-Length: -5", "hello"), "400 end"),
    HTTPCase("a hexadecimal length", post("Content-Length: 0x5", "hello"), "400 end"),
    HTTPCase("a length with a fraction", post("Content-Length: 5.0", "hello"), "400 end"),
    HTTPCase("a length of nothing", post("Content-Length:", "hello"), "400 end"),
    HTTPCase("a length of words", post("Content-Length: five", "hello"), "400 end"),
    HTTPCase(
      "a length that does not fit", post("Content-Length: 99999999999999999999", "hello"), "400 end"
    ),
    HTTPCase("a length too large", post("Content-Length: 1048577", "hello"), "413 end"),
    HTTPCase(
      "chunks to POST", post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"), "405 on"),
    HTTPCase("chunks", chunked("5\r\nhello\r\n0\r\n\r\n"), "200 on"),
    HTTPCase(
      "chunks to GET", request("/", "Transfer-Encoding: chunked") + "1\r\na\r\n0\r\n\r\n", "200 on"),
    HTTPCase("no chunks", chunked("0\r\n\r\n"), "200 on"),
    HTTPCase(
      "several chunks", chunked("1\r\na\r\n0A\r\n0123456789\r\n2\r\nbc\r\n0\r\n\r\n"), "200 on"),
    HTTPCase(
      "a chunk that is a request", chunked("10\r\nGET / HTTP/1.1\r\n\r\n0\r\n\r\n"), "200 on"),
    HTTPCase("a chunk with an extension", chunked("5;a=b\r\nhello\r\n0;c\r\n\r\n"), "200 on"),
    HTTPCase("a coding in capitals", get("Transfer-Encoding: CHUNKED", "0\r\n\r\n"), "200 on"),
    HTTPCase("a trailer", chunked("1\r\na\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"), "200 on"),
    HTTPCase(
      "a trailer that is none", chunked("1\r\na\r\n0\r\nno field\r\n\r\n"), "400 end",
      nginx: .answers("200 on", "what stands behind a body is checked as what stands before it")),
    HTTPCase("a chunk's size that is none", chunked("x\r\nhello\r\n0\r\n\r\n"), "400 end"),
    HTTPCase("a chunk's size of nothing", chunked("\r\nhello\r\n0\r\n\r\n"), "400 end"),
    HTTPCase("a chunk's size with a sign", chunked("+5\r\nhello\r\n0\r\n\r\n"), "400 end"),
    HTTPCase("a chunk's size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), "400 end"),
    HTTPCase(
      "a chunk's size that overflows", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), "400 end"
    ),
    HTTPCase(
      "a chunk too large", chunked("100001\r\nhello\r\n0\r\n\r\n"), "413 end",
      nginx: .answers("200 end", "the limit of a body is one, however it comes")),
    HTTPCase("a chunk that is longer", chunked("5\r\nhello!\r\n0\r\n\r\n"), "400 end"),
    HTTPCase(
      "a chunk that is shorter", chunked("5\r\nhell\r\n0\r\n\r\n"), "400 end",
      nginx: feeds),
    HTTPCase(
      "a chunk with a line feed alone", chunked("5\nhello\r\n0\r\n\r\n"), "400 end", nginx: feeds),
    HTTPCase(
      "a chunk ended by a line feed alone", chunked("5\r\nhello\n0\r\n\r\n"), "400 end",
      nginx: feeds),
    HTTPCase(
      "chunks ended by a line feed alone", chunked("5\r\nhello\r\n0\r\n\n"), "400 end", nginx: feeds
    ),
    HTTPCase(
      "a return alone in an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), "400 end"),
    HTTPCase(
      "a length and chunks", chunked("0\r\n\r\n", fields: "Content-Length: 5\r\n"), "400 end"),
    HTTPCase(
      "chunks and a length",
      get("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"), "400 end"),
    HTTPCase(
      "chunks twice", chunked("0\r\n\r\n", fields: "Transfer-Encoding: chunked\r\n"), "400 end"),
    HTTPCase("a coding that is unknown", get("Transfer-Encoding: gzip", "hello"), "501 end"),
    HTTPCase("two codings", get("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), "501 end"),
    HTTPCase(
      "chunks in chunks", get("Transfer-Encoding: chunked, chunked", "0\r\n\r\n"), "501 end"),
    HTTPCase("no coding by name", get("Transfer-Encoding: identity", ""), "501 end"),
    HTTPCase("chunks in quotes", get("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"), "501 end"),
    HTTPCase("a coding of nothing", get("Transfer-Encoding:", "0\r\n\r\n"), "501 end"),
    HTTPCase(
      "a coding with a control", get("Transfer-Encoding: \u{b}chunked", "0\r\n\r\n"), "400 end",
      nginx: .answers(
        "501 end", "the line is no field: whether the coding is known does not matter")),
    HTTPCase(
      "a coding with a blank before the colon", get("Transfer-Encoding : chunked", "0\r\n\r\n"),
      "400 end"),
    HTTPCase(
      "a folded coding", get("X: a\r\n Transfer-Encoding: chunked", "0\r\n\r\n"), "400 end"),
    HTTPCase(
      "chunks in HTTP/1.0",
      "POST /hello.txt HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 end"),
    HTTPCase(
      "a body in HTTP/1.0", "GET /hello.txt HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", "200 end"),
  ]

  private static let feeds = HTTPCase.Difference.answers(
    "200 on", "a line ends with CR LF, within a body too")
}
