// What /proc tells of this machine and this process. Values are text as /proc has it: a number, or
// "unlimited".

import FoundationEssentials

struct SystemLimits: Encodable {
  var kernel = text("/proc/sys/kernel/osrelease") ?? "unknown"
  /// RLIMIT_NOFILE, which programs may raise by themselves up to the maximum.
  var openFiles = "unknown"
  var openFilesMaximum = "unknown"
  /// RLIMIT_MEMLOCK, bytes. Kernels before 5.12 charge rings to it.
  var lockedMemory = "unknown"
  var lockedMemoryMaximum = "unknown"
  /// The longest queue of connections not yet accepted.
  var somaxconn = text("/proc/sys/net/core/somaxconn") ?? "unknown"
  /// "0": all may use io_uring, "1": one group may, "2": nobody may. Nil before Linux 6.6.
  var ioUringDisabled = text("/proc/sys/kernel/io_uring_disabled")

  static func read() -> SystemLimits {
    var limits = SystemLimits()
    let table = text("/proc/self/limits") ?? ""
    for line in table.split(separator: "\n") {
      if let (soft, hard) = values(of: "Max open files", in: line) {
        (limits.openFiles, limits.openFilesMaximum) = (soft, hard)
      } else if let (soft, hard) = values(of: "Max locked memory", in: line) {
        (limits.lockedMemory, limits.lockedMemoryMaximum) = (soft, hard)
      }
    }
    return limits
  }

  private static func values(of name: String, in line: Substring) -> (String, String)? {
    guard line.hasPrefix(name) else { return nil }
    let fields = line.dropFirst(name.count).split(separator: " ")
    return fields.count < 2 ? nil : (String(fields[0]), String(fields[1]))
  }

  private static func text(_ path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
