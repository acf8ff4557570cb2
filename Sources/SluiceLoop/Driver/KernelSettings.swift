// What /proc tells about this kernel and this process. Read only to explain: nothing depends on it.

import SystemPackage

/// Small text files of /proc, each read with three system calls.
public enum KernelSettings {
  /// `uname -r`, or "unknown" where /proc is not mounted.
  public static var release: String { text("/proc/sys/kernel/osrelease") ?? "unknown" }

  /// The sysctl `kernel.io_uring_disabled`: "0" all may, "1" one group may, "2" nobody may; nil
  /// where the kernel (before 6.6) has no such switch.
  public static var ringsDisabled: String? { text("/proc/sys/kernel/io_uring_disabled") }

  /// The sysctl `net.core.somaxconn`: the longest queue of connections not yet accepted.
  public static var longestAcceptQueue: String? { text("/proc/sys/net/core/somaxconn") }

  /// The limit of that name in /proc/self/limits ("Max open files"), each "8388608" or "unlimited";
  /// a process may raise the soft one by itself up to the hard one.
  public static func limit(_ name: String) -> (soft: String, hard: String)? {
    let lines = text("/proc/self/limits")?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix(name) }) else { return nil }
    let fields = line.dropFirst(name.count).split(separator: " ")
    return fields.count < 2 ? nil : (String(fields[0]), String(fields[1]))
  }

  /// The file without the line end at its end; nil where it cannot be read. At most 4 KiB.
  static func text(_ path: FilePath) -> String? {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else {
      return nil
    }
    defer { try? file.close() }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      // The buffer lives for the length of the closure; `read` fills no more than it has.
      count = (try? unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
    }
    guard !bytes.isEmpty else { return nil }
    let end = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
}
