// Replies, gathered until they are written together. RESP 2 and RESP 3.

/// The replies to some requests, in the protocol that the client has chosen.
struct RedisReply {
  /// What has been gathered.
  private(set) var bytes: [UInt8] = []

  /// 2 or 3: how what RESP 2 has no form for is written.
  var version = 2

  /// The most bytes of the replies to one request, where it is the client who says how many there are.
  static let most = 1 << 30

  /// A buffer that has been larger is not kept.
  private static let mostKept = 64 * 1024

  /// Forgets what has been written.
  mutating func clear() {
    if bytes.capacity > Self.mostKept { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
  }

  // MARK: Replies

  mutating func ok() { bytes.append("+OK\r\n".utf8.span) }

  /// A word that is no error.
  mutating func simple(_ text: String) {
    bytes.append("+".utf8.span)
    bytes.append(text.utf8.span)
    end()
  }

  mutating func error(_ error: RedisError) {
    bytes.append("-".utf8.span)
    bytes.append(error.text.span)
    end()
  }

  mutating func integer(_ value: Int) { head(":", value) }

  mutating func bulk(_ value: Span<UInt8>) {
    head("$", value.count)
    bytes.append(value)
    end()
  }

  mutating func bulk(_ text: String) { bulk(text.utf8.span) }

  mutating func null() { bytes.append((version == 2 ? "$-1\r\n" : "_\r\n").utf8.span) }

  /// So many replies follow.
  mutating func array(_ count: Int) { head("*", count) }

  /// So many replies follow, in no order.
  mutating func set(_ count: Int) { head(version == 2 ? "*" : "~", count) }

  /// So many pairs of replies follow.
  mutating func map(_ count: Int) {
    if version == 2 { head("*", 2 * count) } else { head("%", count) }
  }

  // MARK: Parts

  @inline(__always)
  private mutating func head(_ kind: Unicode.Scalar, _ number: Int) {
    bytes.append(UInt8(ascii: kind))
    if 0...9 ~= number {
      bytes.append(UInt8(truncatingIfNeeded: number) &+ UInt8(ascii: "0"))
    } else {
      bytes.append(RedisDigits(Int64(number)).span)
    }
    end()
  }

  @inline(__always)
  private mutating func end() {
    bytes.append(UInt8(ascii: "\r"))
    bytes.append(UInt8(ascii: "\n"))
  }
}
