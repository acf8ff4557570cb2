// Options of streams and datagram sockets, which fail alike. A listener's errors are others.

import SluiceLoop

extension Driver {
  /// `get(_:of:)`, for a socket that may be closed already.
  func get<Value>(
    _ option: SocketOption<Value>, of descriptor: Descriptor, isClosed: Bool
  ) throws(StreamError) -> Value {
    guard !isClosed else { throw .closed }
    do { return try get(option, of: descriptor) } catch { throw .io(error) }
  }

  /// `set(_:of:to:)`, for a socket that may be closed already.
  func set<Value>(
    _ option: SocketOption<Value>, of descriptor: Descriptor, to value: Value, isClosed: Bool
  ) throws(StreamError) {
    guard !isClosed else { throw .closed }
    do { try set(option, of: descriptor, to: value) } catch { throw .io(error) }
  }
}
