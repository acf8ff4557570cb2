// How a listening socket comes to be.

import SluiceLoop
import SystemPackage

extension ListenerCore {
  /// Opens, binds and listens; on the loop's thread. The descriptor is closed where that fails, and
  /// the error names the step.
  convenience init(
    at address: SocketAddress, backlog: Int, reusePort: Bool, device: String? = nil,
    keepAlive: KeepAlive? = nil, file options: SocketFileOptions, on loop: EventLoop
  ) throws(IOError) {
    let kernel = loop.kernel
    let descriptor: Descriptor
    do { descriptor = try kernel.open(address.family, .stream) } catch {
      throw IOError(.open, error, local: address)
    }
    var binding = Binding(kernel: kernel, options: options, step: .setOption)
    var file: SocketFile?
    let bound: SocketAddress
    do {
      if address.family != .local {
        try kernel.setOption(.reuseAddress, of: descriptor, to: 1)
        if reusePort { try kernel.setOption(.reusePort, of: descriptor, to: 1) }
        if let device { try kernel.setOption(.bindToDevice, of: descriptor, to: .text(device)) }
        if let keepAlive { try setKeepAlive(keepAlive, of: descriptor, kernel) }
      }
      file = try binding.bind(descriptor, to: address)
      binding.step = .listen
      try kernel.listen(descriptor, backlog: backlog)
      binding.step = .localAddress
      bound = try kernel.localAddress(of: descriptor)
    } catch {
      file?.remove()
      kernel.close(descriptor, reset: false)
      throw IOError(binding.step, error, local: address)
    }
    self.init(adopting: descriptor, at: bound, backlog: backlog, file: file, on: loop)
  }
}

/// Before there are connections: each inherits it.
private func setKeepAlive(
  _ probes: KeepAlive, of descriptor: Descriptor, _ kernel: any Driver
) throws(Errno) {
  do { try kernel.set(.keepAliveProbes, of: descriptor, to: probes) } catch { throw error.errno }
}
