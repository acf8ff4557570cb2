// What is so until somebody sets it. Serialized: the defaults are those of the whole process.

import Glibc
import IOLib
import SluiceLoop
import Testing

@Suite(.serialized) struct `Defaults of the process` {
  @Test func `The family is IPv6 where there is IPv6`() {
    #expect(defaultIPv6 == (SocketFamily.ipv6.isAvailable ? .yes : .no))
    #expect(SocketFamily.ipv4.isAvailable && SocketFamily.local.isAvailable)
  }

  @Test(arguments: IPv6Mode.allCases)
  func `The family decides which addresses stand for this host`(mode: IPv6Mode) {
    let before = defaultIPv6
    defer { defaultIPv6 = before }
    defaultIPv6 = mode
    #expect(defaultIPv6 == mode)
    #expect(anyHost == (mode == .no ? ipv4Unspecified : ipv6Unspecified))
    #expect(loopback == (mode == .no ? ipv4Loopback : ipv6Loopback))
  }

  @Test func `nil and t are literals`() {
    #expect(([false, true] as [IPv6Mode]) == [.no, .yes])
  }

  @Test func `Backlog and lingering`() {
    #expect(maxBacklogSize == 4096)
    #expect(defaultBacklogSize == 5)
    #expect(defaultLingerSeconds == 15)
    defer { (defaultBacklogSize, defaultLingerSeconds) = (5, 15) }
    (defaultBacklogSize, defaultLingerSeconds) = (7, 0)
    #expect(defaultBacklogSize == 7)
    #expect(defaultLingerSeconds == 0)
  }

  @Test func `Less than nothing traps`() async {
    await #expect(processExitsWith: .failure) { defaultBacklogSize = -1 }
    await #expect(processExitsWith: .failure) { defaultLingerSeconds = -1 }
  }
}
