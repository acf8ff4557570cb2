// The request line, and the ends of lines.

extension HTTPCases {
  static let lines: [HTTPCase] = [
    HTTPCase("POST", request("/hello.txt", method: "POST"), "405 on"),
    HTTPCase("PUT", request("/hello.txt", method: "PUT"), "405 on"),
    HTTPCase("DELETE", request("/hello.txt", method: "DELETE"), "405 on"),
    HTTPCase("PATCH", request("/hello.txt", method: "PATCH"), "405 on"),
    HTTPCase("OPTIONS", request("/hello.txt", method: "OPTIONS"), "405 on"),
    HTTPCase(
      "TRACE", request("/hello.txt", method: "TRACE"), "405 on",
      nginx: .answers("405 end", "the request was read to its end: the next one is one")),
    HTTPCase(
      "CONNECT", request("localhost:80", method: "CONNECT"), "405 on",
      nginx: .answers("400 end", "an authority is the target of CONNECT: RFC 9112, section 3.2.3")),
    HTTPCase(
      "OPTIONS of the server", request("*", method: "OPTIONS"), "405 on",
      nginx: .answers("400 end", "the asterisk is a target of OPTIONS: RFC 9112, section 3.2.4")),
    HTTPCase(
      "an unknown method", request("/hello.txt", method: "BREW"), "501 end",
      nginx: .answers("405 on", "405 is for methods that are known: RFC 9110, section 9.1")),
    HTTPCase(
      "a method in small letters", request("/hello.txt", method: "get"), "501 end",
      nginx: .answers("400 end", "it is a method, though an unknown one")),
    HTTPCase("a method that is none", request("/hello.txt", method: "GE(T"), "400 end"),
    HTTPCase("a method with a control", request("/hello.txt", method: "G\u{1}T"), "400 end"),
    HTTPCase("no method", " /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n", "400 end"),
    HTTPCase("no target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", "400 end"),
    HTTPCase("a target alone", "/hello.txt\r\nHost: a\r\n\r\n", "400 end"),
    HTTPCase("one word", "GET\r\nHost: a\r\n\r\n", "400 end"),
    HTTPCase("words", "once upon a time\r\n\r\n", "400 end"),
    HTTPCase(
      "a greeting of TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{7f}\u{3}\u{3}\r\n\r\n", "400 end"),
    HTTPCase(
      "HTTP/0.9", "GET /hello.txt\r\n\r\n", "400 end",
      nginx: .answers("bare", "an answer without a status line is no answer")),
    HTTPCase("HTTP/1.0", "GET /hello.txt HTTP/1.0\r\n\r\n", "200 end"),
    HTTPCase("HTTP/1.2", request("/hello.txt", version: "HTTP/1.2"), "200 on"),
    HTTPCase("HTTP/0.9 by its name", request("/hello.txt", version: "HTTP/0.9"), "400 end"),
    HTTPCase("HTTP/2.0", request("/hello.txt", version: "HTTP/2.0"), "505 end"),
    HTTPCase("HTTP/2", request("/hello.txt", version: "HTTP/2"), "505 end"),
    HTTPCase("HTTP/3.0", request("/hello.txt", version: "HTTP/3.0"), "505 end"),
    HTTPCase(
      "HTTP/1.10", request("/hello.txt", version: "HTTP/1.10"), "400 end",
      nginx: .answers("200 on", "a version has one digit on either side: RFC 9112, section 2.3")),
    HTTPCase("HTTP/1", request("/hello.txt", version: "HTTP/1"), "400 end"),
    HTTPCase("HTTP/1.", request("/hello.txt", version: "HTTP/1."), "400 end"),
    HTTPCase("HTTP/1.x", request("/hello.txt", version: "HTTP/1.x"), "400 end"),
    HTTPCase("http/1.1", request("/hello.txt", version: "http/1.1"), "400 end"),
    HTTPCase("another protocol", request("/hello.txt", version: "RTSP/1.0"), "400 end"),
    HTTPCase(
      "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 end",
      nginx: .answers("400 end", "the version is what we lack: the client learns to fall back")),
    HTTPCase(
      "two blanks", "GET  /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n", "400 end", nginx: blanks),
    HTTPCase(
      "two blanks before the version", "GET /hello.txt  HTTP/1.1\r\nHost: a\r\n\r\n", "400 end",
      nginx: blanks),
    HTTPCase(
      "a blank behind the version", "GET /hello.txt HTTP/1.1 \r\nHost: a\r\n\r\n", "400 end",
      nginx: blanks),
    HTTPCase("a tab for a blank", "GET\t/hello.txt HTTP/1.1\r\nHost: a\r\n\r\n", "400 end"),
    HTTPCase("a blank in the target", request("/a b.txt"), "400 end"),
    HTTPCase("a control in the target", request("/hello\u{1}.txt"), "400 end"),
    HTTPCase("a delete in the target", request("/hello\u{7f}.txt"), "400 end"),
    HTTPCase("an empty line before", "\r\n" + request("/hello.txt"), "200 on"),
    HTTPCase("empty lines before", "\r\n\r\n\r\n" + request("/hello.txt"), "200 on"),
    HTTPCase(
      "a line feed alone behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", "400 end",
      nginx: feeds),
    HTTPCase(
      "line feeds alone", "GET / HTTP/1.1\nHost: a\n\n", "400 end", nginx: feeds),
    HTTPCase(
      "a line feed alone behind a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", "400 end", nginx: feeds
    ),
    HTTPCase(
      "a line feed alone at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", "400 end", nginx: feeds),
    HTTPCase(
      "a return alone in the request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", "400 end"),
    HTTPCase(
      "a return alone behind the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", "400 end"),
    HTTPCase("two returns", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "400 end"),
    HTTPCase(
      "a return alone in a field", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", "400 end"),
  ]

  private static let blanks = HTTPCase.Difference.answers(
    "200 on", "exactly one blank parts the words: who is lenient reads other targets than his proxy"
  )
  private static let feeds = HTTPCase.Difference.answers(
    "200 on", "a line ends with CR LF: who ends it elsewhere sees other requests than his proxy")
}
