// The file that a local socket leaves in the file system.

import Glibc

/// Files of local sockets.
package enum SocketFile {
  /// Removes the name of a local socket. unlink(2); a name that is gone already is no error.
  package static func remove(_ path: String) { _ = unsafe unlink(path) }
}
