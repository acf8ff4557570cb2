// The same orders to curl, for our server and for nginx: the same bodies, codes and connections.

import Foundation
import Glibc
import Sluice
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPCurlTests {
  /// What comes behind the options; `URL` is the server's.
  private static let orders: [[String]] = [
    ["URL/"],
    ["URL/hello.txt"],
    ["URL/plaintext"],
    ["URL/big.bin"],
    ["-o", "/dev/null", "URL/sub"],
    ["-L", "URL/sub"],
    ["URL/nothing"],
    ["URL/bare/"],
    ["-o", "/dev/null", "-I", "URL/hello.txt"],
    ["-o", "/dev/null", "-I", "URL/nothing"],
    ["-0", "URL/hello.txt"],
    ["-0", "-H", "Connection: keep-alive", "URL/hello.txt", "URL/plaintext"],
    ["URL/hello.txt", "URL/plaintext", "URL/big.bin", "URL/nothing", "URL/"],
    ["-H", "Connection: close", "URL/hello.txt", "URL/plaintext"],
    ["-d", "a=b", "URL/hello.txt"],
    ["-d", "a=b", "URL/hello.txt", "URL/hello.txt"],
    ["-X", "GET", "-d", "a=b", "URL/hello.txt", "URL/hello.txt"],
    ["-X", "GET", "-d", "a=b", "-H", "Transfer-Encoding: chunked", "URL/hello.txt", "URL/sub/"],
    ["-X", "GET", "-d", "@SITE/big.bin", "-H", "Expect: 100-continue", "URL/hello.txt"],
    ["-T", "SITE/hello.txt", "URL/hello.txt"],
    ["-X", "DELETE", "URL/hello.txt"],
    ["-X", "OPTIONS", "URL/hello.txt"],
    ["-z", "Sun, 06 Nov 1994 08:49:37 GMT", "URL/hello.txt"],
    ["-z", "Sun, 06 Nov 1994 08:49:36 GMT", "URL/hello.txt"],
    ["-H", "If-None-Match: \"2ebc98a1-6\"", "URL/hello.txt"],
    ["-r", "0-1", "URL/hello.txt"],
    [
      "--compressed", "-A", "agent", "-e", "referer", "-b", "a=b", "-u", "user:word",
      "URL/hello.txt",
    ],
    ["--http2", "URL/hello.txt"],
    ["-G", "-d", "a=b", "URL/hello.txt"],
    ["URL/%61bc/../hello.txt"],
    ["URL/../secret.txt"],
    ["URL/%2e%2e/secret.txt"],
    ["URL/sub/%2e%2e/hello.txt"],
    ["--request-target", "hello.txt", "URL/"],
    ["-H", "Host:", "URL/hello.txt"],
    ["-H", "Host: a b", "URL/hello.txt"],
    ["-H", "Content-Length: 1", "-H", "Transfer-Encoding: chunked", "-d", "a", "URL/hello.txt"],
    ["-H", "Transfer-Encoding: gzip", "-d", "a", "URL/hello.txt"],
    ["--haproxy-protocol", "URL/hello.txt"],
  ]

  @Test func `curl sees no difference`() async throws {
    let site = try HTTPSite()
    let nginx = try await HTTPNginx(serving: site)
    let ours = try await CommandServer(
      ["http", "--directory", site.directory], at: "unix:\(site.beside("ours.socket"))")
    for order in Self.orders {
      let theirs = try curl(order, nginx.address, site)
      let own = try curl(order, ours.address, site)
      // Its own mistakes would be the same with both.
      #expect([0, 22].contains(theirs.status), "\(order): curl has failed")
      #expect(own == theirs, "\(order)")
    }
  }

  private struct Outcome: Equatable {
    let status: Int32
    /// The bodies of what was found, and a line for each transfer.
    let output: [UInt8]
  }

  private func curl(
    _ order: [String], _ address: SocketAddress, _ site: HTTPSite
  ) throws -> Outcome {
    guard case .local(let path) = address else { throw Missing() }
    let words = order.map {
      $0.replacing("URL", with: "http://localhost").replacing("SITE", with: site.directory)
    }
    let told = "code %{http_code} connects %{num_connects} redirects %{num_redirects}\n"
    let options = ["-s", "-f", "--path-as-is", "-m", "100", "--unix-socket", path, "-w", told]
    let child: ChildProcess
    do { child = try ChildProcess.run("curl", options + words) } catch {
      try Test.cancel("curl is not installed: \(error)")
    }
    guard case .exited(let status) = child.wait() else { throw Missing() }
    return Outcome(status: status, output: child.outputBytes)
  }

  /// There is no local socket, or no end of curl.
  private struct Missing: Error {}
}
