// A request of the Redis protocol: `*2\r\n$4\r\nPING\r\n$2\r\nhi\r\n`, or inline: `PING hi\r\n`.
//
// Each byte is looked at once: the heads as lines, the words by their length. Inline words are
// parted by blanks; quotes mean nothing.

import Sluice

struct PingRequest {
  /// Why a request is none, in Redis's own words.
  struct Problem: Error {
    let reason: String
  }

  /// The command and its arguments; never empty.
  let words: [[UInt8]]

  /// The most words of a request.
  private static let maximumWords = 1024
  /// The most bytes of all words of a request together.
  private static let maximumBytes = 1 << 20

  /// The next request; nil at the end of the stream.
  static func read(from stream: SocketStream) async throws -> PingRequest? {
    while let head = try await readHead(from: stream) {
      switch head {
      case .inline(let words) where !words.isEmpty: return PingRequest(words: words)
      case .array(let count) where count > 0:
        return PingRequest(words: try await readWords(count, from: stream))
      // An empty request is not answered, as in Redis.
      case .inline, .array: break
      }
    }
    return nil
  }

  // MARK: What was asked

  /// The command in capital letters.
  var command: String { String(decoding: words[0], as: UTF8.self).uppercased() }

  /// Whether the word at `index` is that one, in whatever case.
  func isWord(_ index: Int, _ expected: String) -> Bool {
    words.count > index
      && String(decoding: words[index], as: UTF8.self).uppercased() == expected
  }

  /// What Redis says of a command that it does not know, on one line whatever the client sent.
  var unknown: String {
    let shown = words.prefix(8).map { word in
      let text = String(decoding: word.prefix(128), as: UTF8.self).unicodeScalars
      return String(String.UnicodeScalarView(text.map { $0.value < 0x20 ? " " : $0 }))
    }
    let arguments = shown.dropFirst().map { "'\($0)' " }.joined()
    return "unknown command '\(shown[0])', with args beginning with: \(arguments)"
  }

  // MARK: Reading

  private enum Head {
    case inline([[UInt8]])
    case array(count: Int)
  }

  private static func readHead(from stream: SocketStream) async throws -> Head? {
    do {
      return try await stream.withLine { line in
        guard !line.isEmpty, line[0] == UInt8(ascii: "*") else { return .inline(split(line)) }
        guard let count = number(in: line), count <= maximumWords else {
          throw Problem(reason: "invalid multibulk length")
        }
        return .array(count: count)
      }
    } catch StreamError.lineTooLong {
      throw Problem(reason: "too big inline request")
    }
  }

  private static func readWords(_ count: Int, from stream: SocketStream) async throws -> [[UInt8]] {
    var words: [[UInt8]] = []
    var left = maximumBytes
    for _ in 0..<count {
      let length = try await readLength(atMost: left, from: stream)
      left -= length
      // The CRLF behind it is taken unseen, as Redis does.
      var word = try await stream.readExactly(length + 2)
      word.removeLast(2)
      words.append(word)
    }
    return words
  }

  /// The length before a word: `$4`.
  private static func readLength(atMost limit: Int, from stream: SocketStream) async throws -> Int {
    let length = try await stream.withLine { line in
      guard !line.isEmpty, line[0] == UInt8(ascii: "$") else {
        let got = line.isEmpty ? " " : String(Unicode.Scalar(line[0]))
        throw Problem(reason: "expected '$', got '\(got)'")
      }
      guard let length = number(in: line), 0...limit ~= length else {
        throw Problem(reason: "invalid bulk length")
      }
      return length
    }
    guard let length else { throw StreamError.endOfStream(received: 0) }
    return length
  }

  /// The decimal number behind the first byte, which may be negative.
  private static func number(in line: Span<UInt8>) -> Int? {
    guard line.count > 1 else { return nil }
    let isNegative = line[1] == UInt8(ascii: "-")
    let start = isNegative ? 2 : 1
    // Nine digits are more than any limit here, and cannot overflow.
    guard 1...9 ~= line.count - start else { return nil }
    var value = 0
    for index in start..<line.count {
      guard 0x30...0x39 ~= line[index] else { return nil }
      value = value * 10 + Int(line[index] - 0x30)
    }
    return isNegative ? -value : value
  }

  /// The words of an inline request.
  private static func split(_ line: Span<UInt8>) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8] = []
    for index in 0...line.count {
      if index < line.count, line[index] > 0x20 {
        word.append(line[index])
      } else if !word.isEmpty {
        words.append(word)
        word = []
      }
    }
    return words
  }
}
