// What a contender is told on its command line, and the one line it says once it listens.

import NIOCore
import Glibc

/// What is served: bytes as they come, or lines split at LF, each written with CRLF.
package enum Service: String {
  case echo, line
}

/// `PROTOCOL HOST:PORT`, as the servers in C take them.
package struct Arguments {
  package let service: Service
  package let host: String
  package let port: Int

  package init() {
    let words = CommandLine.arguments.dropFirst()
    guard
      let service = words.first.flatMap(Service.init), let address = words.dropFirst().first,
      let colon = address.lastIndex(of: ":"),
      let port = Int(address[address.index(after: colon)...])
    else {
      print("usage: echo|line HOST:PORT")
      exit(64)
    }
    self.service = service
    host = String(address[..<colon])
    self.port = port
  }
}

/// Says where it listens; SIGTERM then ends the process by its default action.
package func announce(_ channel: any Channel, driver: String) {
  let address = channel.localAddress!
  print("listening on \(address.ipAddress!):\(address.port!) (driver \(driver), 1 loop)")
  // Standard output is a pipe, and this line is waited for.
  fflush(nil)
}
