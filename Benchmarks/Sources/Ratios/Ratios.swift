// Prints what the core's work costs in comparison with what one would write in C or with the
// standard library, as medians of ratios, and how often it allocates. Pin it to one core:
// taskset -c 1 Ratios. Ends with status 1 where a line allocates more than it may; times are for
// people to judge.

import CoreWork
import Foundation
import SluiceCore

@main
enum Ratios {
  static func main() {
    print(row("", "ns", "reference", "ratio", "limit"))
    var tooSlow = 0
    for comparison in lines() + utf8() + latin1() + encoding() {
      let (ours, reference, ratio) = comparison.run()
      if ratio > comparison.limit { tooSlow += 1 }
      print(
        row(
          comparison.name, "\(ours)", "\(reference)", rounded(ratio), rounded(comparison.limit))
          + (ratio > comparison.limit ? "  TOO SLOW" : ""))
    }
    let tooMany = printAllocations()
    print("beyond their limits: \(tooSlow) times, \(tooMany) counts of allocations")
    if tooMany > 0 { exit(1) }
  }

  /// Returns how many formats allocate too often.
  private static func printAllocations() -> Int {
    print(row("\nallocations of a line", "span", "string"))
    let all = LineAllocations.all()
    for counted in all {
      print(
        row("\(counted.format)", rounded(counted.spans), rounded(counted.strings))
          + (counted.isWithinLimits ? "" : "  TOO MANY"))
    }
    return all.count { !$0.isWithinLimits }
  }

  private static func row(_ columns: String...) -> String {
    let name = columns[0] + String(repeating: " ", count: max(0, 48 - columns[0].count))
    return name
      + columns.dropFirst().map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }
      .joined()
  }

  private static func rounded(_ ratio: Double) -> String {
    "\((ratio * 1000).rounded() / 1000)"
  }

  /// 64-byte lines, a buffer of 64 KiB at a time.
  private static func lines() -> [Comparison] {
    let bytes = Texts.lines(count: 1024)
    let encodings: [(String, ExternalFormat)] = [
      ("utf-8,crlf", ExternalFormat()), ("utf-8,lf", ExternalFormat(lineEnding: .lf)),
      ("latin-1,crlf", ExternalFormat(encoding: .latin1)),
    ]
    return encodings.flatMap { name, format in
      [
        Comparison(
          name: "lines as spans, \(name) : memchr in C", limit: 1.3, rounds: 401,
          ours: { filled(bytes, format) { $0.takeSpans() } },
          reference: { nanoseconds { LineWork.reference(bytes) } }),
        Comparison(
          name: "the same in two calls, \(name)", limit: 1.5, rounds: 401,
          ours: { filled(bytes, format) { $0.takeSpansInTwoCalls() } },
          reference: { nanoseconds { LineWork.reference(bytes) } }),
        Comparison(
          name: "lines as strings, \(name) : memchr, String", limit: 1.5, rounds: 401,
          ours: { filled(bytes, format) { $0.takeStrings() } },
          reference: {
            nanoseconds {
              LineWork.reference(bytes)
                + LineWork.strings(bytes)
            }
          }),
      ]
    }
  }

  private static func filled(
    _ bytes: [UInt8], _ format: ExternalFormat, _ body: (inout LineWork) -> Int
  ) -> Int {
    var work = LineWork(bytes, format: format)
    work.fill()
    // The first filling took the memory; what is timed is the second.
    _ = work.takeSpans()
    work.fill()
    return nanoseconds { body(&work) }
  }

  private static func utf8() -> [Comparison] {
    let texts = [
      ("ASCII", Texts.utf8(percent: 0, others: 0x20...0x7E)),
      ("10 % accented", Texts.utf8(percent: 10, others: 0xA0...0xFF)),
      ("Cyrillic", Texts.utf8(percent: 85, others: 0x410...0x44F)),
      ("Han", Texts.utf8(percent: 95, others: 0x4E00...0x9FFF)),
    ]
    return texts.map { name, bytes in
      Comparison(
        name: "1 MiB of UTF-8, \(name) : UTF8Span, copying", limit: 1.05, rounds: 41,
        ours: { nanoseconds { CodecWork.decode(bytes, .utf8) } },
        reference: { nanoseconds { CodecWork.validateAndCopy(bytes) } })
    }
  }

  private static func latin1() -> [Comparison] {
    let bytes = Texts.latin1(percent: 10)
    return [1 << 20, 1 << 16, 1 << 12].flatMap { piece in
      [
        Comparison(
          name: "Latin-1, 10 % high, pieces of \(piece) : C loop", limit: 1.5, rounds: 41,
          ours: { nanoseconds { CodecWork.decode(bytes, .latin1, piece: piece) } },
          reference: inRoom { room in
            nanoseconds { CodecWork.widenInC(bytes, &room, piece: piece) }
          }),
        Comparison(
          name: "Latin-1, 10 % high, pieces of \(piece) : iconv", limit: 0.25, rounds: 41,
          ours: { nanoseconds { CodecWork.decode(bytes, .latin1, piece: piece) } },
          reference: inRoom { room in
            nanoseconds {
              CodecWork.iconv(bytes, from: "ISO-8859-1", to: "UTF-8", &room, piece: piece)
            }
          }),
      ]
    }
  }

  private static func encoding() -> [Comparison] {
    let latin1 = String(decoding: Texts.utf8(percent: 10, others: 0xA0...0xFF), as: UTF8.self)
    let mixed = String(decoding: Texts.utf8(percent: 30, others: 0x400...0x4FF), as: UTF8.self)
    let cases: [(String, String, TextEncoding, String)] = [
      ("to Latin-1, 10 % high", latin1, .latin1, "ISO-8859-1"),
      ("to UTF-16LE, 30 % Cyrillic", mixed, .utf16LittleEndian, "UTF-16LE"),
      ("to UTF-16BE, 30 % Cyrillic", mixed, .utf16BigEndian, "UTF-16BE"),
    ]
    let writing = cases.map { name, text, encoding, iconvName in
      let utf8 = Array(text.utf8)
      return Comparison(
        name: "\(name) : iconv", limit: 1, rounds: 41,
        ours: inRoom { room in nanoseconds { CodecWork.encode(text, encoding, &room) } },
        reference: inRoom { room in
          nanoseconds { CodecWork.iconv(utf8, from: "UTF-8", to: iconvName, &room) }
        })
    }
    let reading = cases.dropFirst().map { name, text, encoding, iconvName in
      var room = [UInt8](repeating: 0, count: 4 << 20)
      let bytes = Array(room[..<CodecWork.encode(text, encoding, &room)])
      return Comparison(
        name: "from \(name.dropFirst(3)) : iconv", limit: 1, rounds: 41,
        ours: { nanoseconds { CodecWork.decode(bytes, encoding) } },
        reference: inRoom { room in
          nanoseconds { CodecWork.iconv(bytes, from: iconvName, to: "UTF-8", &room) }
        })
    }
    return writing + reading
  }

  /// Lends one room to every call.
  private static func inRoom(_ body: @escaping (inout [UInt8]) -> Int) -> () -> Int {
    var room = [UInt8](repeating: 0, count: 4 << 20)
    return { body(&room) }
  }
}
