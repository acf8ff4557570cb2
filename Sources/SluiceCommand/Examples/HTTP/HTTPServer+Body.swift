// The body of a request. Nobody here wants it, but what follows it is the next request: it is read to
// its end, and forgotten.

import Sluice

extension HTTPServer {
  /// Reads past the body that `head` announces.
  func drainBody(of head: Head, from stream: SocketStream) async throws {
    guard head.contentLength ?? 0 <= Limits.body else { throw Refusal.tooLarge }
    if head.expectsContinue { try await stream.write("HTTP/1.1 100 Continue\r\n\r\n") }
    var deadline = Deadline()
    if let length = head.contentLength {
      try await drain(length, from: stream, &deadline)
    } else {
      try await drainChunks(from: stream, &deadline)
    }
  }

  private func drain(
    _ count: Int, from stream: SocketStream, _ deadline: inout Deadline
  ) async throws {
    var left = count
    while left > 0 {
      guard let read = try await stream.withBytes(upTo: left, { $0.count }) else {
        throw StreamError.endOfStream(received: count - left)
      }
      left -= read
      try deadline.check(stream.configuration)
    }
  }

  /// Chunk by chunk to the one of no bytes, and the fields behind it.
  private func drainChunks(
    from stream: SocketStream, _ deadline: inout Deadline
  ) async throws {
    var total = 0
    while true {
      let size = try await line(from: stream, &total) { try Self.size(ofChunk: $0) }
      guard size > 0 else { break }
      // Before it is added: a size near the largest number must not overflow.
      guard size <= Limits.body else { throw Refusal.tooLarge }
      total += size
      guard total <= Limits.body else { throw Refusal.tooLarge }
      try await drain(size, from: stream, &deadline)
      let isEnded = try await line(from: stream, &total) { $0.isEmpty }
      guard isEnded else { throw Refusal.malformed }
    }
    while try await !line(from: stream, &total, { try Self.isEndOfTrailer($0) }) {
      try deadline.check(stream.configuration)
    }
  }

  /// The next line that frames the body. Its bytes count, too: a body of very small chunks is as much
  /// work as a large one.
  private func line<R>(
    from stream: SocketStream, _ total: inout Int, _ body: (Span<UInt8>) throws -> R
  ) async throws -> R {
    let result = try await stream.withLine { line in
      total += line.count + 2
      return try body(line)
    }
    guard let result else { throw StreamError.endOfStream(received: total) }
    guard total <= Limits.body else { throw Refusal.tooLarge }
    return result
  }

  /// `1a` or `1a;name=value`: hexadecimal digits, and what nobody uses.
  private static func size(ofChunk line: Span<UInt8>) throws -> Int {
    let end = line.firstIndex(of: UInt8(ascii: ";")) ?? line.count
    // Blanks before the semicolon are no part of a number, though they are to be forgiven.
    let digits = end < line.count ? line.extracting(first: end).trimmed : line
    guard let size = digits.hexadecimal, line.isAll(in: .value) else { throw Refusal.malformed }
    return size
  }

  /// A field behind the body is checked as one before it, and means nothing.
  private static func isEndOfTrailer(_ line: Span<UInt8>) throws -> Bool {
    guard !line.isEmpty else { return true }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line.extracting(first: colon).isAll(in: .token), line.isAll(in: .value)
    else { throw Refusal.malformed }
    return false
  }
}
