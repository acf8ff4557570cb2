// Decoding and encoding from memory to memory.

import CReference
public import SluiceCore

/// What is done with a text as a whole.
public enum CodecWork {
  /// Decodes pieces of `piece` bytes to strings; returns the sum of their lengths in UTF-8.
  @inline(never)
  public static func decode(_ bytes: [UInt8], _ encoding: TextEncoding, piece: Int = .max) -> Int {
    let all = bytes.span
    let codec = encoding.codec
    var sum = 0
    var start = 0
    while start < all.count {
      let end = start + min(piece, all.count - start)
      guard let text = try? codec.decode(all.extracting(start..<end), invalid: .fail) else {
        return 0
      }
      sum &+= text.utf8.count
      start = end
    }
    return sum
  }

  /// UTF-8 by the standard library alone.
  @inline(never)
  public static func validateAndCopy(_ bytes: [UInt8]) -> Int {
    guard let text = try? UTF8Span(validating: bytes.span) else { return 0 }
    return String(copying: text).utf8.count
  }

  /// Encodes a text into `room`; returns how many bytes were written.
  @inline(never)
  public static func encode(_ text: String, _ encoding: TextEncoding, _ room: inout [UInt8]) -> Int
  {
    var span = room.mutableSpan
    return encoding.codec.encode(text.utf8.span, into: LentBytes(lending: &span)).written
  }

  /// The text of well-formed `utf8` in that encoding, which must have all of its characters.
  public static func encoded(_ utf8: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    var room = [UInt8](repeating: 0, count: 4 * utf8.count)
    var span = room.mutableSpan
    let progress = encoding.codec.encode(utf8.span, into: LentBytes(lending: &span))
    precondition(progress.stop == .finished, "a text that cannot be encoded in \(encoding)")
    return Array(room[..<progress.written])
  }

  /// Widens Latin-1 in C, pieces of `piece` bytes.
  @inline(never)
  public static func widenInC(_ bytes: [UInt8], _ room: inout [UInt8], piece: Int = .max) -> Int {
    var sum = 0
    unsafe room.withUnsafeMutableBufferPointer { room in
      unsafe bytes.withUnsafeBufferPointer { all in
        var start = 0
        while start < all.count {
          let count = min(piece, all.count - start)
          // The room is twice as long as the bytes.
          sum &+= unsafe c_reference_widen(all.baseAddress! + start, count, room.baseAddress)
          start += count
        }
      }
    }
    return sum
  }

  /// Converts with iconv, pieces of `piece` bytes.
  @inline(never)
  public static func iconv(
    _ bytes: [UInt8], from: String, to: String, _ room: inout [UInt8], piece: Int = .max
  ) -> Int {
    var sum = 0
    unsafe room.withUnsafeMutableBufferPointer { room in
      unsafe bytes.withUnsafeBufferPointer { all in
        var start = 0
        while start < all.count {
          let count = min(piece, all.count - start)
          // iconv keeps to the room.
          sum &+= unsafe c_reference_iconv(
            from, to, all.baseAddress! + start, count, room.baseAddress, room.count)
          start += count
        }
      }
    }
    return sum
  }

  /// How often the program has allocated so far.
  public static var allocations: Int { Int(c_reference_allocations()) }
}
