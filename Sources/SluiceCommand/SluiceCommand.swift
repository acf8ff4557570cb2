import Sluice
@main struct SluiceCommand {
  static func main() async throws {
    let mode = CommandLine.arguments[1]
    let group = try EventLoopGroup(loops: 1)
    try await Server.run(at: .tcp("127.0.0.1", Int(CommandLine.arguments[2])!),
      configuration: .init(group: group, onListening: { print("listening \($0)") }, onFinished: { if let e = $1 { print("finished \($0 as Any) \(e)") } })) { stream in
      switch mode {
      case "echo": while try await stream.withBytes({ try await stream.write($0) }) != nil {}
      case "line": while let line = try await stream.readLine() { try await stream.writeLine(line) }
      default: while try await stream.withLine({ try await stream.writeLine($0) }) != nil {}
      }
    }
  }
}
