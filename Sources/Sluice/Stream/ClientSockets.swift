// What every way to connect begins and ends with: a socket, and a stream of it.

import SluiceLoop

/// Opens sockets to connect, and makes streams of them. On the loop's thread.
struct ClientSockets {
  let configuration: SharedConfiguration
  let loop: EventLoop

  init(configuration: StreamConfiguration, loop: EventLoop) {
    self.configuration = SharedConfiguration(configuration)
    self.loop = loop
  }

  /// A socket to connect to that address.
  func open(for address: SocketAddress) throws(IOError) -> Descriptor {
    let descriptor: Descriptor
    do { descriptor = try loop.kernel.open(address.family, .stream) } catch {
      throw IOError(.open, error, peer: address)
    }
    if configuration.value.noDelay, address.family != .local {
      try? loop.kernel.setOption(.noDelay, of: descriptor, to: 1)
    }
    return descriptor
  }

  /// The stream of a socket that is connected.
  func stream(_ descriptor: Descriptor, to address: SocketAddress) -> SocketStream {
    loop.counters.connected += 1
    return SocketStream(
      StreamCore(adopting: descriptor, peer: address, on: loop, configuration: configuration))
  }
}
