// How the file of a local socket is to be made.

import SluiceLoop
import SystemPackage

/// The file that a local socket with a path leaves in the file system: who may use it, and what becomes
/// of one that is there already. Means nothing to other sockets.
///
/// The file is removed when the listener (or datagram socket) that made it closes, unless somebody has
/// put another in its place.
public struct SocketFileOptions: Hashable, Sendable {
  /// The permission bits, such as 0o660; who may write may connect. The file never has more of them, from
  /// its first moment on, and the process's umask takes none away. Nil: what the umask leaves of 0o777.
  public var mode: UInt32?

  /// Whether a file that is there already is replaced where it is *stale*: a socket's whose process is
  /// gone. A file that is no socket's, or to which somebody is bound, stays, and binding fails with
  /// EADDRINUSE.
  public var replacesStale: Bool

  /// Those; by default the umask decides, and nothing is replaced.
  public init(mode: UInt32? = nil, replacesStale: Bool = false) {
    precondition(mode ?? 0 <= 0o7777, "a mode is 12 bits")
    self.mode = mode
    self.replacesStale = replacesStale
  }
}

/// Binds sockets, and sees to their files.
struct Binding {
  let kernel: any Driver
  let options: SocketFileOptions
  /// What is being done, for the error.
  var step = IOError.Operation.bind

  /// bind(2); the file that it made, if it made one. Where it fails no file of ours is left.
  mutating func bind(
    _ descriptor: Descriptor, to address: SocketAddress
  ) throws(Errno) -> SocketFile? {
    step = .bind
    guard case .local(let path) = address else {
      try kernel.bind(descriptor, to: address)
      return nil
    }
    if let mode = options.mode {
      step = .setMode
      try SocketFile.prepareMode(mode, of: descriptor)
      step = .bind
    }
    do { try kernel.bind(descriptor, to: address) } catch {
      guard error == .addressInUse, options.replacesStale, SocketFile.removeStale(path) else {
        throw error
      }
      try kernel.bind(descriptor, to: address)
    }
    let file = SocketFile(at: path)
    if let mode = options.mode {
      step = .setMode
      do { try file?.completeMode(mode) } catch {
        file?.remove()
        throw error
      }
    }
    return file
  }
}
