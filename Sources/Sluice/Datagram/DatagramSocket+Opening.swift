// How a datagram socket comes to be.

public import SluiceLoop
import SystemPackage

extension DatagramSocket {
  /// A socket that is bound to `endpoint`. Port 0 picks a free one: see `localAddress()`. socket(2),
  /// bind(2), and a call for each option.
  ///
  /// - Throws: `.io` of the step that failed, with the address. Nothing is left open.
  public static func bind(
    to endpoint: Endpoint, configuration: DatagramConfiguration = DatagramConfiguration(),
    on loop: EventLoop? = nil
  ) async throws(StreamError) -> DatagramSocket {
    let address = try resolved(endpoint)
    return try await make(on: loop) { loop, kernel throws(StreamError) in
      try DatagramCore(address.family, local: address, peer: nil, configuration, loop, kernel)
    }
  }

  /// A socket that is connected to `endpoint`, and bound to `local` (nil: to what the kernel picks).
  /// socket(2), bind(2), connect(2).
  ///
  /// - Throws: `.io` of the step that failed, with the addresses; EINVAL or EAFNOSUPPORT where they are
  ///   of different families. Nothing is left open.
  public static func connect(
    to endpoint: Endpoint, from local: Endpoint? = nil,
    configuration: DatagramConfiguration = DatagramConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> DatagramSocket {
    let peer = try resolved(endpoint)
    let local = try local.map { local throws(StreamError) in try resolved(local) }
    return try await make(on: loop) { loop, kernel throws(StreamError) in
      try DatagramCore(
        (local ?? peer).family, local: local, peer: peer, configuration, loop, kernel)
    }
  }

  /// A socket without an address, which the kernel gives it (but for local sockets) when it first sends.
  /// socket(2).
  public static func open(
    _ family: SocketFamily, configuration: DatagramConfiguration = DatagramConfiguration(),
    on loop: EventLoop? = nil
  ) async throws(StreamError) -> DatagramSocket {
    try await make(on: loop) { loop, kernel throws(StreamError) in
      try DatagramCore(family, local: nil, peer: nil, configuration, loop, kernel)
    }
  }

  /// Two local sockets without names that are connected to each other. socketpair(2).
  public static func pair(
    configuration: DatagramConfiguration = DatagramConfiguration(), on loop: EventLoop? = nil
  ) async throws(StreamError) -> (DatagramSocket, DatagramSocket) {
    let loop = EventLoop.chosen(loop)
    return try await loop.run {
      () async throws(StreamError) -> (DatagramSocket, DatagramSocket) in
      let kernel = try kernelDriver(of: loop, .pair)
      let ends: (Descriptor, Descriptor)
      do throws(Errno) { ends = try kernel.pair(.datagram) } catch {
        throw .io(IOError(.pair, error))
      }
      func half(_ descriptor: Descriptor) -> DatagramSocket {
        DatagramSocket(
          DatagramCore(
            adopting: descriptor, .local, peer: .unnamed, file: nil, on: loop, kernel: kernel,
            configuration: configuration))
      }
      return (half(ends.0), half(ends.1))
    }
  }

  private static func resolved(_ endpoint: Endpoint) throws(StreamError) -> SocketAddress {
    do { return try endpoint.resolve() } catch { throw .io(error) }
  }

  private static func make(
    on loop: EventLoop?,
    _ body: @Sendable (EventLoop, any KernelDriver) throws(StreamError) -> DatagramCore
  ) async throws(StreamError) -> DatagramSocket {
    let loop = EventLoop.chosen(loop)
    return try await loop.run { () async throws(StreamError) -> DatagramSocket in
      DatagramSocket(try body(loop, try kernelDriver(of: loop, .open)))
    }
  }
}

/// The driver of a loop, which is over the real kernel.
func kernelDriver(
  of loop: EventLoop, _ operation: IOError.Operation
) throws(StreamError) -> any KernelDriver {
  guard let kernel = loop.kernel as? any KernelDriver else {
    throw .io(IOError(operation, .notSupportedOnSocket, detail: "the driver has no such sockets"))
  }
  return kernel
}

extension DatagramCore {
  /// Opens, binds and connects; on the loop's thread. The descriptor is closed where that fails, and the
  /// error names the step.
  fileprivate convenience init(
    _ family: SocketFamily, local: SocketAddress?, peer: SocketAddress?,
    _ configuration: DatagramConfiguration, _ loop: EventLoop, _ kernel: any KernelDriver
  ) throws(StreamError) {
    let descriptor: Descriptor
    do { descriptor = try kernel.open(family, .datagram) } catch {
      throw .io(IOError(.open, error, local: local, peer: peer))
    }
    var binding = Binding(kernel: kernel, options: configuration.file, step: .setOption)
    var file: SocketFile?
    do {
      if family != .local {
        if configuration.reuseAddress { try kernel.setOption(.reuseAddress, of: descriptor, to: 1) }
        if configuration.reusePort { try kernel.setOption(.reusePort, of: descriptor, to: 1) }
        if let device = configuration.device {
          try kernel.setOption(.bindToDevice, of: descriptor, to: .text(device))
        }
        if configuration.allowsBroadcast {
          try kernel.setOption(.broadcast, of: descriptor, to: 1)
        }
      }
      if let local { file = try binding.bind(descriptor, to: local) }
      binding.step = .connect
      if let peer { try kernel.setPeer(of: descriptor, to: peer) }
    } catch {
      file?.remove()
      kernel.close(descriptor, reset: false)
      throw .io(IOError(binding.step, error, local: local, peer: peer))
    }
    self.init(
      adopting: descriptor, family, peer: peer, file: file, on: loop, kernel: kernel,
      configuration: configuration)
  }
}
