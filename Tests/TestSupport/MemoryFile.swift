// A file in memory that a program writes to while a test looks at it.

import CTestSupport
import Glibc
import SystemPackage

/// A file without a name, which is gone with its last descriptor. memfd_create(2)
final class MemoryFile {
  let descriptor: FileDescriptor

  /// A file with those bytes, its offset at their start.
  init(_ bytes: [UInt8] = []) throws {
    let number = unsafe test_memory_file("sluice-test")
    guard number >= 0 else { throw Errno(rawValue: errno) }
    descriptor = FileDescriptor(rawValue: number)
    _ = try descriptor.writeAll(toAbsoluteOffset: 0, bytes)
  }

  deinit { try? descriptor.close() }

  /// All that is in it now.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // The array's storage, for the length of the call.
      let count = unsafe room.withUnsafeMutableBytes {
        unsafe (try? descriptor.read(fromAbsoluteOffset: Int64(bytes.count), into: $0)) ?? 0
      }
      guard count > 0 else { return bytes }
      bytes += room[..<count]
    }
  }
}
