// The file that a local socket leaves in the file system: made with its mode, told from a stale one,
// and removed.

import CURing
import Glibc
package import SystemPackage

/// The file of a socket that this program has bound: which one it is, not only what it is called.
package struct SocketFile: Hashable, Sendable {
  private let path: String
  private let device: UInt64
  private let number: UInt64

  /// The file that is there under that name now; nil where there is none, or it is no socket's. lstat(2).
  package init?(at path: String) {
    guard let found = try? Self.look(path), found.isSocket else { return nil }
    self = found.file(path)
  }

  private init(path: String, device: UInt64, number: UInt64) {
    self.path = path
    self.device = device
    self.number = number
  }

  /// Removes the file, if it is still the one: what somebody else has put in its place stays. lstat(2),
  /// unlink(2).
  package func remove() {
    guard Self(at: path) == self else { return }
    _ = unsafe unlink(path)
  }

  // MARK: Making

  /// Sets the mode of the file that bind(2) will make of a local socket, as far as the process's umask
  /// leaves it: so the file never is open to more than `mode` says. fchmod(2).
  package static func prepareMode(_ mode: UInt32, of descriptor: Descriptor) throws(Errno) {
    try SystemCalls.check(fchmod(descriptor.rawValue, mode_t(mode)))
  }

  /// Adds what the umask has taken away. lstat(2), and fchmodat(2) where something is missing.
  package func completeMode(_ mode: UInt32) throws(Errno) {
    let found = try Self.look(path)
    guard found.mode != mode, found.file(path) == self else { return }
    try SystemCalls.check(unsafe fchmodat(AT_FDCWD, path, mode_t(mode), AT_SYMLINK_NOFOLLOW))
  }

  // MARK: Stale files

  /// Whether there is a file under that name of a socket that nobody has bound any more. lstat(2) and
  /// three calls that make a socket, connect(2) it and close it; nobody at the other end sees that.
  package static func isStale(_ path: String) -> Bool {
    guard let found = try? look(path), found.isSocket else { return false }
    return isRefused(path)
  }

  /// Removes the file under that name if, and only if, it is stale; true where it did. What is not stale
  /// stays in its place, but for a moment where somebody binds the name at the very same time.
  package static func removeStale(_ path: String) -> Bool {
    guard isStale(path) else { return false }
    // Under a name that nobody else knows, nobody can replace it between the look and the removal.
    let (directory, aside) = asideName(path)
    defer { if directory >= 0 { close(directory) } }
    guard unsafe rename(path, aside) == 0 else { return false }
    let isOurs = isStale(aside)
    // Somebody has bound the name meanwhile: it is put back, unless yet another one is there.
    if !isOurs { _ = unsafe link(aside, path) }
    _ = unsafe unlink(aside)
    return isOurs
  }

  /// Another name in the same directory, one that fits into an address: where the path is too long for
  /// that, by way of the directory's descriptor, which then is to be closed afterwards; otherwise it is
  /// -1. open(2) where the path is long.
  private static func asideName(_ path: String) -> (directory: CInt, name: String) {
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let name = ".sluice-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    guard parent.utf8.count + name.utf8.count > pathLimit else { return (-1, parent + name) }
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let directory = unsafe open(parent.isEmpty ? "." : parent, flags)
    return (directory, "/proc/self/fd/\(directory)/\(name)")
  }

  /// Bytes of a path that an address has room for, with the NUL behind them.
  private static let pathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  /// Whether no socket is bound to the file. A datagram socket asks: one that listens for streams, or is
  /// about to, answers EPROTOTYPE and notices nothing.
  private static func isRefused(_ path: String) -> Bool {
    let flags = Int32(bitPattern: SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    guard let address = try? KernelAddress(.local(path: path)),
      let fd = try? SystemCalls.socket(.local, .datagram, flags: flags)
    else { return false }
    defer { SystemCalls.close(fd) }
    return SystemCalls.connect(fd, address) == -ECONNREFUSED
  }

  // MARK: Looking

  private struct Found {
    var device: UInt64
    var number: UInt64
    var bits: UInt32

    var isSocket: Bool { bits & UInt32(S_IFMT) == UInt32(S_IFSOCK) }
    var mode: UInt32 { bits & 0o7777 }

    func file(_ path: String) -> SocketFile {
      SocketFile(path: path, device: device, number: number)
    }
  }

  private static func look(_ path: String) throws(Errno) -> Found {
    var status = stat()
    // A local, filled before the call returns.
    try SystemCalls.check(unsafe lstat(path, &status))
    return Found(
      device: UInt64(status.st_dev), number: UInt64(status.st_ino), bits: status.st_mode)
  }
}
