// The example of the documentation does what is said of it.

import Foundation
import Sluice
import SluiceTesting
import Testing

@Suite struct ValueServerExampleTests {
  @Test func `Where nothing goes wrong the mistake is not seen`() throws {
    try SimulatedNetwork.run(
      seed: 1, configuration: .init(faults: .fixed(.none)), storeAndGet)
  }

  @Test func `A few seeds find it, and each of them finds it again`() throws {
    let failure = try #require(throws: SimulationFailure.self) {
      try SimulatedNetwork.run(seeds: 1...100, configuration: .init(faults: .delays), storeAndGet)
    }
    let again = try #require(throws: SimulationFailure.self) {
      try SimulatedNetwork.run(
        seed: failure.seed, configuration: .init(faults: .delays), storeAndGet)
    }
    #expect(again.trace == failure.trace)
    #expect("\(failure)".contains("seed \(failure.seed) failed: "))
  }

  @Test func `Mended, it stands`() throws {
    try SimulatedNetwork.run(seeds: 1...200, configuration: .init(faults: .delays)) { network in
      let server = try await network.serve { stream in
        while let line = try await stream.readLine(), let count = Int(line) {
          try await stream.write(await stream.readExactly(count))
        }
      }
      let stream = try await network.connect(to: server)
      try await stream.writeLine("11")
      try await stream.write("hello world")
      try expect(try await stream.readText(count: 11), "hello world")
      try await stream.close()
    }
  }

  @Test func `The documentation prints what is compiled here`() throws {
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let article = here.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/SluiceTesting/SluiceTesting.docc/SluiceTesting.md")
    let printed = try String(contentsOf: article, encoding: .utf8)
    let source = try String(
      contentsOf: here.appendingPathComponent("ValueServerExample.swift"), encoding: .utf8)
    let functions = source.components(separatedBy: "\n\n").filter { $0.hasPrefix("/// ") }
    #expect(functions.count == 2)
    for function in functions { #expect(printed.contains(function)) }
  }
}
