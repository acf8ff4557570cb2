// A server of HTTP/1.1: one plain text, and the files of a directory.
//
// Requests are answered one after the other, pipelined or not. What it does not do it says: 501 for
// methods and codings that it does not know, 505 for versions. A request that may be understood in
// two ways is refused, and ends the connection: nothing behind it is a request that we can be sure of.

import HTTPTypes
import Sluice

struct HTTPServer: Sendable {
  /// The files that are served; nil: none.
  let files: Files?
  /// What `/plaintext` is answered with.
  let plaintext = Page(body: "Hello, World!")

  /// How a stream must be configured, where the user has said nothing else.
  static func configure(_ stream: inout StreamConfiguration) {
    // Where readers disagree about the end of a line, requests can be smuggled.
    stream.externalFormat = ExternalFormat(encoding: .latin1, lineEnding: .crlfStrict)
    stream.maximumLineLength = Limits.line
    stream.readTimeout = stream.readTimeout ?? Limits.patience
    stream.writeTimeout = stream.writeTimeout ?? Limits.patience
  }

  /// Answers requests until the client, a refusal or a time-out ends the connection.
  func serve(_ stream: SocketStream) async throws {
    var head = Head()
    do {
      try await answerRequests(on: stream, &head)
    } catch let refusal as Refusal {
      try await refuse(refusal, on: stream)
    } catch StreamError.timedOut where !head.hasBegun {
      // Nothing was asked for: an idle connection is closed without a word, unless half a line came.
      guard await stream.bufferedInputCount() > 0 else { return }
      try await refuse(.tooSlow, on: stream)
    } catch StreamError.endOfStream {
      // Half a body is none: whoever has sent it is gone.
    } catch let error as StreamError {
      guard let refusal = Refusal(error, in: head) else { throw error }
      try await refuse(refusal, on: stream)
    }
  }

  private func answerRequests(on stream: SocketStream, _ head: inout Head) async throws {
    var page = Page.Copy()
    while try await receive(&head, from: stream) {
      if head.hasBody { try await drainBody(of: head, from: stream) }
      if head.isPlain, head.persists {
        // The whole answer lies ready: nothing is formatted, nothing is allocated.
        try await stream.write(plaintext.answer(in: &page))
      } else {
        try await write(try await answer(to: head), for: head, on: stream)
        guard head.persists else { return }
      }
      head.clear()
    }
  }

  /// Reads a request up to the empty line behind its header; false at the end of the stream.
  private func receive(_ head: inout Head, from stream: SocketStream) async throws -> Bool {
    var deadline = Deadline()
    while let isWhole = try await stream.withLine({ try head.take($0) }) {
      if isWhole { return true }
      // Each line has its time; so has the head as a whole, however slowly its lines drip.
      try deadline.check(stream.configuration)
    }
    return false
  }

  private func refuse(_ refusal: Refusal, on stream: SocketStream) async throws {
    var head = Head()
    head.persists = false
    try await write(Answer(refusal.status), for: head, on: stream)
  }
}
