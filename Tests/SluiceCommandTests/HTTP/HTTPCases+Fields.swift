// The header, and the fields that mean something.

extension HTTPCases {
  static let fields: [HTTPCase] = [
    HTTPCase("no host", "GET /hello.txt HTTP/1.1\r\n\r\n", "400 end"),
    HTTPCase("no host, but fields", "GET /hello.txt HTTP/1.1\r\nAccept: */*\r\n\r\n", "400 end"),
    HTTPCase("an empty host", "GET /hello.txt HTTP/1.1\r\nHost:\r\n\r\n", "400 end"),
    HTTPCase("two hosts", request("/hello.txt", "Host: other"), "400 end"),
    HTTPCase("the same host twice", request("/hello.txt", "Host: localhost"), "400 end"),
    HTTPCase("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "400 end"),
    HTTPCase("a host with a port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", "200 on"),
    HTTPCase("a host of IPv6", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "200 on"),
    HTTPCase("a host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400 end"),
    HTTPCase("a host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400 end"),
    HTTPCase("a host in HTTP/1.0 that is none", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", "400 end"),
    HTTPCase(
      "a host with a user", "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", "400 end",
      nginx: .answers("200 on", "a host has no user: RFC 9110, section 4.2.4")),
    HTTPCase("names in any case", "GET / HTTP/1.1\r\nhOST: a\r\naCCEPT: */*\r\n\r\n", "200 on"),
    HTTPCase("no blank behind the colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", "200 on"),
    HTTPCase("blanks around a value", "GET / HTTP/1.1\r\nHost:   a  \r\n\r\n", "200 on"),
    HTTPCase("an empty value", request("/", "X-Empty:"), "200 on"),
    HTTPCase("a value beyond ASCII", request("/", "X-Name: ü"), "200 on"),
    HTTPCase("a tab in a value", request("/", "X-Name: a\tb"), "200 on"),
    HTTPCase("colons in a value", request("/", "X-Time: 10:20:30"), "200 on"),
    HTTPCase("an underscore in a name", request("/", "X_Name: a"), "200 on"),
    HTTPCase("a browser's fields", request("/", browser), "200 on"),
    HTTPCase(
      "a field without a colon", request("/", "X-Name"), "400 end",
      nginx: .answers("200 on", "it is no field, and who passes it over may pass over a folded one")
    ),
    HTTPCase("a field without a name", request("/", ": a"), "400 end"),
    HTTPCase("a blank before the colon", request("/", "X-Name : a"), "400 end"),
    HTTPCase("a blank in a name", request("/", "X Name: a"), "400 end"),
    HTTPCase(
      "a parenthesis in a name", request("/", "X(Name: a"), "400 end", nginx: names),
    HTTPCase(
      "a name beyond ASCII", request("/", "X-Ü: a"), "400 end", nginx: names),
    HTTPCase("a control in a name", request("/", "X\u{1}: a"), "400 end"),
    HTTPCase("a zero in a value", request("/", "X: a\0b"), "400 end"),
    HTTPCase(
      "a control in a value", request("/", "X: a\u{1}b"), "400 end",
      nginx: .answers("200 on", "nothing but a tab is a legal control: RFC 9110, section 5.5")),
    HTTPCase("a folded field", request("/", "X: a", " b"), "400 end"),
    HTTPCase("a folded field by a tab", request("/", "X: a", "\tb"), "400 end"),
    HTTPCase("a blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400 end"),
    HTTPCase("an upgrade", request("/", "Upgrade: h2c", "Connection: Upgrade"), "200 on"),
    HTTPCase("a range", request("/hello.txt", "Range: bytes=0-1"), "200 on"),
    HTTPCase(
      "an expectation", request("/hello.txt", "Expect: 100-continue"), "200 on",
      nginx: .answers("100 200 on", "there is no body: the answer itself is what is waited for")),
    HTTPCase(
      "an expectation with a body",
      request("/", "Expect: 100-continue", "Content-Length: 2") + "ab", "100 200 on"),
    HTTPCase(
      "an expectation in capitals",
      request("/", "Expect: 100-CONTINUE", "Content-Length: 2") + "ab", "100 200 on"),
    HTTPCase(
      "an expectation of HTTP/1.0",
      "GET / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab", "200 end"),
    HTTPCase(
      "an unknown expectation", request("/", "Expect: the-unexpected"), "417 end",
      nginx: .answers("200 on", "what is expected is not done: RFC 9110, section 10.1.1")),
  ]

  private static let names = HTTPCase.Difference.answers(
    "200 on",
    "a name is a token: RFC 9110, section 5.1; nginx takes nearly all bytes, or passes over")

  private static let browser = """
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)\r
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
    Accept-Encoding: gzip, deflate, br, zstd\r
    Accept-Language: en-GB,en;q=0.9\r
    Cookie: a=b; c="d e"\r
    Sec-CH-UA: "Not=A?Brand";v="24", "Chromium";v="140"
    """
}
