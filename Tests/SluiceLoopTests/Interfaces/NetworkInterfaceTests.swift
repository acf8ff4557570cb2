// Network interfaces, against what the kernel shows in /sys.

import Foundation
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Network interfaces` {
  @Test func `All of them are listed, and found again by name and by number`() throws {
    let all = try NetworkInterface.all()
    let names = try FileManager.default.contentsOfDirectory(atPath: "/sys/class/net").filter {
      FileManager.default.fileExists(atPath: "/sys/class/net/\($0)/ifindex")
    }
    #expect(Set(all.map(\.name)) == Set(names))
    #expect(all.map(\.index) == all.map(\.index).sorted())
    for interface in all {
      let number = try String(
        contentsOfFile: "/sys/class/net/\(interface.name)/ifindex", encoding: .utf8)
      #expect(number == "\(interface.index)\n")
      #expect(try NetworkInterface.named(interface.name) == interface)
      #expect(try NetworkInterface.withIndex(interface.index) == interface)
      #expect(try NetworkInterface.index(of: interface.name) == interface.index)
      #expect(try NetworkInterface.name(of: interface.index) == interface.name)
    }
  }

  @Test func `The loopback is what it is`() throws {
    let loopback = try NetworkInterface.named("lo")
    #expect(loopback.index == 1)
    #expect(loopback.flags.isSuperset(of: [.up, .loopback]))
    let address = try #require(loopback.addresses.first { $0.address == .ipv4(.loopback) })
    #expect(address.prefixLength == 8)
    #expect(address.broadcast == nil && address.peer == nil)
    for other in loopback.addresses where other.address == .ipv6(.loopback) {
      #expect(other.prefixLength == 128)
    }
  }

  @Test(arguments: ["", "no-such-interface", "nope0", "lo\0", "l"])
  func `An interface that does not exist is named`(_ name: String) throws {
    for attempt in [
      { _ = try NetworkInterface.named(name) }, { _ = try NetworkInterface.index(of: name) },
    ] {
      let error = try #require(throws: IOError.self) { try attempt() }
      #expect(error.operation == .interface)
      #expect(error.errno == .operationNotSupportedByDevice)
      #expect(error.detail?.contains(name.debugDescription) == true)
    }
  }

  @Test(arguments: [UInt32(0), .max])
  func `A number of no interface is named`(_ index: UInt32) throws {
    for attempt in [
      { _ = try NetworkInterface.withIndex(index) }, { _ = try NetworkInterface.name(of: index) },
    ] {
      let error = try #require(throws: IOError.self) { try attempt() }
      #expect(error.errno == .operationNotSupportedByDevice)
      #expect(error.detail?.contains("\(index)") == true)
    }
  }
}
