// make-socket-pair, of streams and of datagrams.

import Glibc
import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct PairTests {
  @Test(arguments: BlockingChoice.allCases)
  func `Two streams are connected to each other`(choice: BlockingChoice) throws {
    try choice.run {
      let format = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
      let (first, second) = try makeSocketPair(
        type: .stream, externalFormat: format, inputBufferSize: 10, outputBufferSize: 20)
      for end in [first, second] {
        #expect(end.socketClass == SocketClass(.local, .stream, .active))
        #expect(end.isConnected && end.externalFormat == format)
        #expect(end.inputBufferSize == 10 && end.outputBufferSize == 20)
        #expect(fcntl(try #require(end.osFD), F_GETFD) == FD_CLOEXEC)
      }
      try first.writeLine("é")
      try first.finishOutput()
      #expect(try second.readLine()?.line == "é")
      try second.sendTo([0xe9])
      #expect(try first.readChar() == "é")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Two sockets of datagrams are connected to each other`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair(type: .datagram)
      for end in [first, second] {
        #expect(end.socketClass == SocketClass(.local, .datagram, .active) && end.isConnected)
      }
      try first.sendTo([1])
      try first.sendTo([2, 3])
      #expect(try second.receiveFrom(size: 4).count == 1)
      let (buffer, count, name) = try second.receiveFrom(size: 4)
      #expect(buffer == [2, 3, 0, 0] && count == 2 && name == nil)
    }
  }
}
