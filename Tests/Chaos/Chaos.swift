// Many requests against a server in a process of its own, over connections that stall, dribble, end
// half-way and are reset; every byte is checked at both ends, and the server's memory is watched.
//
// Usage: chaos [--driver uring|poll|auto] [--requests N] [--seed N] [--connections N]

import Glibc
import Sluice

@main struct Chaos {
  static func main() async throws {
    let arguments = ChaosArguments(CommandLine.arguments.dropFirst())
    guard !arguments.serves else { return try await ChaosServer.run(arguments) }
    let run = ChaosRun(arguments)
    exit(try await run.run() ? 0 : 1)
  }
}

/// What was asked for.
struct ChaosArguments {
  var driver = DriverPreference.automatic
  var requests = 10_000
  var seed: UInt64 = 1
  var connections = 100
  /// This process is the server.
  var serves = false

  init(_ words: ArraySlice<String>) {
    var words = words
    while let word = words.popFirst() {
      switch word {
      case "--driver": driver = Self.driver(words.popFirst())
      case "--requests": requests = Self.number(words.popFirst())
      case "--seed": seed = Self.number(words.popFirst())
      case "--connections": connections = Self.number(words.popFirst())
      case "--serve": serves = true
      default: Self.fail("what is \(word)?")
      }
    }
    guard requests > 0, connections > 0 else { Self.fail("there must be some") }
  }

  private static func driver(_ word: String?) -> DriverPreference {
    switch word {
    case "uring": .uring
    case "poll": .poll
    case "auto": .automatic
    default: fail("a driver is uring, poll or auto")
    }
  }

  private static func number<Number: FixedWidthInteger>(_ word: String?) -> Number {
    guard let word, let number = Number(word) else { fail("a number is missing") }
    return number
  }

  private static func fail(_ message: String) -> Never {
    say("\(message) Usage: chaos [--driver D] [--requests N] [--seed N] [--connections N]")
    exit(64)
  }
}

/// One line on standard output, at once, whoever else says something.
func say(_ text: String) {
  let line = Array("\(text)\n".utf8)
  // The array lives for the length of the call; a line that cannot be written is lost.
  _ = unsafe line.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
}
