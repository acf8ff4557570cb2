// The command `sluice`: its subcommands and its version. Nothing else.

import ArgumentParser

@main
struct SluiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sluice",
    abstract: "Buffered, text-aware socket streams: servers, load, a demonstration, a check-up.",
    version: "0.1.0",
    subcommands: [
      Serve.self, Load.self, Demo.self, Doctor.self, Lookup.self, Recode.self,
    ])
}
