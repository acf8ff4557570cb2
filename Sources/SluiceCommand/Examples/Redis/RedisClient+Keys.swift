// Commands on keys: whether they are there, and for how long.

extension RedisClient {
  mutating func delete(_ request: borrowing RedisRequest, _ keys: inout RedisKeyspace) {
    var count = 0
    for index in 1..<request.count {
      guard let place = keys.find(request[index]) else { continue }
      keys.remove(place)
      count += 1
    }
    reply.integer(count)
  }

  /// A key that is named twice counts twice.
  mutating func exists(_ request: borrowing RedisRequest, _ keys: inout RedisKeyspace) {
    var count = 0
    for index in 1..<request.count where keys.find(request[index]) != nil { count += 1 }
    reply.integer(count)
  }

  mutating func flushAll(
    _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    guard
      request.count == 1
        || request.count == 2 && (request.isWord(1, "async") || request.isWord(1, "sync"))
    else { throw .syntax }
    keys.removeAll()
    reply.ok()
  }

  // MARK: Expiry

  mutating func timeToLive(
    _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace, millisecondsPerUnit unit: Int
  ) {
    guard let place = keys.find(request[1]) else { return reply.integer(-2) }
    let expiry = keys.expiry(at: place)
    guard expiry != RedisKeyspace.never else { return reply.integer(-1) }
    reply.integer((Int(expiry - keys.now()) + unit / 2) / unit)
  }

  mutating func expire(
    _ command: RedisCommand, _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    let condition = try RedisExpiryCondition(request)
    guard let number = request[2].integer else { throw .notAnInteger }
    let unit: Int64 = command == .expire ? 1000 : 1
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: unit)
    let (expiry, isTooLate) = product.addingReportingOverflow(keys.now())
    guard !isTooLarge, !isTooLate else { throw .invalidExpiry(in: command) }
    guard let place = keys.find(request[1]), condition.allows(expiry, keys.expiry(at: place))
    else { return reply.integer(0) }
    if expiry <= keys.now() { keys.remove(place) } else { keys.setExpiry(expiry, at: place) }
    reply.integer(1)
  }
}

/// What may stand behind EXPIRE key number: `NX`, `XX`, `GT`, `LT`.
private struct RedisExpiryCondition {
  private var needsNone = false
  private var needsSome = false
  private var needsLater = false
  private var needsEarlier = false

  init(_ request: borrowing RedisRequest) throws(RedisError) {
    for index in 3..<max(3, request.count) {
      if request.isWord(index, "nx") {
        needsNone = true
      } else if request.isWord(index, "xx") {
        needsSome = true
      } else if request.isWord(index, "gt") {
        needsLater = true
      } else if request.isWord(index, "lt") {
        needsEarlier = true
      } else {
        throw RedisError(
          bytes: Array("ERR Unsupported option ".utf8) + RedisError.shown(request[index]))
      }
    }
    guard !needsNone || !(needsSome || needsLater || needsEarlier) else {
      throw RedisError(
        "ERR NX and XX, GT or LT options at the same time are not compatible")
    }
    guard !needsLater || !needsEarlier else {
      throw RedisError("ERR GT and LT options at the same time are not compatible")
    }
  }

  /// Whether a key that expires at `old` is to expire at `new`. `never` is later than anything.
  func allows(_ new: Int64, _ old: Int64) -> Bool {
    if needsNone, old != RedisKeyspace.never { return false }
    if needsSome, old == RedisKeyspace.never { return false }
    if needsLater, new <= old { return false }
    return !needsEarlier || new < old
  }
}
