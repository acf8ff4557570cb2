// Typed options over the driver, with errors that say what was asked of which socket.

public import SystemPackage

extension Driver {
  /// The value of an option. getsockopt(2), one system call for each of its names.
  ///
  /// - Throws: `IOError` of `.getOption` with the option, errno and the socket's addresses. What a
  ///   socket of this kind lacks is ENOPROTOOPT or EOPNOTSUPP: see `IOError.isMissingOption`.
  public func get<Value>(
    _ option: SocketOption<Value>, of descriptor: Descriptor
  ) throws(IOError) -> Value {
    do {
      return try option.value { name throws(Errno) in try self.option(name, of: descriptor) }
    } catch {
      throw error.reported(
        as: .getOption, local: try? localAddress(of: descriptor),
        peer: try? peerAddress(of: descriptor))
    }
  }

  /// Sets an option. setsockopt(2), one system call for each of its names.
  ///
  /// - Throws: `IOError` of `.setOption`, otherwise as `get`; EINVAL for a value that the kernel
  ///   cannot be told. Where one of several names fails, those before it stay set.
  public func set<Value>(
    _ option: SocketOption<Value>, of descriptor: Descriptor, to value: Value
  ) throws(IOError) {
    do {
      try option.set(value) { name, value throws(Errno) in
        try setOption(name, of: descriptor, to: value)
      }
    } catch {
      throw error.reported(
        as: .setOption, local: try? localAddress(of: descriptor),
        peer: try? peerAddress(of: descriptor))
    }
  }
}

extension FileDescriptor {
  /// The value of an option of a socket that no driver has; as `Driver.get`, and ENOTSOCK for what
  /// is no socket.
  public func socketOption<Value>(_ option: SocketOption<Value>) throws(IOError) -> Value {
    do {
      return try option.value { name throws(Errno) in try SystemCalls.option(rawValue, name) }
    } catch {
      throw error.reported(
        as: .getOption, local: try? SystemCalls.localAddress(rawValue),
        peer: try? SystemCalls.peerAddress(rawValue))
    }
  }

  /// Sets an option of a socket that no driver has; as `Driver.set`, and ENOTSOCK for what is no
  /// socket.
  public func setSocketOption<Value>(
    _ option: SocketOption<Value>, _ value: Value
  ) throws(IOError) {
    do {
      try option.set(value) { name, value throws(Errno) in
        try SystemCalls.setOption(rawValue, name, to: value)
      }
    } catch {
      throw error.reported(
        as: .setOption, local: try? SystemCalls.localAddress(rawValue),
        peer: try? SystemCalls.peerAddress(rawValue))
    }
  }
}

extension SocketOptionFailure {
  func reported(
    as operation: IOError.Operation, local: SocketAddress?, peer: SocketAddress?
  ) -> IOError {
    var error = IOError(operation, errno, local: local, peer: peer)
    error.option = name
    if error.isMissingOption {
      error.detail =
        operation == .getOption
        ? "a socket of this kind does not have it"
        : "a socket of this kind does not have it, or does not let it be set"
    } else if let value {
      // Quoted and escaped: the value may come from anywhere and goes to a log.
      error.detail = "the value was \(value.debugDescription)"
    }
    return error
  }
}

extension IOError {
  /// Whether a socket of that kind lacks the option that was asked for: ENOPROTOOPT or EOPNOTSUPP
  /// of `.getOption` or `.setOption`.
  public var isMissingOption: Bool {
    option != nil && (errno == .protocolNotAvailable || errno == .notSupportedOnSocket)
  }
}
