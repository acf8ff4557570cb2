// What Redis says where it cannot do what it was asked for, word for word.

/// An error reply, on one line whatever the client has sent.
struct RedisError: Error {
  let text: [UInt8]

  /// A text with its code, such as `ERR syntax error`.
  init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  init(bytes: [UInt8]) {
    text = bytes.map { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") ? 0x20 : $0 }
  }

  static var syntax: RedisError { RedisError("ERR syntax error") }
  static var notAnInteger: RedisError {
    RedisError("ERR value is not an integer or out of range")
  }
  static var databaseOutOfRange: RedisError { RedisError("ERR DB index is out of range") }

  static func wrongNumberOfArguments(for command: String) -> RedisError {
    RedisError("ERR wrong number of arguments for '\(command)' command")
  }

  static func invalidExpiry(in command: RedisCommand) -> RedisError {
    RedisError("ERR invalid expire time in '\(command)' command")
  }

  static func unknownCommand(_ request: borrowing RedisRequest) -> RedisError {
    var arguments: [UInt8] = []
    for index in 1..<max(1, request.count) {
      guard arguments.count < longest else { break }
      arguments += Array("'".utf8) + shown(request[index], longest - arguments.count)
      arguments += Array("' ".utf8)
    }
    return RedisError(
      bytes: Array("ERR unknown command '".utf8) + shown(request[0], longest)
        + Array("', with args beginning with: ".utf8) + arguments)
  }

  static func unknownSubcommand(
    _ request: borrowing RedisRequest, of command: RedisCommand
  ) -> RedisError {
    RedisError(
      bytes: Array("ERR unknown subcommand '".utf8) + shown(request[1], longest)
        + Array("'. Try \("\(command)".uppercased()) HELP.".utf8))
  }

  /// The most that is shown of what the client has sent.
  private static let longest = 128

  /// The beginning of a word; what is behind a NUL is not shown.
  static func shown(_ word: Span<UInt8>, _ limit: Int = .max) -> [UInt8] {
    var text: [UInt8] = []
    for index in word.indices {
      guard text.count < limit, word[index] != 0 else { break }
      text.append(word[index])
    }
    return text
  }
}
