// The options of `sluice load http`.

import ArgumentParser

struct LoadHTTPOptions: ParsableArguments {
  @Option(
    name: .customLong("path"),
    help: "http: what is asked for; may be repeated, then in turn. (path; default: /)")
  var paths: [String] = []

  @Option(
    name: .customLong("header"),
    help: ArgumentHelp(
      "http: a header field to send; may be repeated. Host, User-Agent and Accept take the place of ours.",
      valueName: "name: value"))
  var headers: [String] = []

  @Flag(
    name: .customLong("no-keep-alive"),
    help: "http: a new connection for each request; its opening is part of the latency.")
  var noKeepAlive = false

  @Option(help: "http: the status that is right. (number; default: 200 to 299)")
  var status: Int?

  func validate() throws {
    for path in paths {
      guard path.hasPrefix("/"), path.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
        throw ValidationError("--path must begin with / and have no blanks: \(path)")
      }
    }
    for header in headers {
      let name = header.utf8.prefix { $0 != UInt8(ascii: ":") }
      guard !name.isEmpty, name.count < header.utf8.count,
        name.allSatisfy(HTTPByteSet.token.contains),
        header.utf8.allSatisfy(HTTPByteSet.value.contains)
      else { throw ValidationError("--header is a name, a colon and a value: \(header)") }
    }
    guard 200...599 ~= status ?? 200 else {
      throw ValidationError("--status must be at least 200 and at most 599")
    }
  }

  /// Throws where an option of `http` was given to another protocol.
  func validateAbsent(for name: LoadProtocol) throws {
    let given = [
      ("--path", !paths.isEmpty), ("--header", !headers.isEmpty),
      ("--no-keep-alive", noKeepAlive), ("--status", status != nil),
    ]
    if name != .http, let (option, _) = given.first(where: \.1) {
      throw ValidationError("\(option) goes with http only")
    }
  }

  var settings: HTTPSettings {
    HTTPSettings(
      paths: paths.isEmpty ? ["/"] : paths, headers: headers, keepsAlive: !noKeepAlive,
      status: status)
  }
}
