// A gate lets everybody through once it is open, those who wait and those who come later.

import Testing

@testable import SluiceLoop

@Suite struct GateTests {
  @Test func whoWaitsIsLetThrough() async {
    let gate = Gate()
    await withTaskGroup { tasks in
      for _ in 0..<8 { tasks.addTask { await gate.pass() } }
      tasks.addTask { gate.open() }
    }
  }

  @Test func whoComesLaterDoesNotWait() async {
    let gate = Gate()
    gate.open()
    gate.open()
    await gate.pass()
  }
}
