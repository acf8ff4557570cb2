// Options of a listener's socket.

import SluiceCore
public import SluiceLoop
import SystemPackage

extension Listener {
  /// The value of an option of the listening socket. getsockopt(2), one system call for each of the
  /// option's names.
  ///
  /// - Throws: `IOError` of `getOption` with the option, errno and address; where the socket lacks
  ///   the option, `isMissingOption` is true. EBADF once it is closed.
  public func option<Value>(_ option: SocketOption<Value>) async throws(IOError) -> Value {
    try await core.loop.run { [core] () async throws(IOError) -> Value in
      try core.checkOpen(.getOption)
      return try core.loop.kernel.get(option, of: core.descriptor)
    }
  }

  /// Sets an option of the listening socket, which accepted connections inherit as the kernel has it.
  /// setsockopt(2), one system call for each of the option's names.
  ///
  /// - Throws: `IOError` of `setOption`, otherwise as `option(_:)`.
  public func setOption<Value>(
    _ option: SocketOption<Value>, _ value: Value
  ) async throws(IOError) {
    try await core.loop.run { [core] () async throws(IOError) in
      try core.checkOpen(.setOption)
      if option.names.contains(.linger) { core.mayLinger = true }
      try core.loop.kernel.set(option, of: core.descriptor, to: value)
    }
  }
}

extension ListenerCore {
  fileprivate func checkOpen(_ operation: IOError.Operation) throws(IOError) {
    guard !isClosed else { throw IOError(operation, .badFileDescriptor, local: address) }
  }
}
