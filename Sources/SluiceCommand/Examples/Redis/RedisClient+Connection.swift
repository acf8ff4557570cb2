// Commands on the connection itself.

extension RedisClient {
  mutating func ping(_ request: borrowing RedisRequest) throws(RedisError) {
    switch request.count {
    case 1: reply.simple("PONG")
    case 2: reply.bulk(request[1])
    default: throw .wrongNumberOfArguments(for: "ping")
    }
  }

  mutating func quit() {
    reply.ok()
    isOver = true
  }

  /// There is one database.
  mutating func select(_ request: borrowing RedisRequest) throws(RedisError) {
    guard let number = request[1].integer else { throw .notAnInteger }
    guard Int32(exactly: number) != nil else {
      throw RedisError(
        "ERR value is out of range, value must between -2147483648 and 2147483647")
    }
    guard number == 0 else { throw .databaseOutOfRange }
    reply.ok()
  }

  // MARK: HELLO

  mutating func hello(_ request: borrowing RedisRequest) throws(RedisError) {
    var version = reply.version
    if request.count > 1 {
      guard let number = request[1].integer else {
        throw RedisError("ERR Protocol version is not an integer or out of range")
      }
      guard 2...3 ~= number else { throw RedisError("NOPROTO unsupported protocol version") }
      version = Int(number)
    }
    var newName = name
    var index = 2
    while index < request.count {
      if request.isWord(index, "setname"), index + 1 < request.count {
        newName = try Self.checkedName(request[index + 1])
        index += 2
      } else if request.isWord(index, "auth"), index + 2 < request.count {
        // The user that everybody is has no password: any will do.
        guard request.isWord(index + 1, "default") else {
          throw RedisError("WRONGPASS invalid username-password pair or user is disabled.")
        }
        index += 3
      } else {
        throw RedisError(
          bytes: Array("ERR Syntax error in HELLO option '".utf8)
            + RedisError.shown(request[index]) + Array("'".utf8))
      }
    }
    (reply.version, name) = (version, newName)
    replyHello()
  }

  private mutating func replyHello() {
    reply.map(7)
    reply.bulk("server")
    reply.bulk("sluice")
    reply.bulk("version")
    reply.bulk(Self.redisVersion)
    reply.bulk("proto")
    let version = reply.version
    reply.integer(version)
    reply.bulk("id")
    reply.integer(number)
    reply.bulk("mode")
    reply.bulk("standalone")
    reply.bulk("role")
    reply.bulk("master")
    reply.bulk("modules")
    reply.array(0)
  }

  /// The version of Redis whose answers these are: clients ask for it.
  private static let redisVersion = "7.0.0"

  // MARK: CLIENT

  mutating func client(_ request: borrowing RedisRequest) throws(RedisError) {
    if request.isWord(1, "id") {
      try require(2, request, "client|id")
      reply.integer(number)
    } else if request.isWord(1, "getname") {
      try require(2, request, "client|getname")
      let name = name
      if name.isEmpty { reply.null() } else { reply.bulk(name.span) }
    } else if request.isWord(1, "setname") {
      try require(3, request, "client|setname")
      name = try Self.checkedName(request[2])
      reply.ok()
    } else if request.isWord(1, "setinfo") {
      try require(4, request, "client|setinfo")
      try setInformation(request)
    } else {
      throw .unknownSubcommand(request, of: .client)
    }
  }

  /// What a library says of itself is not kept.
  private mutating func setInformation(_ request: borrowing RedisRequest) throws(RedisError) {
    guard request.isWord(2, "lib-name") || request.isWord(2, "lib-ver") else {
      throw RedisError(
        bytes: Array("ERR Unrecognized option '".utf8) + RedisError.shown(request[2])
          + Array("'".utf8))
    }
    reply.ok()
  }

  private static func checkedName(_ name: Span<UInt8>) throws(RedisError) -> [UInt8] {
    var copy: [UInt8] = []
    for index in name.indices {
      guard 0x21...0x7e ~= name[index] else {
        throw RedisError(
          "ERR Client names cannot contain spaces, newlines or special characters.")
      }
      copy.append(name[index])
    }
    return copy
  }

  /// That a request of a subcommand has so many words.
  func require(
    _ count: Int, _ request: borrowing RedisRequest, _ name: String
  ) throws(RedisError) {
    guard request.count == count else { throw .wrongNumberOfArguments(for: name) }
  }
}
