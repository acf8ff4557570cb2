import SluiceCore
import TestSupport
import Testing

/// What every encoding must do, with each of them.
struct RoundTripTests {
  @Test(arguments: TextEncoding.all)
  func `every scalar that can be written is read again`(encoding: TextEncoding) {
    let scalars = everyScalar.filter { encoding.codec.encode($0) != nil }
    let all = scalars.count == everyScalar.count
    #expect(all == encoding.codec.encodesEveryScalar)
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    let text = String(view)
    let (bytes, read, stop) = encoded(text, encoding)
    #expect(stop == .finished && read == text.utf8.count)
    #expect(bytes == reference(scalars, encoding))
    #expect(decoded(bytes, encoding) == .success(text))
    #expect(decoded(bytes, encoding, .replace) == .success(text))
    let whole = TextExtent(bytes: bytes.count, characters: scalars.count)
    #expect(extent(bytes, encoding) == whole)
  }

  @Test(arguments: TextEncoding.all)
  func `one scalar is read as it was written`(encoding: TextEncoding) throws {
    let sample = stride(from: 0, to: everyScalar.count, by: 97).map { everyScalar[$0] }
    for scalar in boundaryScalars + sample {
      guard let bytes = encodedScalar(scalar, encoding) else {
        #expect(encoding == .usASCII ? scalar.value > 0x7F : scalar.value > 0xFF)
        continue
      }
      #expect(bytes == reference([scalar], encoding))
      #expect(firstScalar(bytes + [0x41], encoding) == .scalar(scalar, count: bytes.count))
      for count in 1..<max(1, bytes.count) {
        #expect(firstScalar(Array(bytes[..<count]), encoding, isEnd: false) == .incomplete)
      }
    }
  }

  @Test(arguments: TextEncoding.all, [0, 1, 10, 50, 100])
  func `random text survives rooms of every size`(encoding: TextEncoding, others: Int) {
    var generator = Seeds.generator()
    let limit: UInt32 = encoding == .latin1 ? 0x100 : encoding == .usASCII ? 0x81 : 0x11_0000
    for count in Array(0...40) + [63, 64, 65, 127, 128, 129, 300, 1100] {
      var text = randomText(count: count, others: others, below: limit, &generator)
      if encoding == .usASCII { text.unicodeScalars.removeAll { !$0.isASCII } }
      let bytes = reference(Array(text.unicodeScalars), encoding)
      #expect(decoded(bytes, encoding) == .success(text), "\(count), \(Seeds.note)")
      for room in [4, 5, 7, 8, 9, 10, 11, 16, 31, 64, 5000] {
        let (pieces, read, stop) = encoded(text, encoding, room: room)
        #expect(pieces == bytes, "\(count) in \(room), \(Seeds.note)")
        #expect(read == text.utf8.count && stop == .finished, "\(count) in \(room), \(Seeds.note)")
      }
    }
  }

  @Test(arguments: TextEncoding.all)
  func `an extent ends after as many characters as asked for`(encoding: TextEncoding) {
    let text = encoding.codec.encodesEveryScalar ? "aé€😀bcdefghijklm😀é" : "abcdefgh ijklm"
    let scalars = Array(text.unicodeScalars)
    let bytes = reference(scalars, encoding)
    for limit in 0...scalars.count + 1 {
      let taken = min(limit, scalars.count)
      let expected = TextExtent(
        bytes: reference(Array(scalars[..<taken]), encoding).count, characters: taken)
      for isEnd in [false, true] {
        #expect(extent(bytes, encoding, limit: limit, isEnd: isEnd) == expected)
      }
    }
  }

  /// The bytes as the standard library or the definition has them.
  private func reference(_ scalars: [Unicode.Scalar], _ encoding: TextEncoding) -> [UInt8] {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    let text = String(view)
    switch encoding {
    case .utf8: return Array(text.utf8)
    case .latin1, .usASCII: return scalars.map { UInt8($0.value) }
    default:
      var bytes: [UInt8] = []
      for unit in text.utf16 {
        let isLittle = encoding == .utf16LittleEndian
        let ordered = isLittle ? unit.byteSwapped : unit
        bytes.append(UInt8(ordered >> 8))
        bytes.append(UInt8(truncatingIfNeeded: ordered))
      }
      return bytes
    }
  }
}
