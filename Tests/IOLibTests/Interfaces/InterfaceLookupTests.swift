// The machine's interfaces: each is found again, others are not.

import IOLib
import SluiceLoop
import SystemPackage
import Testing

@Suite struct `Network interfaces` {
  @Test func `Each is found again by its name and by its number`() throws {
    let all = try listNetworkInterfaces()
    #expect(!all.isEmpty)
    for interface in all {
      #expect(try lookupInterface(interface.name).index == interface.index)
      #expect(try lookupInterface(interface.index).name == interface.name)
      #expect(try lookupInterface(Int(interface.index)).name == interface.name)
    }
  }

  @Test(arguments: ["", "no-such-interface", "1", "lo\0"])
  func `A name that no interface has`(name: String) {
    let error = IOError(
      .interface, .operationNotSupportedByDevice,
      detail: "there is no network interface \(name.debugDescription)")
    #expect(throws: SocketError.unknownInterface(error)) { try lookupInterface(name) }
  }

  @Test(arguments: [0, 4_294_967_295])
  func `A number that no interface has`(index: Int) {
    let error = IOError(
      .interface, .operationNotSupportedByDevice,
      detail: "there is no network interface number \(index)")
    #expect(throws: SocketError.unknownInterface(error)) { try lookupInterface(index) }
  }

  @Test(arguments: [-1, 4_294_967_296])
  func `A number that no interface can have`(index: Int) {
    let error = SocketError.invalidArgument(
      InvalidArgument(name: "interface", problem: "\(index) is not within 0...2³²-1"))
    #expect(throws: error) { try lookupInterface(index) }
  }
}
