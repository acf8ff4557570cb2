// Where the programs of this package are.

import Glibc
import SystemPackage

/// The path of a program of this package: it is built into the folder that the tests are built into.
package func builtProgram(_ name: String) -> String {
  var path = [CChar](repeating: 0, count: Int(PATH_MAX))
  // At most that many bytes, which the array has.
  let count = unsafe readlink("/proc/self/exe", &path, path.count)
  precondition(count > 0, "/proc is not mounted")
  let tests = FilePath(
    String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
  return tests.removingLastComponent().appending(name).string
}
