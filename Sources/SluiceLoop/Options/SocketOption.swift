// A typed option: which of the kernel's it is, and what their values mean.
//
// Invariant: `decode` is given the values of `names`, in that order and in their forms.

import SystemPackage

/// An option of a socket with values of one type, such as `SocketOption.receiveBuffer`.
///
/// `option(_:)` and `setOption(_:_:)` of streams, listeners and datagram sockets take it, and `get` and `set` of a
/// driver. One system call for each of `names`.
public struct SocketOption<Value: Sendable>: Sendable {
  /// The kernel's options that it is made of; one but for `keepAliveProbes`.
  public let names: [SocketOptionName]

  private let decode: @Sendable ([SocketOptionValue]) -> Value
  private let encode: @Sendable (Value) throws(Errno) -> [Setting]

  /// One of the kernel's options and its value.
  typealias Setting = (name: SocketOptionName, value: SocketOptionValue)

  init(
    _ names: [SocketOptionName], decode: @escaping @Sendable ([SocketOptionValue]) -> Value,
    encode: @escaping @Sendable (Value) throws(Errno) -> [Setting]
  ) {
    (self.names, self.decode, self.encode) = (names, decode, encode)
  }

  /// The value, by one call of `ask` for each name.
  func value(
    _ ask: (SocketOptionName) throws(Errno) -> SocketOptionValue
  ) throws(SocketOptionFailure) -> Value {
    var values: [SocketOptionValue] = []
    for name in names {
      do { values.append(try ask(name)) } catch { throw SocketOptionFailure(name, error) }
    }
    return decode(values)
  }

  /// Sets the value, by one call of `put` for each name. What was set before a failure stays set.
  func set(
    _ value: Value, _ put: (SocketOptionName, SocketOptionValue) throws(Errno) -> Void
  ) throws(SocketOptionFailure) {
    let settings: [Setting]
    do { settings = try encode(value) } catch { throw SocketOptionFailure(names[0], error, value) }
    for (name, setting) in settings {
      do { try put(name, setting) } catch { throw SocketOptionFailure(name, error, value) }
    }
  }
}

/// A call that failed: of which option, and why.
struct SocketOptionFailure: Error {
  let name: SocketOptionName
  let errno: Errno
  let value: String?

  init(_ name: SocketOptionName, _ errno: Errno, _ value: (some Sendable)? = String?.none) {
    (self.name, self.errno) = (name, errno)
    self.value = value.map { String(describing: $0) }
  }
}
