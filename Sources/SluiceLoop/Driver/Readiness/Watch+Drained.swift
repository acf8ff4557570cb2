// How a socket shows that a receive has drained it: by its kind, which is asked for once.

import Glibc

extension SystemCalls {
  /// How a socket of this kind shows that it is drained: getsockopt(2) of SO_TYPE and SO_DOMAIN.
  static func drainedSign(_ fd: Int32) -> Watch.Drained {
    guard let kind = try? integerOption(fd, SOL_SOCKET, SO_TYPE),
      kind == SocketKind.stream.systemValue,
      let family = try? integerOption(fd, SOL_SOCKET, SO_DOMAIN)
    else { return .wouldBlock }
    return family == AF_UNIX ? .shortCountWithoutRights : .shortCount
  }
}
