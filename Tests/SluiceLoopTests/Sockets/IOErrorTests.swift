// What an error says.

import SluiceLoop
import SystemPackage
import Testing

@Suite struct `IO errors` {
  let local = SocketAddress.ipv4(.loopback, port: 5000)
  let peer = SocketAddress.ipv4(.loopback, port: 80)

  @Test func `A line names the step, both ends, the reason and its name`() {
    let error = IOError(.connect, .connectionRefused, local: local, peer: peer)
    #expect(
      error.description
        == "connect 127.0.0.1:5000→127.0.0.1:80: Connection refused (ECONNREFUSED)")
  }

  @Test func `The detail follows a dash`() {
    let error = IOError(.send, .connectionReset, local: local, peer: peer, detail: "7 bytes lost")
    #expect(error.description.hasSuffix(" (ECONNRESET) — 7 bytes lost"))
  }

  @Test func `An end that is not known is left out`() {
    #expect(
      IOError(.bind, .addressInUse, local: local).description.hasPrefix("bind 127.0.0.1:5000: "))
    #expect(
      IOError(.connect, .timedOut, peer: peer).description.hasPrefix("connect →127.0.0.1:80: "))
    #expect(IOError(.open, .tooManyOpenFiles).description.hasPrefix("open: "))
  }

  @Test func `Every number has a name or is shown`() {
    #expect(Errno.brokenPipe.name == "EPIPE")
    #expect(Errno(rawValue: 11).name == "EAGAIN")
    #expect(Errno(rawValue: 125).name == "ECANCELED")
    #expect(Errno(rawValue: 4000).name == "errno 4000")
  }
}
