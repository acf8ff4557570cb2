// Commands that read and write values.

extension RedisClient {
  mutating func get(_ request: borrowing RedisRequest, _ keys: inout RedisKeyspace) {
    replyValue(of: request[1], keys: &keys)
  }

  mutating func getMany(_ request: borrowing RedisRequest, _ keys: inout RedisKeyspace) {
    reply.array(request.count - 1)
    for index in 1..<request.count {
      replyValue(of: request[index], keys: &keys)
      // One request may name a large value many times.
      guard reply.bytes.count <= RedisReply.most else { return isOver = true }
    }
  }

  @inline(__always)
  private mutating func replyValue(of key: Span<UInt8>, keys: inout RedisKeyspace) {
    guard let place = keys.find(key) else { return reply.null() }
    keys.withValue(at: place) { reply.bulk($0) }
  }

  mutating func set(
    _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    let key = request[1]
    guard request.count > 3 else {
      keys.set(key, to: request[2])
      reply.ok()
      return
    }
    let options = try RedisSetOptions(request, &keys)
    if options.repliesOldValue { replyValue(of: key, keys: &keys) }
    if let mustExist = options.mustExist, mustExist != (keys.find(key) != nil) {
      if !options.repliesOldValue { reply.null() }
      return
    }
    keys.set(key, to: request[2], expiry: options.keepsExpiry ? nil : options.expiry)
    if !options.repliesOldValue { reply.ok() }
  }

  mutating func setMany(
    _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    guard !request.count.isMultiple(of: 2) else { throw .wrongNumberOfArguments(for: "mset") }
    var index = 1
    while index < request.count {
      keys.set(request[index], to: request[index &+ 1])
      index &+= 2
    }
    reply.ok()
  }

  // MARK: Counting

  mutating func increase(
    _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    guard let amount = request[2].integer else { throw .notAnInteger }
    try add(amount, request, &keys)
  }

  mutating func decrease(
    _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    guard let amount = request[2].integer else { throw .notAnInteger }
    guard amount != .min else { throw RedisError("ERR decrement would overflow") }
    try add(-amount, request, &keys)
  }

  /// The time of expiry stays.
  mutating func add(
    _ amount: Int64, _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    let place = keys.find(request[1])
    var value: Int64 = 0
    if let place {
      guard let old = keys.withValue(at: place, { $0.integer }) else { throw .notAnInteger }
      value = old
    }
    let (sum, overflows) = value.addingReportingOverflow(amount)
    guard !overflows else { throw RedisError("ERR increment or decrement would overflow") }
    let digits = RedisDigits(sum)
    if let place {
      keys.setValue(digits.span, at: place)
    } else {
      keys.set(request[1], to: digits.span)
    }
    reply.integer(Int(sum))
  }
}
