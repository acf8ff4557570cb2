// make-socket of local sockets: names, and what names cannot be.

import Glibc
import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct MakeLocalSocketTests {
  @Test(arguments: BlockingChoice.allCases, [true, false])
  func `Stream sockets are bound and connected by their names`(
    choice: BlockingChoice, abstract: Bool
  ) throws {
    try choice.run {
      let (name, own) = (freshName(abstract: abstract), freshName(abstract: abstract))
      defer { for name in [name, own] where !abstract { removeFile(name) } }
      let passive = try makeSocket(
        addressFamily: .local, connect: .passive, localFilename: name, backlog: 3,
        reuseAddress: false)
      let client = try makeSocket(
        addressFamily: .local, localFilename: own, remoteFilename: name)
      let server = try #require(try passive.acceptConnection())
      #expect(try client.remoteFilename() == name && client.localFilename() == own)
      #expect(try server.remoteFilename() == own && server.localFilename() == name)
      #expect(try passive.socketOption(.acceptsConnections))
    }
  }

  @Test func `Datagram sockets are bound and connected by their names`() throws {
    let (first, second) = (freshName(), freshName())
    let receiver = try makeSocket(addressFamily: .local, type: .datagram, localFilename: first)
    let sender = try makeSocket(
      addressFamily: .local, type: .datagram, localFilename: second, remoteFilename: first)
    #expect(try sender.remoteFilename() == first)
    try sender.sendTo([1, 2])
    let (buffer, count, name) = try receiver.receiveFrom(size: 4)
    #expect(buffer == [1, 2, 0, 0] && count == 2 && name == second)
  }

  @Test func `The file stays, and an address that stays is in use`() throws {
    try withFreshPath { path in
      for reuse in [true, false] {
        let make = {
          try makeSocket(
            addressFamily: .local, connect: .passive, localFilename: path, reuseAddress: reuse)
        }
        removeFile(path)
        try make().close()
        #expect(fileExists(path))
        #expect(failure(make) == "addressInUse")
        #expect(
          failure { try makeSocket(addressFamily: .local, remoteFilename: path) }
            == "connectionRefused")
      }
    }
  }

  @Test func `A path is bytes, of UTF-8 where it is text`() throws {
    try withFreshPath { path in
      let name = LocalAddress(path.name + "-sé")
      defer { removeFile(name) }
      let passive = try makeSocket(addressFamily: .local, connect: .passive, localFilename: name)
      #expect(try passive.localFilename() == name)
      #expect(fileExists(name))
    }
  }

  @Test func `What cannot be is refused`() throws {
    let long = LocalAddress("/tmp/" + String(repeating: "x", count: 103))
    let longer = LocalAddress(String(repeating: "x", count: 108), abstract: true)
    let cases: [(String, () throws -> Socket)] = [
      (
        "invalidArgument filename",
        { try makeSocket(addressFamily: .local, connect: .passive, localFilename: long) }
      ),
      (
        "invalidArgument filename",
        { try makeSocket(addressFamily: .local, remoteFilename: longer) }
      ),
      ("invalidArgument filename", { try makeSocket(addressFamily: .local, remoteFilename: "") }),
      (
        "invalidArgument filename",
        { try makeSocket(addressFamily: .local, type: .datagram, localFilename: "a\0b") }
      ),
      ("systemCall ENOENT", { try makeSocket(addressFamily: .local, remoteFilename: "/no/such") }),
      (
        "systemCall ENOENT",
        { try makeSocket(addressFamily: .local, connect: .passive, localFilename: "/no/such") }
      ),
      (
        "connectionRefused",
        { try makeSocket(addressFamily: .local, type: .datagram, remoteFilename: freshName()) }
      ),
      (
        "wrongKind connect",
        { try makeSocket(addressFamily: .local, connect: .passive, remoteFilename: freshName()) }
      ),
      (
        "invalidArgument backlog",
        {
          try makeSocket(
            addressFamily: .local, connect: .passive, localFilename: freshName(), backlog: 1 << 40)
        }
      ),
    ]
    for (index, (condition, make)) in cases.enumerated() {
      #expect(failure(make) == condition, "case \(index)")
    }
  }

  @Test func `A path of 107 bytes is the longest`() throws {
    let path = LocalAddress("/tmp/sluice-\(getpid())-" + String(repeating: "x", count: 107))
    let longest = LocalAddress(String(path.name.prefix(107)))
    defer { removeFile(longest) }
    let socket = try makeSocket(addressFamily: .local, connect: .passive, localFilename: longest)
    #expect(try socket.localFilename() == longest)
  }
}
