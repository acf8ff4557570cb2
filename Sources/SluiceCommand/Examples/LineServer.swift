// Lines: each goes back as it came, with the ending of the format behind it (CRLF if none is given).

import Sluice

enum LineServer {
  /// Plain code is the fast code: on a burst of lines this makes one receive and one send.
  static func serve(_ stream: SocketStream) async throws {
    while let line = try await stream.readLine() {
      try await stream.writeLine(line)
    }
  }

  /// The same without a string a line; the lines need not be text.
  static func serveBytes(_ stream: SocketStream) async throws {
    while try await stream.withLine({ try await stream.writeLine($0) }) != nil {}
  }
}
