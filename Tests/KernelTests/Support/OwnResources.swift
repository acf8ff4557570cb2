// What this process uses of what is limited.

import Glibc

/// The numbers that the next descriptors get.
func freeDescriptors(_ count: Int) -> [Int32] {
  let numbers = (0..<count).map { _ in dup(0) }
  for number in numbers { close(number) }
  return numbers
}

/// Bytes of address space that this process uses; nil where /proc is not mounted.
func addressSpace() -> Int? {
  guard let file = unsafe fopen("/proc/self/statm", "r") else { return nil }
  defer { unsafe fclose(file) }
  var text = [CChar](repeating: 0, count: 64)
  // At most that many bytes, which the array has.
  guard unsafe fgets(&text, Int32(text.count), file) != nil else { return nil }
  let pages = text.prefix { $0 != 32 }.map { UInt8(bitPattern: $0) }
  return Int(String(decoding: pages, as: UTF8.self)).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
}
