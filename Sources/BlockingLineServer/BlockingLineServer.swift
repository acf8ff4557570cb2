// A blocking server on IOLib alone: it answers every line in upper case, one thread a connection.
//
//     BlockingLineServer [HOST [PORT]]     127.0.0.1 and 7000 where nothing is said; port 0 picks one
//
// It says where it listens, and runs until a signal ends it.

import Foundation
import IOLib

@main struct BlockingLineServer {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      try serve(at: arguments.first ?? "127.0.0.1", arguments.dropFirst().first ?? "7000")
    } catch {
      complain(error)
      exit(1)
    }
  }

  static func serve(at host: String, _ port: String) throws {
    let passive = try makeSocket(
      connect: .passive, localHost: HostnameDesignator(host), localPort: PortDesignator(port))
    try withOpenSocket(passive) { passive in
      let (host, port) = try passive.localName()
      // At once, also into a pipe.
      FileHandle.standardOutput.write(Data("listening \(host.unmapped.withPort(port))\n".utf8))
      while let stream = try passive.acceptConnection() {
        Thread.detachNewThread { answer(stream) }
      }
    }
  }

  static func answer(_ stream: SocketStreamInternetActive) {
    do {
      try withOpenSocket(stream) { stream in
        // A read that has to wait sends what was written before.
        while let (line, _) = try stream.readLine() {
          try stream.writeLine(line.uppercased())
        }
      }
    } catch {
      complain(error)
    }
  }

  static func complain(_ error: any Error) {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
  }
}
