// A descriptor from elsewhere, looked at and not yet ours.

import SluiceLoop
import SystemPackage

/// What was found of a descriptor; each of the calls below takes it over, or throws and does not.
struct FoundSocket {
  let number: CInt
  let facts: SocketFacts
  let isDuplicated: Bool
  let loop: EventLoop
  let kernel: any KernelDriver

  private var descriptor: Descriptor { Descriptor(rawValue: number) }

  func stream(_ configuration: StreamConfiguration) throws(StreamError) -> SocketStream {
    try require(facts.kind == .stream && !facts.isListening, "is no connected stream")
    let peer: SocketAddress
    do { peer = try kernel.peerAddress(of: descriptor) } catch { throw failure(error) }
    let descriptor = try takeOver()
    let core = StreamCore(
      adopting: descriptor, peer: peer, on: loop,
      configuration: SharedConfiguration(configuration))
    core.mayLinger = true
    return SocketStream(core)
  }

  func listener(_ configuration: StreamConfiguration) throws(StreamError) -> Listener {
    try require(facts.kind == .stream && facts.isListening, "does not listen")
    let address: SocketAddress
    do { address = try kernel.localAddress(of: descriptor) } catch { throw failure(error) }
    let descriptor = try takeOver()
    let core = ListenerCore(
      adopting: descriptor, at: address, backlog: Listener.defaultBacklog, on: loop)
    core.mayLinger = true
    return Listener(core, configuration)
  }

  func datagram(_ configuration: DatagramConfiguration) throws(StreamError) -> DatagramSocket {
    try require(facts.kind == .datagram, "is no datagram socket")
    // ENOTCONN where it has no peer.
    let peer = try? kernel.peerAddress(of: descriptor)
    return DatagramSocket(
      DatagramCore(
        adopting: try takeOver(), facts.family, peer: peer, file: nil, on: loop, kernel: kernel,
        configuration: configuration))
  }

  private func takeOver() throws(StreamError) -> Descriptor {
    do { return try kernel.adopt(number, duplicating: isDuplicated) } catch {
      throw failure(error)
    }
  }

  private func require(_ condition: Bool, _ problem: String) throws(StreamError) {
    if !condition { throw failure(.invalidArgument, problem) }
  }

  private func failure(_ errno: Errno, _ problem: String = "") -> StreamError {
    let local = try? kernel.localAddress(of: descriptor)
    let detail = problem.isEmpty ? "descriptor \(number)" : "descriptor \(number) \(problem)"
    return .io(IOError(.adopt, errno, local: local, detail: detail))
  }
}
