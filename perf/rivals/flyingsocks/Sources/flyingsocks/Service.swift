// What is served: bytes as they come, or lines split at LF, each written with CRLF.

import FlyingSocks
import Foundation

enum Service: String {
  case echo, line

  /// The most that the library reads at once.
  private static let mostRead = 4096

  func serve(_ socket: AsyncSocket) async throws {
    switch self {
    case .echo: try await Self.echo(socket)
    case .line: try await Self.lines(socket)
    }
  }

  private static func echo(_ socket: AsyncSocket) async throws {
    while true {
      try await socket.write(Data(socket.read(atMost: mostRead)))
    }
  }

  private static func lines(_ socket: AsyncSocket) async throws {
    var splitter = LineSplitter()
    while true {
      let answers = splitter.answer(try await socket.read(atMost: mostRead))
      if !answers.isEmpty { try await socket.write(answers) }
    }
  }
}
