// Codecs over plain arrays.

import SluiceCore
import TestSupport

/// What a codec makes of all of `bytes`.
func decoded(
  _ bytes: [UInt8], _ encoding: TextEncoding, _ invalid: InvalidTextPolicy = .fail
) -> Result<String, MalformedBytes> {
  do throws(MalformedBytes) {
    return .success(try encoding.codec.decode(bytes.span, invalid: invalid))
  } catch {
    return .failure(error)
  }
}

/// What `bytes` begin with.
func firstScalar(
  _ bytes: [UInt8], _ encoding: TextEncoding, isEnd: Bool = true
) -> ScalarDecoding {
  encoding.codec.decodeScalar(bytes.span, isEnd: isEnd)
}

/// How far the first `limit` characters of `bytes` reach.
func extent(
  _ bytes: [UInt8], _ encoding: TextEncoding, _ invalid: InvalidTextPolicy = .fail,
  limit: Int = .max, isEnd: Bool = true
) -> TextExtent {
  encoding.codec.extent(of: bytes.span, limit: limit, isEnd: isEnd, invalid: invalid)
}

/// The first character of the text that cannot be encoded.
func firstUnencodable(_ text: String, _ encoding: TextEncoding) -> UnencodableCharacter? {
  let utf8 = Array(text.utf8)
  return encoding.codec.firstUnencodable(in: utf8.span)
}

/// What the start of a stream tells of UTF-16.
func resolvedUTF16(_ start: [UInt8], isEnd: Bool) -> ResolvedCodec? {
  TextEncoding.utf16.codec.resolvedForReading(start: start.span, isEnd: isEnd)
}

/// The text encoded into rooms of that many bytes, one after the other, up to the end or to the
/// first character that cannot be encoded.
func encoded(
  _ text: String, _ encoding: TextEncoding, _ invalid: InvalidTextPolicy = .fail,
  room roomCount: Int = 1 << 20
) -> (bytes: [UInt8], read: Int, stop: EncodingProgress.Stop) {
  let utf8 = Array(text.utf8)
  var bytes: [UInt8] = []
  var read = 0
  while true {
    var room = [UInt8](repeating: 0xAA, count: roomCount + 8)
    var span = room.mutableSpan
    let lent = LentBytes(lending: &span).prefix(roomCount)
    let progress = encoding.codec.encode(
      utf8.span.extracting(read...), into: lent, invalid: invalid)
    precondition(room[roomCount...].allSatisfy { $0 == 0xAA }, "written past the room")
    bytes += room[..<progress.written]
    read += progress.read
    guard progress.stop == .needsRoom, progress.read > 0 else {
      return (bytes, read, progress.stop)
    }
  }
}

/// The bytes of a scalar, nil if there are none.
func encodedScalar(_ scalar: Unicode.Scalar, _ encoding: TextEncoding) -> [UInt8]? {
  guard let encoded = encoding.codec.encode(scalar) else { return nil }
  return (0..<encoded.count).map { encoded[$0] }
}

/// All scalars, of which there are 1,112,064.
let everyScalar: [Unicode.Scalar] = (0...0x10_FFFF).compactMap { Unicode.Scalar($0) }

/// The first and the last scalar of each length in UTF-8 and UTF-16, and their neighbours.
let boundaryScalars: [Unicode.Scalar] = [
  0, 0x7F, 0x80, 0xBF, 0xC0, 0xFF, 0x100, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF,
  0xE000, 0xFEFF, 0xFFFD, 0xFFFF, 0x1_0000, 0x3_FFFF, 0x4_0000, 0xF_FFFF, 0x10_0000, 0x10_FFFF,
].compactMap { Unicode.Scalar($0) }

/// Random text: `others` in a hundred characters are not US-ASCII but below `limit`.
func randomText(
  count: Int, others: Int, below limit: UInt32, _ generator: inout SplitMix64
) -> String {
  var text = String.UnicodeScalarView()
  for _ in 0..<count {
    let isOther = Int.random(in: 0..<100, using: &generator) < others
    let value = UInt32.random(in: isOther ? 0x80..<limit : 0..<0x80, using: &generator)
    text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
  }
  return String(text)
}
