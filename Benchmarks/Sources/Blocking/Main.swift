// The client of perf/reference/blocking.c, written against IOLib: the same work in the same words.
//
//   Blocking echo|lines|bytes|sink COUNT ADDRESS:PORT

import Glibc
import IOLib

@main enum Main {
  static let message = 64
  static let buffer = 64 * 1024

  static func main() throws {
    let words = CommandLine.arguments
    guard words.count == 4, let count = Int(words[2]),
      let address = try? SocketAddress(parsing: words[3]), let host = address.host,
      let port = address.port
    else {
      print("\(words[0]) echo|lines|bytes|sink COUNT ADDRESS:PORT")
      exit(2)
    }
    let size = words[1] == "echo" ? nil : buffer
    let socket = try makeSocket(
      ipv6: .no, remoteHost: HostnameDesignator(host), remotePort: PortDesignator(port),
      nodelay: true, inputBufferSize: size, outputBufferSize: size)
    let before = ownUse()
    let clock = SuspendingClock()
    let seconds =
      try clock.measure {
        switch words[1] {
        case "echo": try echo(socket, count)
        case "lines": try readLines(socket, count)
        case "sink": try writeLines(socket, count)
        default: try readBytes(socket, count)
        }
      } / .seconds(1)
    let used = ownUse()
    print(
      """
      {"count": \(count), "seconds": \(seconds), \
      "user": \(used.ru_utime.seconds - before.ru_utime.seconds), \
      "system": \(used.ru_stime.seconds - before.ru_stime.seconds)}
      """)
  }

  static func ownUse() -> rusage {
    var used = rusage()
    // A local, filled before the call returns.
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &used)
    return used
  }

  static func echo(_ socket: SocketStreamInternetActive, _ count: Int) throws {
    var bytes = [UInt8](repeating: 0x61, count: message)
    for _ in 0..<count {
      try socket.writeSequence(bytes)
      guard try socket.readSequence(into: &bytes) == message else { throw EarlyEnd() }
    }
  }

  static func readLines(_ socket: SocketStreamInternetActive, _ count: Int) throws {
    for _ in 0..<count {
      guard let (line, _) = try socket.readLine(), line.utf8.count == message - 1 else {
        throw EarlyEnd()
      }
    }
  }

  static func readBytes(_ socket: SocketStreamInternetActive, _ count: Int) throws {
    var bytes = [UInt8](repeating: 0, count: buffer)
    for _ in 0..<count {
      guard try socket.readSequence(into: &bytes) == buffer else { throw EarlyEnd() }
    }
  }

  static func writeLines(_ socket: SocketStreamInternetActive, _ count: Int) throws {
    let line = String(repeating: "x", count: message - 1)
    for _ in 0..<count { try socket.writeLine(line) }
    try socket.finishOutput()
  }
}

struct EarlyEnd: Error {}

extension timeval {
  var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
