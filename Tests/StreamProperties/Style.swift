// What the programs of one seed have in common: how much they do, and what they write.

import Sluice
import SluiceTesting

/// How much a program does. Many small ones find more than a few large ones; some mistakes need those.
enum ProgramSize {
  case small, medium, large

  /// The most calls that a peer writes with.
  var writings: Int {
    switch self {
    case .small: 5
    case .medium: 8
    case .large: 12
    }
  }

  /// How long what is written may be, in characters.
  var lengths: [Int] {
    switch self {
    case .small: [0, 1, 3, 8, 20]
    case .medium: [0, 1, 5, 30, 120]
    case .large: [0, 1, 5, 30, 30, 200, 2_000]
    }
  }

  /// How much a read may ask for, in bytes.
  var counts: [Int] {
    switch self {
    case .small: [1, 2, 5, 12]
    case .medium: [1, 2, 7, 40]
    case .large: [1, 2, 7, 40, 300]
    }
  }
}

/// What is written, in which encoding.
enum Alphabet {
  /// Latin-1, in which every byte is text.
  case latin1
  /// The part of UTF-8 that has a byte a character.
  case ascii
  /// All of UTF-8. Reads of bytes would cut characters into halves: there are none.
  case unicode
}

/// What both peers of all connections of a seed have in common.
struct Style {
  let size: ProgramSize
  let alphabet: Alphabet
  /// Nothing that ends a line is written but behind lines.
  let isTidy: Bool
  /// Nobody writes until it has been seen that idle streams hold no buffers.
  let beginsIdle: Bool
  /// The server goes away after so long, whatever goes on.
  let drainsAfter: Duration?

  init(from random: inout SeededRandom) {
    switch random.number(in: 0...39) {
    case 0: size = .large
    case 1...5: size = .medium
    default: size = .small
    }
    alphabet = random.element(of: [.latin1, .latin1, .ascii, .ascii, .unicode])
    isTidy = random.chance(0.3)
    beginsIdle = random.chance(0.04)
    drainsAfter =
      random.chance(0.08)
      ? .microseconds(random.element(of: [20, 400, 9_000, 300_000, 5_000_000])) : nil
  }

  var encoding: TextEncoding { alphabet == .latin1 ? .latin1 : .utf8 }

  // MARK: What is written

  /// Mostly short, with line endings and the halves of them strewn in.
  func content(from random: inout SeededRandom) -> [UInt8] {
    let count = random.number(in: 0...random.element(of: size.lengths))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for _ in 0..<count {
      let number = random.next()
      switch number & 15 {
      case 0 where !isTidy: bytes.append(10)
      case 1 where !isTidy: bytes.append(13)
      case 2, 3, 4: bytes.append(59)
      default: append(number >> 8, to: &bytes)
      }
    }
    return bytes
  }

  /// The same without what ends a line.
  func line(from random: inout SeededRandom) -> [UInt8] {
    content(from: &random).filter { $0 != 10 && $0 != 13 }
  }

  private func append(_ number: UInt64, to bytes: inout [UInt8]) {
    let byte = UInt8(truncatingIfNeeded: number)
    switch alphabet {
    case .latin1: bytes.append(isTidy && (byte == 10 || byte == 13) ? 32 : byte)
    case .ascii: bytes.append(byte % 95 + 32)
    case .unicode:
      let characters = Self.characters
      bytes += characters[Int(byte) % characters.count]
    }
  }

  /// Of one to four bytes; one of them is no character by itself, but belongs to the one before.
  private static let characters = ["a", "Z", "é", "я", "€", "\u{301}", "漢", "😀"].map {
    Array($0.utf8)
  }

  // MARK: Text

  func text(of bytes: [UInt8]) -> String {
    guard alphabet == .latin1 else { return String(decoding: bytes, as: UTF8.self) }
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(Unicode.Scalar(byte)) }
    return String(text)
  }

  func bytes(of text: String) -> [UInt8] {
    guard alphabet == .latin1 else { return Array(text.utf8) }
    return text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  func bytes(of scalar: Unicode.Scalar) -> [UInt8] {
    alphabet == .latin1 ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(scalar.utf8)
  }
}
