// The answers of a server of HTTP, taken apart by a reader that trusts nothing.

import Sluice
import Testing

/// One answer.
struct HTTPReply: Equatable {
  var status: Int
  /// The first value of each field, by its name in small letters.
  var fields: [String: String]
  var body: [UInt8]

  /// Why bytes are no answer.
  struct Malformed: Error { let reason: String }

  /// All answers in `bytes`, which must end with the last one. Those with an index in `bodiless` are
  /// answers to HEAD.
  static func all(in bytes: [UInt8], bodiless: Set<Int> = []) throws -> [HTTPReply] {
    var replies: [HTTPReply] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      // An interim answer is one more, but answers nothing.
      let index = replies.count { $0.status >= 200 }
      replies.append(try HTTPReply(from: &rest, isBodiless: bodiless.contains(index)))
    }
    return replies
  }

  private init(from rest: inout ArraySlice<UInt8>, isBodiless: Bool) throws {
    let first = try Self.line(from: &rest)
    let words = first.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
      throw Malformed(reason: "a status line: \(first)")
    }
    self.status = status
    fields = [:]
    while case let line = try Self.line(from: &rest), !line.isEmpty {
      guard let colon = line.firstIndex(of: ":"), line[colon...].hasPrefix(": ") else {
        throw Malformed(reason: "a field: \(line)")
      }
      let name = line[..<colon].lowercased()
      guard fields[name] == nil else { throw Malformed(reason: "twice: \(name)") }
      fields[name] = String(line[colon...].dropFirst(2))
    }
    body = []
    guard status >= 200, status != 304 else { return }
    guard let length = fields["content-length"].flatMap({ Int($0) }) else {
      throw Malformed(reason: "no length: \(fields)")
    }
    guard !isBodiless else { return }
    guard rest.count >= length else {
      throw Malformed(reason: "\(rest.count) bytes of \(length) for \(status)")
    }
    body = Array(rest.prefix(length))
    rest = rest.dropFirst(length)
  }

  private static func line(from rest: inout ArraySlice<UInt8>) throws -> String {
    guard let end = rest.firstIndex(of: 0x0a), end > rest.startIndex, rest[end - 1] == 0x0d else {
      throw Malformed(reason: "a line: \(String(decoding: rest.prefix(200), as: UTF8.self))")
    }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<(end - 1)], as: UTF8.self)
  }
}

/// Sends `bytes` over a connection of its own, and returns all that comes until the server ends it.
/// Our side stays open: nginx gives up an answer that it is sending when the client ends his.
///
/// All on a loop's thread: the pool's may be busy with other tests for longer than a server is patient.
func exchange(_ bytes: [UInt8], with address: SocketAddress) async throws -> [UInt8] {
  try await EventLoopGroup.default.next().run {
    let stream = try await SocketStream.connect(
      to: .address(address), configuration: StreamConfiguration(readTimeout: CommandRun.patience))
    async let answer = everything(from: stream)
    // A server that has refused what came first may be gone before all is sent.
    try? await stream.write(bytes)
    let received = await answer
    await stream.abort()
    return received
  }
}

/// What comes until the stream ends, in whichever way.
private func everything(from stream: SocketStream) async -> [UInt8] {
  var all: [UInt8] = []
  while let part = try? await stream.read(), !part.isEmpty { all += part }
  return all
}
