// A blocking client on IOLib alone: it sends its standard input line by line, and prints the answers.
//
//     BlockingLineClient [HOST [PORT]]     127.0.0.1 and 7000 where nothing is said

import Foundation
import IOLib

@main struct BlockingLineClient {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      try converse(with: arguments.first ?? "127.0.0.1", arguments.dropFirst().first ?? "7000")
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  static func converse(with host: String, _ port: String) throws {
    let stream = try makeSocket(
      remoteHost: HostnameDesignator(host), remotePort: PortDesignator(port))
    try withOpenSocket(stream) { stream in
      while let line = readLine() {
        try stream.writeLine(line)
        // Sends the line, and waits for its answer.
        guard let (answer, _) = try stream.readLine() else {
          throw SocketError.endOfFile(received: 0)
        }
        print(answer)
      }
    }
  }
}
