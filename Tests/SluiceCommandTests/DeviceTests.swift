// Servers at one interface only, in a network of their own: what a machine sends to itself arrives at
// its loopback interface, whatever the address.

import TestSupport
import Testing

@Suite struct DeviceTests {
  @Test(arguments: CommandDriver.allCases, [[], ["--udp"]])
  func `Clients arrive at the interface that was named, and at no other`(
    driver: CommandDriver, kind: [String]
  ) throws {
    try driver.require()
    let flags = (kind + ["--driver", driver.rawValue]).joined(separator: " ")
    let answers = try IsolatedNetwork.run(
      ["lo", "hole0"].map { device in
        """
        $sluice serve echo \(flags) --listen 127.0.0.1:7009 --device \(device) > \(device) &
        server=$!
        until [ -s \(device) ]; do sleep 0.05; done
        $sluice load echo \(flags) --connect 127.0.0.1:7009 --connections 1 --requests 10
        status=$?
        kill $server; wait $server
        exit $status
        """
      })
    #expect(answers.map(\.status) == [0, 1], "\(answers.map(\.output))")
  }

  @Test(arguments: CommandDriver.allCases, [[], ["--udp"]])
  func `An interface that there is not is named`(
    driver: CommandDriver, kind: [String]
  ) async throws {
    try driver.require()
    let run = try CommandRun(
      [
        "serve", "echo", "--driver", driver.rawValue, "--listen", "127.0.0.1:0", "--device",
        "none7",
      ]
        + kind)
    #expect(try await run.status() != 0)
    #expect(run.errors.contains("setOption"), "\(run.errors)")
    #expect(run.errors.contains("ENODEV") || run.errors.contains("EPERM"), "\(run.errors)")
  }
}
