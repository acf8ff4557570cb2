// A descriptor of a file, closed when the last one lets go of it. The only file here that calls the
// kernel; every call may block.

import Glibc

/// A file that is held: known to be what it is, and perhaps not yet open for reading.
final class HeldFile: Sendable {
  typealias Failure = HTTPServer.Files.Failure

  struct Information {
    let isDirectory: Bool
    let isRegular: Bool
    let size: Int
    /// In seconds since 1970.
    let modified: Int
  }

  private let fd: Int32

  /// O_PATH, which Swift does not see: a macro for a macro. The same on every processor that Swift has.
  private static let pathOnly: Int32 = 0o10_000_000

  /// Holds what is at `path`, whatever it is: a device is not touched, nor a pipe waited for.
  /// open(2) with `O_PATH`.
  init(path: [UInt8]) throws(Failure) {
    fd = try Self.open(path, Self.pathOnly)
  }

  private init(fd: Int32) { self.fd = fd }

  deinit { close(fd) }

  /// Its own path, free of links. readlink(2) in /proc.
  func path() throws(Failure) -> [UInt8] {
    var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let name = "/proc/self/fd/\(fd)"
    // At most that many bytes, which the array has.
    let count = unsafe path.withUnsafeMutableBytes { room in
      unsafe readlink(
        name, room.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self), room.count)
    }
    guard count >= 0 else { throw Failure(errno: errno) }
    return Array(path.prefix(count))
  }

  /// What it is, and how large. fstat(2).
  func information() throws(Failure) -> Information {
    var status = stat()
    // A local, filled before the call returns.
    guard unsafe fstat(fd, &status) == 0 else { throw Failure(errno: errno) }
    let kind = status.st_mode & S_IFMT
    return Information(
      isDirectory: kind == S_IFDIR, isRegular: kind == S_IFREG, size: status.st_size,
      modified: status.st_mtim.tv_sec)
  }

  /// The same file, open for reading, if it is a regular one and lies beneath `root`.
  func readable(beneath root: [UInt8]) throws(Failure) -> HeldFile {
    guard try path().starts(with: root + [.slash]) else { throw .forbidden }
    let information = try information()
    guard !information.isDirectory else { throw .directory }
    guard information.isRegular else { throw .missing }
    return HeldFile(fd: try Self.open(Array("/proc/self/fd/\(fd)".utf8), O_RDONLY))
  }

  /// So many bytes from `offset` on, fewer where the file ends. pread(2).
  func read(_ count: Int, at offset: Int) throws(Failure) -> [UInt8] {
    var code: Int32 = 0
    // As many bytes as the kernel says that it wrote, at most as many as there is room for.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
      while filled < count {
        let result = unsafe pread(
          fd, room.baseAddress.unsafelyUnwrapped + filled, count - filled, off_t(offset + filled))
        if result > 0 {
          filled += result
        } else if result == 0 || errno != EINTR {
          code = result == 0 ? 0 : errno
          break
        }
      }
    }
    guard code == 0 else { throw .system(code) }
    return bytes
  }

  private static func open(_ path: [UInt8], _ flags: Int32) throws(Failure) -> Int32 {
    // A path that ends with a zero, which the kernel reads before the call returns.
    let fd = unsafe (path + [0]).withUnsafeBytes { path in
      unsafe Glibc.open(
        path.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self),
        flags | O_CLOEXEC)
    }
    guard fd >= 0 else { throw Failure(errno: errno) }
    return fd
  }
}
