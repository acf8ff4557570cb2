// The requests by what they are about.

/// Groups of cases, by name.
enum HTTPCases {
  static let groups = [
    "targets": targets, "lines": lines, "fields": fields, "framing": framing,
    "persistence": persistence, "conditions": conditions, "limits": limits,
  ]

  static let all = groups.values.flatMap { $0 }

  static let targets: [HTTPCase] = [
    HTTPCase("a text", request("/plaintext"), "200 on"),
    HTTPCase("a text with a query", request("/plaintext?a=b"), "200 on"),
    HTTPCase("a text by another name", request("/sub/../%70laintext"), "200 on"),
    HTTPCase("a text's head", request("/plaintext", method: "HEAD"), "200 on"),
    HTTPCase("the index", request("/"), "200 on"),
    HTTPCase("the index's head", request("/", method: "HEAD"), "200 on"),
    HTTPCase("a file", request("/hello.txt"), "200 on"),
    HTTPCase("a file's head", request("/hello.txt", method: "HEAD"), "200 on"),
    HTTPCase("a large file", request("/big.bin"), "200 on"),
    HTTPCase("a large file's head", request("/big.bin", method: "HEAD"), "200 on"),
    HTTPCase("an empty file", request("/empty.txt"), "200 on"),
    HTTPCase("a file with a query", request("/hello.txt?x=/../.."), "200 on"),
    HTTPCase("a file without a type", request("/noending"), "200 on"),
    HTTPCase("a file in a directory", request("/sub/page.html"), "200 on"),
    HTTPCase("a style", request("/sub/style.css"), "200 on"),
    HTTPCase("an index in a directory", request("/sub/"), "200 on"),
    HTTPCase("a directory without a slash", request("/sub"), "301 on"),
    HTTPCase("a directory without a slash, with a query", request("/sub?a=b"), "301 on"),
    HTTPCase("a directory's head", request("/sub", method: "HEAD"), "301 on"),
    HTTPCase("a directory without an index", request("/bare/"), "403 on"),
    HTTPCase("a file as a directory", request("/hello.txt/"), "404 on"),
    HTTPCase("a file's child", request("/hello.txt/x"), "404 on"),
    HTTPCase("nothing", request("/nothing"), "404 on"),
    HTTPCase("nothing's head", request("/nothing", method: "HEAD"), "404 on"),
    HTTPCase("nothing in a directory", request("/nothing/at/all/"), "404 on"),
    HTTPCase(
      "a name that is too long", request("/" + String(repeating: "x", count: 300)), "404 on"),
    HTTPCase("a pipe", request("/pipe"), "404 on"),
    HTTPCase("a blank", request("/a%20b.txt"), "200 on"),
    HTTPCase("an umlaut", request("/%c3%bc.txt"), "200 on"),
    HTTPCase("an umlaut as it is", request("/ü.txt"), "200 on"),
    HTTPCase("a percent sign", request("/100%25.txt"), "200 on"),
    HTTPCase("escapes are decoded once", request("/100%2525.txt"), "404 on"),
    HTTPCase("half an escape", request("/hello%2"), "400 end"),
    HTTPCase("an escape that is none", request("/hello%zz"), "400 end"),
    HTTPCase("an escape in the query", request("/hello.txt?%zz%"), "200 on"),
    HTTPCase("slashes", request("//sub///page.html"), "200 on"),
    HTTPCase("a dot", request("/./sub/./page.html"), "200 on"),
    HTTPCase("two dots within", request("/sub/../hello.txt"), "200 on"),
    HTTPCase("two dots at the end", request("/sub/.."), "200 on"),
    HTTPCase("two dots in a name", request("/..twodots.txt"), "200 on"),
    HTTPCase("three dots", request("/.../hello.txt"), "404 on"),
    HTTPCase("two dots that lead out", request("/../secret.txt"), "400 end"),
    HTTPCase("two dots that lead out and in", request("/../site/hello.txt"), "400 end"),
    HTTPCase("two dots behind a directory", request("/sub/../../secret.txt"), "400 end"),
    HTTPCase("two dots in escapes", request("/%2e%2e/secret.txt"), "400 end"),
    HTTPCase("two dots and a slash in escapes", request("/%2e%2E%2fsecret.txt"), "400 end"),
    HTTPCase("two dots, half in escapes", request("/.%2e/secret.txt"), "400 end"),
    HTTPCase("two dots in escaped escapes", request("/%252e%252e/secret.txt"), "404 on"),
    HTTPCase("an overlong slash", request("/..%c0%afsecret.txt"), "404 on"),
    HTTPCase("backslashes", request("/..\\secret.txt"), "404 on"),
    HTTPCase("escaped backslashes", request("/..%5csecret.txt"), "404 on"),
    HTTPCase("a zero in escapes", request("/hello.txt%00.html"), "400 end"),
    HTTPCase("a zero", request("/hello.txt\0.html"), "400 end"),
    HTTPCase("a link within", request("/in.txt"), "200 on"),
    HTTPCase("an absolute link within", request("/absolute-in.txt"), "200 on"),
    HTTPCase("a link to nowhere", request("/dangling.txt"), "404 on"),
    HTTPCase("a link that leads out", request("/out.txt"), "403 on", nginx: leads),
    HTTPCase(
      "an absolute link that leads out", request("/absolute-out.txt"), "403 on", nginx: leads),
    HTTPCase("a directory that leads out", request("/out/secret.txt"), "403 on", nginx: leads),
    HTTPCase("a directory beside ours", request("/beside/secret.txt"), "403 on", nginx: leads),
    HTTPCase("a link to itself", request("/loop.txt"), "403 on"),
    HTTPCase("an absolute target", request("http://localhost/hello.txt"), "200 on"),
    HTTPCase("an absolute target in capitals", request("HTTP://LOCALHOST:80/hello.txt"), "200 on"),
    HTTPCase("an absolute target without a path", request("http://localhost"), "200 on"),
    HTTPCase("an absolute target with a query alone", request("http://localhost?a=b"), "200 on"),
    HTTPCase("an absolute target without a host", request("http:///hello.txt"), "400 end"),
    HTTPCase("another scheme", request("nonsense"), "400 end"),
    HTTPCase("a relative target", request("hello.txt"), "400 end"),
    HTTPCase("an asterisk", request("*"), "400 end"),
    HTTPCase(
      "a fragment", request("/hello.txt#part"), "400 end",
      nginx: .answers("200 on", "fragments are not sent: RFC 9112 has none in a target")),
  ]

  private static let leads = HTTPCase.Difference.answers(
    "200 on", "what lies outside is not served: nginx follows links unless disable_symlinks is on")
}
