// Whether the kernel can take an address. Only local names can be wrong.

import SystemPackage

extension SocketAddress {
  /// The address itself, if the kernel can take it. No system call.
  ///
  /// Throws `IOError(.resolve, …)` with `ENAMETOOLONG` for a local name longer than 107 bytes, and
  /// `EINVAL` for a path that is empty or holds a NUL; its `detail` says which name and why.
  public func checked() throws(IOError) -> SocketAddress {
    do {
      _ = try KernelAddress(self)
      return self
    } catch {
      let reason =
        switch self {
        case .local(let path) where path.isEmpty: "there is no path"
        case .local where error == .invalidArgument: "the path holds a NUL"
        default: "a local name is at most \(KernelAddress.longestName) bytes long"
        }
      // Quoted and escaped: the name may come from anywhere and goes to a log.
      throw IOError(.resolve, error, detail: "\(description.debugDescription): \(reason)")
    }
  }
}
