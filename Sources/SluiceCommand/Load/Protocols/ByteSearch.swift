// Comparing and searching bytes at the speed of the C library.

import Glibc

/// The first byte of `candidate` that is not the one at its place in `expected`, by its index; both
/// have the same length. memcmp(3).
func indexOfDifference(_ candidate: Span<UInt8>, _ expected: Span<UInt8>) -> Int? {
  precondition(candidate.count == expected.count, "runs of two lengths are not compared")
  // Both runs are `candidate.count` bytes long, by the line above, and only read.
  let isSame = unsafe expected.withUnsafeBytes { expected in
    unsafe candidate.withUnsafeBytes { candidate in
      unsafe candidate.isEmpty
        || memcmp(expected.baseAddress!, candidate.baseAddress!, candidate.count) == 0
    }
  }
  return isSame ? nil : candidate.indices.first { candidate[$0] != expected[$0] }
}

/// The index of the first `byte` at or behind `start`. memchr(3).
func indexOfByte(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int = 0) -> Int? {
  guard start < bytes.count else { return nil }
  // Only what lies within the span is searched, and the pointer that comes back is in it.
  return unsafe bytes.withUnsafeBytes { bytes in
    let first = unsafe bytes.baseAddress! + start
    guard let found = unsafe memchr(first, Int32(byte), bytes.count - start) else { return nil }
    return unsafe start + (UnsafeRawPointer(found) - first)
  }
}

/// Puts a run of `source`, all of it where none is named, into `room` from `index` on. memcpy(3).
func copyBytes(
  _ source: [UInt8], _ run: Range<Int>? = nil, into room: inout [UInt8], at index: Int
) {
  let run = run ?? 0..<source.count
  precondition(
    run.lowerBound >= 0 && run.upperBound <= source.count && index >= 0
      && index + run.count <= room.count, "more bytes than there are, or than there is room for")
  guard !run.isEmpty else { return }
  // Both ranges lie within their arrays, by the lines above; two arrays never overlap while one of
  // them is written to.
  unsafe room.withUnsafeMutableBytes { room in
    unsafe source.withUnsafeBytes { source in
      _ = unsafe memcpy(room.baseAddress! + index, source.baseAddress! + run.lowerBound, run.count)
    }
  }
}

/// Puts `source` behind what `room` has.
func appendBytes(_ source: Span<UInt8>, to room: inout [UInt8]) {
  // It is read for the length of the call, in which the array takes its bytes over.
  unsafe source.withUnsafeBytes { unsafe room.append(contentsOf: $0) }
}
