// Lines there and back, over every kind of connection.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct EchoTests {
  @Test(arguments: BlockingChoice.allCases)
  func `Lines come back over TCP`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(connect: .passive, localHost: "127.0.0.1")
      let client = try makeSocket(
        remoteHost: "127.0.0.1", remotePort: PortDesignator(passive.localPort()))
      let server = try #require(try passive.acceptConnection())
      try client.writeLine("hello")
      try client.finishOutput()
      #expect(try server.readLine()?.line == "hello")
      try server.writeLine("world")
      try server.writeString("rest")
      try server.close()
      let (line, isMissing) = try #require(try client.readLine())
      #expect(line == "world" && !isMissing)
      let last = try #require(try client.readLine())
      #expect(last == ("rest", true))
      #expect(try client.readLine() == nil)
      try client.close()
      try passive.close()
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A read that waits sends what was written`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair()
      try first.writeLine("ping")
      try second.writeLine("pong")
      try second.forceOutput()
      #expect(try first.readLine()?.line == "pong")
      #expect(try second.readLine()?.line == "ping")
    }
  }
}
