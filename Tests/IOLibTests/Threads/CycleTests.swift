// Many threads that connect, talk and close at once.
//
// In a process of its own, where it can be told that nothing is left behind. SLUICE_CYCLES: how many
// cycles each of a hundred threads makes; by default twenty threads make fifty.

import Glibc
import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@testable import IOLib

@Suite(.timeLimit(.minutes(10))) struct CycleTests {
  @Test(arguments: BlockingChoice.allCases)
  func `Threads that connect, talk and close leave nothing behind`(
    choice: BlockingChoice
  ) async throws {
    try choice.require()
    await #expect(processExitsWith: .success) { [choice] in
      // What is made once for all threads.
      try Companion(choice) { try talk(choice, threads: 1, cycles: 1) }.result()
      let before = openDescriptors()
      let cycles = unsafe getenv("SLUICE_CYCLES").flatMap { Int(unsafe String(cString: $0)) }
      try Companion(choice) {
        try talk(choice, threads: cycles == nil ? 20 : 100, cycles: cycles ?? 50)
      }.result()
      #expect(openDescriptors() == before)
      #expect(ThreadDriver.count == 0)
    }
  }
}

/// How many descriptors this process has.
private func openDescriptors() -> Int { (0..<4096).count { fcntl($0, F_GETFD) >= 0 } }

/// A server with a thread for each connection, and clients.
private func talk(_ choice: BlockingChoice, threads: Int, cycles: Int) throws {
  let passive = try makeSocket(connect: .passive, localHost: "127.0.0.1", backlog: 4096)
  let port = PortDesignator(try passive.localPort())
  let servers = (0..<threads).map { _ in
    Companion(choice) {
      for _ in 0..<cycles {
        guard let stream = try passive.acceptConnection() else { throw NeverSo() }
        while let (line, _) = try stream.readLine() {
          try stream.writeLine(line)
          try stream.finishOutput()
        }
        try stream.close()
      }
    }
  }
  let clients = (0..<threads).map { client in
    Companion(choice) {
      for cycle in 0..<cycles {
        let stream = try makeSocket(remoteHost: "127.0.0.1", remotePort: port)
        try stream.writeLine("client \(client), cycle \(cycle)")
        guard try stream.readLine()?.line == "client \(client), cycle \(cycle)" else {
          throw NeverSo()
        }
        try stream.close()
      }
    }
  }
  for thread in clients + servers { try thread.result() }
  try passive.close()
}
