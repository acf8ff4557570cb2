// socket-option, and what of it streams heed.

public import SluiceLoop
import SystemPackage

extension Socket {
  /// `socket-option`: the value of an option, such as `.receiveBuffer`. One system call for each of the
  /// kernel's options that it is made of.
  ///
  /// - Throws: `optionNotSupported`, `operationNotSupported` where a socket of this kind does not have it.
  public func socketOption<Value>(_ option: SocketOption<Value>) throws(SocketError) -> Value {
    try handle.use(.getOption) { raw throws(SocketError) in
      do throws(IOError) { return try FileDescriptor(rawValue: raw.fd).socketOption(option) } catch
      {
        throw SocketError(error)
      }
    }
  }

  /// `(setf socket-option)`: sets an option. `receiveTimeout` and `sendTimeout` are heeded by all calls
  /// that receive and send on this socket, the streams' too; `acceptConnection` and `connect` have
  /// time-outs of their own. One system call for each of the kernel's options that it
  /// is made of, and one more for a time-out.
  ///
  /// - Throws: `optionNotSupported`, `operationNotSupported` where a socket of this kind does not have it,
  ///   or does not let it be set; `systemCall` (EINVAL) for a value that cannot be.
  public func setSocketOption<Value>(
    _ option: SocketOption<Value>, _ value: Value
  ) throws(SocketError) {
    try handle.use(.setOption) { raw throws(SocketError) in
      do throws(IOError) {
        try FileDescriptor(rawValue: raw.fd).setSocketOption(option, value)
      } catch {
        throw SocketError(error)
      }
    }
    if !Set(option.names).isDisjoint(with: [.receiveTimeout, .sendTimeout]) { noteTimeouts() }
  }

  /// `(setf socket-option)` of `linger` with one value: whether close(2) waits for what was sent, for
  /// `defaultLingerSeconds`.
  public func setLinger(_ lingers: Bool) throws(SocketError) {
    try setSocketOption(.linger, lingers ? .on(seconds: defaultLingerSeconds) : .off)
  }

  /// Reads the kernel's time-outs: what waits here waits by poll(2), which does not heed them.
  func noteTimeouts() {
    handle.receiveTimeout = (try? socketOption(.receiveTimeout)) ?? .zero
    handle.sendTimeout = (try? socketOption(.sendTimeout)) ?? .zero
  }
}
