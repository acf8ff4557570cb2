// The words of an inline request, with quotes as a shell would have them.

/// Splits a line at its blanks. `"…"` may have escapes: `\n`, `\r`, `\t`, `\b`, `\a`, `\xHH`, and any other
/// character for itself; `'…'` only `\'`. False where a quote is open at the end, or followed by
/// anything but a blank.
func splitInlineWords(
  _ line: Span<UInt8>, into bytes: inout [UInt8], _ words: inout [RedisWord]
) -> Bool {
  var index = 0
  while true {
    while index < line.count, line[index].isBlank { index += 1 }
    guard index < line.count else { return true }
    let start = bytes.count
    while index < line.count, !line[index].isBlank {
      switch line[index] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard let end = takeQuoted(line, from: index, into: &bytes) else { return false }
        guard end == line.count || line[end].isBlank else { return false }
        index = end
      default:
        bytes.append(line[index])
        index += 1
      }
    }
    words.append(RedisWord(start: start, count: bytes.count - start))
  }
}

/// Takes what is between two quotes; returns where it goes on behind the second, nil if there is none.
private func takeQuoted(
  _ line: Span<UInt8>, from start: Int, into bytes: inout [UInt8]
) -> Int? {
  let quote = line[start]
  var index = start + 1
  while index < line.count {
    if line[index] == quote { return index + 1 }
    guard line[index] == UInt8(ascii: "\\"), index + 1 < line.count,
      quote == UInt8(ascii: "\"") || line[index + 1] == quote
    else {
      bytes.append(line[index])
      index += 1
      continue
    }
    if line[index + 1] == UInt8(ascii: "x"), index + 3 < line.count,
      let high = line[index + 2].hexadecimal, let low = line[index + 3].hexadecimal
    {
      bytes.append(UInt8(high << 4 | low))
      index += 4
    } else {
      bytes.append(line[index + 1].escaped)
      index += 2
    }
  }
  return nil
}

extension UInt8 {
  /// Whether it parts words.
  fileprivate var isBlank: Bool { self == 0x20 || 0x09...0x0d ~= self }

  /// What it stands for behind a backslash.
  fileprivate var escaped: UInt8 {
    switch self {
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "a"): 0x07
    default: self
    }
  }
}
