// What clients ask about the server.

extension RedisClient {
  // MARK: CONFIG

  /// What can be asked for: that nothing is kept on disk, and that there is one database.
  private static let configuration = [
    ("appendonly", "no"), ("databases", "1"), ("maxmemory", "0"), ("save", ""),
  ]

  mutating func config(_ request: borrowing RedisRequest) throws(RedisError) {
    guard request.isWord(1, "get") else { throw .unknownSubcommand(request, of: .config) }
    guard request.count > 2 else { throw .wrongNumberOfArguments(for: "config|get") }
    var found: [(name: [UInt8], value: String)] = []
    for index in 2..<request.count {
      for (name, value) in Self.configuration {
        let isAll = request.isWord(index, "*")
        guard isAll || request.isWord(index, name) else { continue }
        let shown = isAll ? Array(name.utf8) : RedisError.shown(request[index])
        let isKnown = found.contains {
          $0.name.elementsEqual(shown) { $0.smallLetter == $1.smallLetter }
        }
        if !isKnown { found.append((shown, value)) }
      }
    }
    reply.map(found.count)
    for (name, value) in found {
      reply.bulk(name.span)
      reply.bulk(value)
    }
  }

  // MARK: COMMAND

  mutating func commands(_ request: borrowing RedisRequest) throws(RedisError) {
    if request.count == 1 {
      reply.array(RedisCommand.allCases.count)
      for command in RedisCommand.allCases { describe(command) }
    } else if request.isWord(1, "count") {
      try require(2, request, "command|count")
      reply.integer(RedisCommand.allCases.count)
    } else if request.isWord(1, "docs") {
      // There are none.
      reply.map(0)
    } else if request.isWord(1, "info") {
      reply.array(request.count - 2)
      for index in 2..<request.count {
        if let command = RedisCommand(request[index]) { describe(command) } else { reply.null() }
      }
    } else {
      throw .unknownSubcommand(request, of: .command)
    }
  }

  /// Its name, its arity, no flags, and where its keys are.
  private mutating func describe(_ command: RedisCommand) {
    reply.array(6)
    reply.bulk("\(command)")
    reply.integer(command.arity)
    reply.set(0)
    reply.integer(command.keys.first)
    reply.integer(command.keys.last)
    reply.integer(command.keys.step)
  }
}
