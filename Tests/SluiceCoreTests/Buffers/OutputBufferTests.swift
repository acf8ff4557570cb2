import SluiceCore
import TestSupport
import Testing

struct OutputBufferTests {
  /// An output buffer that closures may capture.
  final class Held {
    let pool = BufferPool(maximumPooledBytes: 1 << 22)
    var output: OutputBuffer

    init(capacity: Int) { output = OutputBuffer(capacity: capacity, pool: pool) }

    // What an expectation cannot ask a noncopyable value itself.
    var room: Int { output.room }
    var gathered: Int { output.gathered }
    var unsent: Int { output.unsent }
    var isFlying: Bool { output.isFlying }
    var isEmpty: Bool { output.isEmpty }
    var hasMemory: Bool { output.hasMemory }
    func appendAll(_ text: String) -> Bool { output.appendAll(text) }
    func discard() -> Int { output.discard() }
    func abandonFlight() -> Int { output.abandonFlight() }
    func sealedCount() -> Int? { output.seal()?.count }
    func restCount(afterSending n: Int) -> Int? { output.sent(n)?.count }

    @discardableResult
    func append(_ text: String) -> Int { output.append(text.utf8.span) }

    func seal() -> String? { output.seal().map { String(decoding: $0.copied(), as: UTF8.self) } }

    func sent(_ n: Int) -> String? {
      output.sent(n).map { String(decoding: $0.copied(), as: UTF8.self) }
    }
  }

  @Test
  func `append takes what fits and appendAll all or nothing`() {
    let held = Held(capacity: 4)
    #expect(held.append("abc") == 3)
    #expect(held.room == 1)
    #expect(!held.appendAll("de"))
    #expect(held.append("de") == 1)
    #expect(held.append("e") == 0)
    #expect(held.gathered == 4)
    #expect(held.seal() == "abcd")
    #expect(held.sent(4) == nil)
    #expect(held.appendAll("efgh"))
    #expect(held.appendAll(""))
  }

  @Test
  func `what is written during a flight goes in the next one`() {
    let held = Held(capacity: 4)
    #expect(held.seal() == nil)
    held.append("ab")
    #expect(held.seal() == "ab")
    #expect(held.isFlying)
    #expect(held.append("cdefg") == 4)
    #expect(held.seal() == nil, "one flight at a time")
    #expect(held.unsent == 6)
    #expect(held.sent(1) == "b")
    #expect(held.sent(0) == "b")
    #expect(held.unsent == 5)
    #expect(held.sent(1) == nil)
    #expect(!held.isFlying)
    #expect(held.seal() == "cdef")
    #expect(held.sent(4) == nil)
    #expect(held.isEmpty)
  }

  @Test
  func `no send is larger than one mebibyte`() {
    let held = Held(capacity: 3 << 20)
    held.append(String(repeating: "x", count: (2 << 20) + 5))
    #expect(held.sealedCount() == 1 << 20)
    #expect(held.restCount(afterSending: 1 << 20) == 1 << 20)
    #expect(held.restCount(afterSending: 10) == (1 << 20) - 5)
    #expect(held.restCount(afterSending: (1 << 20) - 5) == nil)
  }

  @Test
  func `discard drops what does not fly`() {
    let held = Held(capacity: 4)
    held.append("ab")
    _ = held.seal()
    held.append("cde")
    #expect(held.discard() == 3)
    #expect(held.unsent == 2)
    #expect(held.abandonFlight() == 2)
    #expect(held.isEmpty)
    #expect(held.discard() == 0)
  }

  @Test
  func `memory is taken block by block when needed and given back when told`() {
    let held = Held(capacity: 4)
    #expect(!held.hasMemory)
    for _ in 0..<3 {
      held.append("ab")
      _ = held.seal()
      _ = held.sent(2)
    }
    #expect(held.pool.outstanding == 1, "requests and replies need one block")
    held.append("ab")
    _ = held.seal()
    held.append("cd")
    #expect(held.pool.outstanding == 2)
    _ = held.sent(2)
    _ = held.seal()
    _ = held.sent(2)
    #expect(held.hasMemory)
    held.output.release()
    #expect(!held.hasMemory)
    #expect(held.pool.outstanding == 0)
  }

  @Test
  func `a buffer that goes gives its blocks back, unsent bytes or not`() {
    let pool = BufferPool(maximumPooledBytes: 100)
    do {
      var output = OutputBuffer(capacity: 4, pool: pool)
      _ = output.append("ab".utf8.span)
    }
    #expect(pool.outstanding == 0)
  }

  @Test
  func `what flies may not be released`() async {
    await #expect(processExitsWith: .failure) {
      var output = OutputBuffer(capacity: 4, pool: BufferPool(maximumPooledBytes: 0))
      _ = output.append("ab".utf8.span)
      _ = output.seal()
      output.release()
    }
    await #expect(processExitsWith: .failure) {
      var output = OutputBuffer(capacity: 4, pool: BufferPool(maximumPooledBytes: 0))
      _ = output.append("ab".utf8.span)
      _ = output.seal()
      // Destroyed while the kernel may still read.
    }
  }

  @Test
  func `random writes and flights keep the order`() {
    var generator = Seeds.generator()
    for _ in 0..<200 {
      let held = Held(capacity: .random(in: 1...9, using: &generator))
      var written: [UInt8] = []
      var sent: [UInt8] = []
      var flying: LentBytes?
      for index in 0..<200 {
        if Bool.random(using: &generator) {
          let count = Int.random(in: 0...5, using: &generator)
          let bytes = (0..<count).map { UInt8(truncatingIfNeeded: index + $0) }
          written += bytes.prefix(held.output.append(bytes.span))
        } else if let bytes = flying {
          let n = Int.random(in: 0...bytes.count, using: &generator)
          sent += bytes.prefix(n).copied()
          flying = held.output.sent(n)
        } else {
          flying = held.output.seal()
        }
        #expect(held.unsent == written.count - sent.count, "\(Seeds.note)")
      }
      while let bytes = flying {
        sent += bytes.copied()
        flying = held.output.sent(bytes.count) ?? held.output.seal()
      }
      if flying == nil, let bytes = held.output.seal() {
        sent += bytes.copied()
        _ = held.output.sent(bytes.count)
      }
      #expect(sent == written, "\(Seeds.note)")
    }
  }
}
