// The path of a target as the name of a file: decoded, and without a way out of its directory.
//
// Escapes are decoded once and first, so that `%2e%2e%2f` is what it is. Backslashes are letters.

import HTTPTypes

extension HTTPServer {
  struct Path {
    /// The name beneath the root, without a slash in front, and with one behind for a directory. No
    /// segment is empty, `.` or `..`, and no byte is zero.
    let bytes: [UInt8]
    /// With its question mark.
    private let query: ArraySlice<UInt8>

    init(_ target: [UInt8]) throws(Refusal) {
      let end = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
      query = target[end...]
      bytes = try Self.resolved(try Self.decoded(target[..<end]))
    }

    /// Whether it is the name of a directory.
    var isDirectory: Bool { bytes.isEmpty || bytes.last == .slash }

    /// Where the directory of this name is, as a relative reference that cannot be taken for a host.
    var asDirectory: String {
      let path = [UInt8.slash] + bytes.flatMap(Self.encoded) + [.slash]
      let reference = path + query
      return reference.span.text
    }

    private static func decoded(_ path: ArraySlice<UInt8>) throws(Refusal) -> [UInt8] {
      var decoded: [UInt8] = []
      var rest = path
      while let byte = rest.popFirst() {
        var byte = byte
        if byte == UInt8(ascii: "%") {
          guard let high = rest.popFirst()?.hexadecimal, let low = rest.popFirst()?.hexadecimal
          else { throw .malformed }
          byte = UInt8(high << 4 | low)
        }
        // What is behind a zero would not be seen by the kernel.
        guard byte != 0 else { throw .malformed }
        decoded.append(byte)
      }
      return decoded
    }

    /// Without segments that are empty, `.` or `..`; a way up that leads out is refused.
    private static func resolved(_ path: [UInt8]) throws(Refusal) -> [UInt8] {
      var segments: [ArraySlice<UInt8>] = []
      var isDirectory = true
      for segment in path.split(separator: .slash, omittingEmptySubsequences: false) {
        isDirectory = true
        if segment.elementsEqual("..".utf8) {
          guard segments.popLast() != nil else { throw .malformed }
        } else if !segment.isEmpty, !segment.elementsEqual(".".utf8) {
          segments.append(segment)
          isDirectory = false
        }
      }
      let name = segments.joined(separator: [.slash])
      return Array(name) + (isDirectory && !segments.isEmpty ? [.slash] : [])
    }

    /// A byte of a path as it stands in a reference.
    private static func encoded(_ byte: UInt8) -> [UInt8] {
      guard !isPlain(byte) else { return [byte] }
      let digits = Array("0123456789ABCDEF".utf8)
      return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
      let marks = "-._~/!$&'()*+,;=:@".utf8
      return HTTPByteSet.alphanumeric.contains(byte) || marks.contains(byte)
    }
  }
}
