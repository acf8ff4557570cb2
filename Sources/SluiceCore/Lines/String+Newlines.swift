// Line endings within a text, made "\n".

import Glibc

extension String {
  /// The text with each ending of that kind as "\n": CR LF, or CR under `.cr`.
  func withNewlines(for ending: LineEnding) -> String {
    guard ending != .lf, let first = utf8.span.firstIndex(of: .carriageReturn, from: 0) else {
      return self
    }
    let text = utf8.span
    return unsafe String(unsafeUninitializedCapacity: text.count) { room in
      var written = 0
      var read = 0
      var next: Int? = first
      // Never more is written than was read, and the room has space for all of the text.
      while read < text.count {
        let end = next ?? text.count
        unsafe text.withUnsafeBytes {
          guard let from = $0.baseAddress, let to = room.baseAddress else { return }
          unsafe _ = memcpy(to + written, from + read, end - read)
        }
        written += end - read
        read = end
        guard next != nil else { break }
        let isPair = ending != .cr && read + 1 < text.count && text[read + 1] == .lineFeed
        unsafe room[written] = ending == .cr || isPair ? .lineFeed : .carriageReturn
        written += 1
        read += isPair ? 2 : 1
        next = text.firstIndex(of: .carriageReturn, from: read)
      }
      return written
    }
  }
}

extension Span<UInt8> {
  /// The index of the first such byte at or after `index`.
  func firstIndex(of byte: UInt8, from index: Int) -> Int? {
    unsafe withUnsafeBytes { bytes in
      // `index ..< count` is within the span.
      guard index < bytes.count, let base = bytes.baseAddress,
        let hit = unsafe memchr(base + index, Int32(byte), bytes.count - index)
      else { return nil }
      return unsafe UnsafeRawPointer(hit) - base
    }
  }
}
