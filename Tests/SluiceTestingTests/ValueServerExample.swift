// The example of the documentation: a line protocol, a mistake in its server, and the test that finds
// it. `ValueServerExampleTests` runs it, and compares it with what is printed there.

import Sluice
import SluiceTesting

/// `SET name count`, and then so many bytes; `GET name`.
func serveValues(_ stream: SocketStream) async throws {
  var values: [String: [UInt8]] = [:]
  while let line = try await stream.readLine() {
    let words = line.split(separator: " ").map(String.init)
    if words.count == 3, words[0] == "SET", let count = Int(words[2]) {
      values[words[1]] = try await stream.read(upTo: count)
      try await stream.writeLine("OK")
    } else if words.count == 2, words[0] == "GET", let value = values[words[1]] {
      try await stream.writeLine("\(value.count)")
      try await stream.write(value)
    } else {
      try await stream.writeLine("ERROR")
    }
  }
}

/// What a client stores is what it gets.
func storeAndGet(_ network: SimulatedNetwork) async throws {
  let server = try await network.serve(handler: serveValues)
  let stream = try await network.connect(to: server)
  try await stream.writeLine("SET greeting 11")
  try await stream.write("hello world")
  try expect(try await stream.readLine(), "OK")
  try await stream.writeLine("GET greeting")
  try expect(try await stream.readLine(), "11")
  try expect(try await stream.readText(count: 11), "hello world")
  try await stream.close()
}

struct Unexpected: Error {
  var answer: String?
}

func expect(_ answer: String?, _ expected: String) throws {
  if answer != expected { throw Unexpected(answer: answer) }
}
