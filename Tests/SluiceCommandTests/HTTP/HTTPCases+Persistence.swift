// Whether the connection goes on, what is conditional, and how much is too much.

extension HTTPCases {
  private static func old(_ fields: String, _ target: String = "/hello.txt") -> String {
    "GET \(target) HTTP/1.0\r\n\(fields)\r\n\r\n"
  }

  static let persistence: [HTTPCase] = [
    HTTPCase("close", request("/hello.txt", "Connection: close"), "200 end"),
    HTTPCase("close a text", request("/plaintext", "Connection: close"), "200 end"),
    HTTPCase("close nothing", request("/nothing", "Connection: close"), "404 end"),
    HTTPCase("close in capitals", request("/hello.txt", "Connection: CLOSE"), "200 end"),
    HTTPCase("close among others", request("/hello.txt", "Connection: TE, close"), "200 end"),
    HTTPCase("keep-alive", request("/hello.txt", "Connection: keep-alive"), "200 on"),
    HTTPCase("another word", request("/hello.txt", "Connection: TE"), "200 on"),
    HTTPCase("no word", request("/hello.txt", "Connection: ,"), "200 on"),
    HTTPCase("HTTP/1.0", old("Host: a"), "200 end"),
    HTTPCase("HTTP/1.0, keep-alive", old("Connection: keep-alive"), "200 on"),
    HTTPCase("HTTP/1.0, Keep-Alive", old("Connection: Keep-Alive"), "200 on"),
    HTTPCase("HTTP/1.0, a text, keep-alive", old("Connection: keep-alive", "/plaintext"), "200 on"),
    HTTPCase("HTTP/1.0, nothing, keep-alive", old("Connection: keep-alive", "/x"), "404 on"),
    HTTPCase("HTTP/1.0, close", old("Connection: close"), "200 end"),
    HTTPCase(
      "HTTP/1.0, close and keep-alive", old("Connection: keep-alive, close"), "200 end"),
    HTTPCase(
      "close, then keep-alive in a field of its own",
      request("/hello.txt", "Connection: close", "Connection: keep-alive"), "200 end",
      nginx: .answers("200 on", "who says close once will not send more")),
    HTTPCase(
      "two requests", request("/hello.txt") + request("/plaintext"), "200 200 on"),
    HTTPCase(
      "many requests",
      request("/plaintext") + request("/nothing") + request("/") + request("/sub")
        + request("/big.bin")
        + request("/plaintext"), "200 404 200 301 200 200 on"),
    HTTPCase(
      "a request behind a body",
      request("/plaintext", "Content-Length: 3") + "abc" + request("/hello.txt"), "200 200 on"),
    HTTPCase(
      "a request behind close", request("/plaintext", "Connection: close") + request("/"), "200 end"
    ),
    HTTPCase("a request behind a broken one", "nonsense\r\n\r\n" + request("/"), "400 end"),
    HTTPCase(
      "a broken request behind a good one", request("/") + "nonsense\r\n\r\n", "200 400 end"),
  ]

  static let conditions: [HTTPCase] = [
    HTTPCase("the same time", since("06 Nov 1994 08:49:37"), "304 on"),
    HTTPCase("a later time", since("06 Nov 2004 08:49:37"), "304 on"),
    HTTPCase("an earlier time", since("06 Nov 1994 08:49:36"), "200 on"),
    HTTPCase("a time that is none", since("yesterday"), "200 on"),
    HTTPCase(
      "an old form", request("/hello.txt", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
      "304 on"),
    HTTPCase(
      "a very old form", request("/hello.txt", "If-Modified-Since: Sun Nov  6 08:49:37 1994"),
      "304 on"),
    HTTPCase(
      "unchanged head",
      request(
        "/hello.txt", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", method: "HEAD"), "304 on"),
    HTTPCase("the tag", request("/hello.txt", "If-None-Match: \(tag)"), "304 on"),
    HTTPCase("the tag, weakly", request("/hello.txt", "If-None-Match: W/\(tag)"), "304 on"),
    HTTPCase("the tag in a list", request("/hello.txt", "If-None-Match: \"a\" , \(tag)"), "304 on"),
    HTTPCase("any tag", request("/hello.txt", "If-None-Match: *"), "304 on"),
    HTTPCase("another tag", request("/hello.txt", "If-None-Match: \"a\""), "200 on"),
    HTTPCase(
      "another tag and the same time",
      request(
        "/hello.txt", "If-None-Match: \"a\"", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
      "200 on"),
    HTTPCase("only the tag", request("/hello.txt", "If-Match: \(tag)"), "200 on"),
    HTTPCase("only another tag", request("/hello.txt", "If-Match: \"a\""), "412 on", nginx: failed),
    HTTPCase(
      "only a weak tag", request("/hello.txt", "If-Match: W/\(tag)"), "412 on", nginx: failed),
    HTTPCase("only any tag", request("/hello.txt", "If-Match: *"), "200 on"),
    HTTPCase(
      "unchanged since then",
      request("/hello.txt", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"), "200 on"),
    HTTPCase(
      "changed since then",
      request("/hello.txt", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT"), "412 on",
      nginx: failed),
    HTTPCase("conditions on nothing", request("/nothing", "If-None-Match: *"), "404 on"),
  ]

  private static let failed = HTTPCase.Difference.answers(
    "412 end", "the request was understood: the connection is as good as before")

  /// Of hello.txt, as nginx makes it: time and size.
  private static let tag = "\"2ebc98a1-6\""

  private static func since(_ time: String) -> String {
    request("/hello.txt", "If-Modified-Since: Sun, \(time) GMT")
  }

  private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

  static let limits: [HTTPCase] = [
    // With the method and the version 8,192 bytes, and one more.
    HTTPCase("a long target", request("/hello.txt?" + long(8160)), "200 on"),
    HTTPCase(
      "the longest target", request("/hello.txt?" + long(8168)), "200 on",
      nginx: .answers("414 end", "nginx counts the line's end, too")),
    HTTPCase("a target too long", request("/hello.txt?" + long(8169)), "414 end"),
    HTTPCase("a target far too long", request("/" + long(100_000)), "414 end"),
    HTTPCase("a large field", request("/", "X: " + long(8000)), "200 on"),
    HTTPCase("a field too long", request("/", "X: " + long(8190)), "431 end", nginx: large),
    HTTPCase("a field far too long", request("/", "X: " + long(100_000)), "431 end", nginx: large),
    HTTPCase(
      "a header too long",
      request("/", (0..<5).map { "X-\($0): " + long(7000) }.joined(separator: "\r\n")),
      "431 end", nginx: large),
    HTTPCase(
      "many fields", request("/", (0..<99).map { "X-\($0): a" }.joined(separator: "\r\n")), "200 on"
    ),
    HTTPCase(
      "too many fields", request("/", (0..<100).map { "X-\($0): a" }.joined(separator: "\r\n")),
      "431 end",
      nginx: .answers("200 on", "nginx limits their bytes alone: small ones are work, too")),
    HTTPCase(
      "the largest body",
      request("/", "Content-Length: 1048576") + long(1 << 20), "200 on"),
    HTTPCase(
      "a body too large in chunks",
      request("/", "Transfer-Encoding: chunked")
        + String(repeating: "10000\r\n" + long(65_536) + "\r\n", count: 17) + "0\r\n\r\n",
      "413 end",
      nginx: .answers(
        "200 on", "nginx, where it throws a body away, does not count one that comes in chunks")),
  ]

  private static let large = HTTPCase.Difference.answers(
    "400 end", "431 is made for it: RFC 6585; nginx says 400")
}
