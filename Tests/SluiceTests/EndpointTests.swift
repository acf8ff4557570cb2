// Endpoints: names stay as they are, and bad ones are told apart.

import Sluice
import SystemPackage
import Testing

@Suite struct EndpointTests {
  @Test(arguments: [
    "/tmp/x", "@x", "x:1", "unix:y", #"a\b"#, "größe", String(repeating: "x", count: 107),
  ])
  func `A path is taken as it is`(path: String) throws {
    #expect(try Endpoint.local(path: path).resolve() == .local(path: path))
  }

  @Test(arguments: ["x", "@x", #"a\b"#, #"\x00"#, "\0", "", String(repeating: "x", count: 107)])
  func `An abstract name is taken as it is`(name: String) throws {
    #expect(try Endpoint.abstract(name).resolve() == .abstract(Array(name.utf8)))
  }

  @Test(arguments: [
    (Endpoint.local(path: ""), Errno.invalidArgument, "there is no path"),
    (.local(path: "a\0b"), .invalidArgument, "NUL"),
    (.local(path: String(repeating: "x", count: 108)), .fileNameTooLong, "107"),
    (.abstract(String(repeating: "x", count: 108)), .fileNameTooLong, "107"),
    (.address(.local(path: "")), .invalidArgument, "there is no path"),
    (.tcp("example.org", 80), .invalidArgument, "example.org"),
    (.tcp("127.0.0.1", 65_536), .invalidArgument, "65535"),
  ])
  func `What cannot be is an error that says why`(
    endpoint: Endpoint, errno: Errno, reason: String
  ) throws {
    let error = try #require(throws: IOError.self) { try endpoint.resolve() }
    #expect(error.operation == .resolve)
    #expect(error.errno == errno)
    #expect(error.detail?.contains(reason) == true)
  }

  @Test(arguments: [
    (Endpoint.tcp("127.0.0.1", 80), SocketAddress.ipv4(.loopback, port: 80)),
    (.tcp("localhost", 0), .ipv4(.loopback, port: 0)),
    (.tcp("::1", 443), .ipv6(.loopback, port: 443)),
    (.address(.ipv4(.any, port: 7)), .ipv4(.any, port: 7)),
  ])
  func `Numbers and known addresses resolve`(endpoint: Endpoint, address: SocketAddress) throws {
    #expect(try endpoint.resolve() == address)
  }
}
