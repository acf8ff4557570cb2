// What may stand behind SET key value.

/// `NX`, `XX`, `GET`, `KEEPTTL`, and one of `EX`, `PX`, `EXAT` and `PXAT` with its number.
struct RedisSetOptions {
  /// Whether there must be such a key (XX), or must not (NX); nil: it does not matter.
  private(set) var mustExist: Bool?
  private(set) var repliesOldValue = false
  private(set) var keepsExpiry = false
  /// In milliseconds since 1970.
  private(set) var expiry = RedisKeyspace.never

  init(
    _ request: borrowing RedisRequest, _ keys: inout RedisKeyspace
  ) throws(RedisError) {
    // The number is looked at last: an error behind it comes first.
    var time: (number: Int, unit: Int64, isRelative: Bool)?
    var index = 3
    while index < request.count {
      if request.isWord(index, "nx"), mustExist != true {
        mustExist = false
      } else if request.isWord(index, "xx"), mustExist != false {
        mustExist = true
      } else if request.isWord(index, "get") {
        repliesOldValue = true
      } else if request.isWord(index, "keepttl"), time == nil {
        keepsExpiry = true
      } else if let (unit, isRelative) = Self.unit(request, index), !keepsExpiry,
        // The same one again takes the other's place.
        time.map({ $0.unit == unit && $0.isRelative == isRelative }) ?? true,
        index + 1 < request.count
      {
        time = (index + 1, unit, isRelative)
        index += 1
      } else {
        throw .syntax
      }
      index += 1
    }
    guard let time else { return }
    guard let number = request[time.number].integer else { throw .notAnInteger }
    guard number > 0 else { throw .invalidExpiry(in: .set) }
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: time.unit)
    let start = time.isRelative ? keys.now() : 0
    let (sum, isTooLate) = product.addingReportingOverflow(start)
    guard !isTooLarge, !isTooLate else { throw .invalidExpiry(in: .set) }
    expiry = sum
  }

  /// In milliseconds, and whether it counts from now.
  private static func unit(
    _ request: borrowing RedisRequest, _ index: Int
  ) -> (Int64, isRelative: Bool)? {
    if request.isWord(index, "ex") { return (1000, true) }
    if request.isWord(index, "px") { return (1, true) }
    if request.isWord(index, "exat") { return (1000, false) }
    if request.isWord(index, "pxat") { return (1, false) }
    return nil
  }
}
