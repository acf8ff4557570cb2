// The command as such.

import Testing

@Suite struct SluiceCommandTests {
  @Test func `It tells its version`() async throws {
    let run = try CommandRun(["--version"])
    #expect(try await run.status() == 0)
    #expect(run.output.split(separator: ".").count == 3)
  }

  @Test func `Without a subcommand it shows how it is used`() async throws {
    let run = try CommandRun([])
    #expect(try await run.status() == 0)
    for name in ["serve", "demo", "doctor"] { #expect(run.output.contains(name)) }
  }
}
