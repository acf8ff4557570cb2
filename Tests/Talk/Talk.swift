// Two programs that tell each other the same story, and each knows how it goes: for tests of what happens
// to a process from outside.
//
// Usage: talk serve             prints the port, and ends with its first connection
//        talk connect PORT N    tells N lines, and hears them again
//
// Either side ends with 0 where all lines came, each once and in order; SLUICE_DRIVER chooses the driver.

import Glibc
import Sluice

@main struct Talk {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.dropFirst().compactMap { Int($0) }) {
    case ("serve", []): try await serve()
    case ("connect", let numbers) where numbers.count == 2:
      try await connect(numbers[0], lines: numbers[1])
    default:
      print("usage: talk serve | talk connect PORT LINES")
      exit(64)
    }
  }

  /// Line `number` of the story: of any length, now and then longer than a stream's buffer.
  static func line(_ number: Int) -> String {
    let length = number % 50 == 49 ? 20_000 : number * 7_919 % 700
    return "\(number) "
      + String(repeating: Character(Unicode.Scalar(97 + UInt8(number % 26))), count: length)
  }

  private static func serve() async throws {
    let listener = try await Listener.listen(at: .tcp("127.0.0.1", 0))
    guard let port = listener.address.port else { fail("no port") }
    print(port)
    // It is read before the end.
    fflush(nil)
    let stream = try await listener.accept()
    let count = try await hear(stream, answers: true)
    try await stream.close()
    await listener.close()
    print("heard \(count)")
  }

  private static func connect(_ port: Int, lines: Int) async throws {
    let stream = try await SocketStream.connect(to: .tcp("127.0.0.1", port))
    async let telling: Void = tell(stream, lines)
    let count = try await hear(stream, answers: false)
    try await telling
    try await stream.close()
    guard count == lines else { fail("\(count) of \(lines) lines came back") }
    print("heard \(count)")
  }

  private static func tell(_ stream: SocketStream, _ lines: Int) async throws {
    for number in 0..<lines {
      try await stream.writeLine(line(number))
      // So that it is a while.
      if number % 20 == 0 { try await Task.sleep(for: .milliseconds(5)) }
    }
    try await stream.finishWriting()
  }

  /// Hears the story to its end, and says how long it was.
  private static func hear(_ stream: SocketStream, answers: Bool) async throws -> Int {
    var number = 0
    while let heard = try await stream.readLine() {
      guard heard == line(number) else { fail("line \(number) was \(heard.prefix(40))") }
      if answers { try await stream.writeLine(heard) }
      number += 1
    }
    return number
  }

  private static func fail(_ message: String) -> Never {
    print(message)
    fflush(nil)
    exit(1)
  }
}
