// nginx beside ours, with the same files.

import Foundation
import Glibc
import Sluice
import TestSupport
import Testing

/// A running nginx that serves a site at a local socket, and ends with the last reference.
final class HTTPNginx {
  /// Where it listens.
  let address: SocketAddress
  private let child: ChildProcess

  /// Starts it. The test is cancelled where nginx is not installed.
  init(serving site: HTTPSite) async throws {
    let program = try Self.installed()
    let path = site.beside("nginx.conf")
    let socket = site.beside("nginx.socket")
    try Self.configuration.replacing("BASE", with: site.beside("")).write(
      toFile: path, atomically: false, encoding: .utf8)
    child = try ChildProcess(program, ["-c", path, "-e", "stderr"])
    address = .local(path: socket)
    while (try? PeerSocket(to: address)) == nil {
      try #require(child.isRunning, "nginx has ended: \(child.errors)")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private static func installed() throws -> String {
    let candidates = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]
    // Strings that are copied for the call.
    if let program = candidates.first(where: { unsafe access($0, X_OK) == 0 }) { return program }
    try Test.cancel("nginx is not installed")
  }

  deinit {
    child.send(SIGTERM)
    _ = child.wait()
  }

  /// As strict as nginx can be made where its leniency is a matter of configuration.
  private static let configuration = """
    daemon off;
    master_process off;
    pid BASEpid;
    error_log stderr crit;
    events {}
    http {
      access_log off;
      client_body_temp_path BASEbody;
      proxy_temp_path BASEproxy;
      fastcgi_temp_path BASEfastcgi;
      uwsgi_temp_path BASEuwsgi;
      scgi_temp_path BASEscgi;
      default_type application/octet-stream;
      types {
        text/html html;
        text/plain txt;
        text/css css;
      }
      ignore_invalid_headers off;
      underscores_in_headers on;
      if_modified_since before;
      absolute_redirect off;
      max_ranges 0;
      lingering_close always;
      lingering_timeout 1s;
      server {
        listen unix:BASEnginx.socket;
        root BASEsite;
        location = /plaintext { default_type text/plain; return 200 "Hello, World!"; }
      }
    }

    """
}
