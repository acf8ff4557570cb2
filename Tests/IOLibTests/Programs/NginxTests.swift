// IOLIB's own client of HTTP, with nginx.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct NginxTests {
  private static func configuration(_ port: UInt16) -> String {
    """
    daemon off;
    master_process off;
    pid DIRECTORY/pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path DIRECTORY/body;
      proxy_temp_path DIRECTORY/proxy;
      fastcgi_temp_path DIRECTORY/fastcgi;
      uwsgi_temp_path DIRECTORY/uwsgi;
      scgi_temp_path DIRECTORY/scgi;
      server { listen 127.0.0.1:\(port); location / { return 200 "hello"; } }
    }

    """
  }

  @Test(arguments: BlockingChoice.allCases)
  func `simple-http-client`(choice: BlockingChoice) throws {
    let port = PortDesignator(try freePort())
    guard case .number(let number) = port else { throw Missing() }
    let server = try Server(
      ["/usr/sbin/nginx", "/usr/bin/nginx"], file: "nginx.conf",
      Self.configuration(UInt16(number))
    ) { path in ["-c", path, "-e", "stderr"] }
    try server.wait {
      try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port).close()
    }
    try choice.run {
      let format = ExternalFormat(encoding: .utf8, lineEnding: .crlf)
      try withOpenSocket(
        try makeSocket(
          ipv6: false, remoteHost: "127.0.0.1", remotePort: port, externalFormat: format)
      ) { socket in
        try socket.setSocketOption(.receiveBuffer, 1975)
        try socket.writeLine("HEAD / HTTP/1.0")
        try socket.writeLine("")
        try socket.finishOutput()
        let status = try socket.readLine()?.line
        #expect(status == "HTTP/1.1 200 OK")
        var headers: [String] = []
        while let line = try socket.readLine()?.line { headers.append(line) }
        #expect(headers.contains("Content-Length: 5") && headers.last == "")
      }
    }
    withExtendedLifetime(server) {}
  }
}
