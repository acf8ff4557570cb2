// Options of a datagram socket.

import SluiceCore
public import SluiceLoop

extension DatagramSocket {
  /// The value of an option of the socket. getsockopt(2), one system call for each of the option's
  /// names.
  ///
  /// - Throws: `.io` of `getOption` with the option, errno and both addresses; where the socket lacks
  ///   the option, `IOError.isMissingOption` is true. `.closed`.
  public func option<Value>(_ option: SocketOption<Value>) async throws(StreamError) -> Value {
    try await onLoop { core throws(StreamError) in
      try core.kernel.get(option, of: core.descriptor, isClosed: core.phase == .closed)
    }
  }

  /// Sets an option of the socket. setsockopt(2), one system call for each of the option's names.
  ///
  /// - Throws: `.io` of `setOption`, otherwise as `option(_:)`.
  public func setOption<Value>(
    _ option: SocketOption<Value>, _ value: Value
  ) async throws(StreamError) {
    try await onLoop { core throws(StreamError) in
      try core.kernel.set(
        option, of: core.descriptor, to: value, isClosed: core.phase == .closed)
    }
  }
}
