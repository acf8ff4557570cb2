// What the server knows of one connection, and how a request is carried out for it.

/// A client: its number and name, its protocol, and the replies that it has not been sent.
struct RedisClient {
  let number: Int
  var name: [UInt8] = []
  var reply = RedisReply()
  /// It has quit, or broken the protocol: the replies are the last.
  var isOver = false

  init(number: Int) { self.number = number }

  /// Carries a request out; its reply is gathered.
  @inline(__always)
  mutating func run(_ request: borrowing RedisRequest, _ keys: inout RedisKeyspace) {
    do throws(RedisError) {
      guard let command = RedisCommand(request[0]) else { throw .unknownCommand(request) }
      guard command.takes(request.count) else {
        throw .wrongNumberOfArguments(for: "\(command)")
      }
      try run(command, request, &keys)
    } catch {
      reply.error(error)
    }
  }

  @inline(__always)
  private mutating func run(
    _ command: RedisCommand, _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    switch command {
    case .get: get(request, &keys)
    case .set: try set(request, &keys)
    case .incr: try add(1, request, &keys)
    case .mset: try setMany(request, &keys)
    case .mget: getMany(request, &keys)
    case .del: delete(request, &keys)
    case .exists: exists(request, &keys)
    case .decr: try add(-1, request, &keys)
    case .incrby: try increase(request, &keys)
    case .decrby: try decrease(request, &keys)
    case .expire, .pexpire: try expire(command, request, &keys)
    case .ttl: timeToLive(request, &keys, millisecondsPerUnit: 1000)
    case .pttl: timeToLive(request, &keys, millisecondsPerUnit: 1)
    case .dbsize: reply.integer(keys.count)
    case .flushall: try flushAll(request, &keys)
    case .ping: try ping(request)
    case .echo: reply.bulk(request[1])
    case .select: try select(request)
    case .hello: try hello(request)
    case .quit: quit()
    case .client: try client(request)
    case .config: try config(request)
    case .command: try commands(request)
    }
  }
}
