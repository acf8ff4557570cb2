// Standard input and output as bytes. Blocking calls, for a thread that may wait.

import Glibc

enum StandardBytes {
  /// What one read brings, at most 64 KiB; empty at the end. read(2).
  static func read() throws -> [UInt8] {
    while true {
      var result = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 64 * 1024) { room, count in
        // The room is the array's own for the length of the call.
        result = unsafe Glibc.read(STDIN_FILENO, room.baseAddress, room.count)
        count = max(0, result)
      }
      if result >= 0 { return bytes }
      if errno != EINTR { throw failure("read standard input") }
    }
  }

  /// Writes all of it. write(2).
  static func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      // The bytes are the array's own for the length of the call.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw failure("write standard output")
      }
    }
  }

  private static func failure(_ what: String) -> StandardBytesError {
    StandardBytesError(description: unsafe "cannot \(what): \(String(cString: strerror(errno)))")
  }
}

/// Why standard input or output failed, on one line.
struct StandardBytesError: Error, CustomStringConvertible {
  let description: String
}
