// An answer, and how it is written.

import HTTPTypes
import Sluice

extension HTTPServer {
  struct Answer {
    enum Body {
      case text(String)
      case file(File)
      /// The status allows none: 304.
      case none
    }

    let status: HTTPResponse.Status
    var fields: HTTPFields = [:]
    let body: Body

    /// An answer with that text; its own status in words where none is given.
    init(_ status: HTTPResponse.Status, _ text: String? = nil) {
      self.status = status
      body = .text(text ?? "\(status.code) \(status.reasonPhrase)\n")
      fields[.contentType] = "text/plain"
    }

    init(_ status: HTTPResponse.Status, body: Body) {
      self.status = status
      self.body = body
    }

    private var contentLength: Int? {
      switch body {
      case .text(let text): text.utf8.count
      case .file(let file): file.size
      case .none: nil
      }
    }

    /// Everything before the body.
    func head(persists: Bool, date: String) -> String {
      var head =
        "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\nServer: sluice\r\nDate: \(date)\r\n"
      for field in fields { head += "\(field.name.rawName): \(field.value)\r\n" }
      if let contentLength { head += "Content-Length: \(contentLength)\r\n" }
      return head + "Connection: \(persists ? "keep-alive" : "close")\r\n\r\n"
    }
  }

  /// Writes `answer`; to HEAD, all but the body.
  func write(_ answer: Answer, for head: Head, on stream: SocketStream) async throws {
    let date = HTTPDate(second: currentSecond()).text
    try await stream.write(answer.head(persists: head.persists, date: date))
    guard head.method != .head else { return }
    switch answer.body {
    case .text(let text): try await stream.write(text)
    case .file(let file): try await write(file, on: stream)
    case .none: break
    }
  }

  /// Piece by piece. The length has been said: a file that has become shorter ends the connection.
  private func write(_ file: File, on stream: SocketStream) async throws {
    try await stream.write(file.beginning)
    var sent = file.beginning.count
    while sent < file.size {
      let piece = try await file.read(from: sent)
      guard !piece.isEmpty else { throw Files.Failure.shortened }
      try await stream.write(piece)
      sent += piece.count
    }
  }
}
