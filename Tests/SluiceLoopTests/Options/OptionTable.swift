// Every option, got and set, on every kind of socket: what the kernel says.

import SluiceLoop
import SystemPackage
import TestSupport

/// What became of one option on one kind of socket.
struct OptionVerdict: Hashable, CustomStringConvertible {
  var got: Result<SocketOptionValue, Errno>
  var set: Result<Bool, Errno>

  /// `get set`, or the reason why not.
  var description: String {
    let getting =
      switch got {
      case .success: "get"
      case .failure(let errno): errno.name
      }
    let setting =
      switch set {
      case .success(true): "set"
      case .success(false): "set (unchanged)"
      case .failure(let errno): errno.name
      }
    return getting == setting ? getting : "\(getting) / \(setting)"
  }
}

/// The table for one driver.
struct OptionTable {
  private(set) var verdicts: [SocketOptionName: [OptionSocket: OptionVerdict]] = [:]

  init(_ fixture: DriverFixture) throws {
    for socket in OptionSocket.allCases {
      let runner = try DriverRunner(fixture)
      for name in SocketOptionName.allCases {
        // Anew for each option: one may change what another one does.
        let descriptor = try socket.make(runner)
        verdicts[name, default: [:]][socket] = Self.verdict(name, of: descriptor, runner.driver)
        runner.close(descriptor, reset: true)
      }
    }
  }

  private static func verdict(
    _ name: SocketOptionName, of descriptor: Descriptor, _ driver: any KernelDriver
  ) -> OptionVerdict {
    let got = Result { () throws(Errno) in try driver.option(name, of: descriptor) }
    let value = sample(name)
    let set = Result { () throws(Errno) in
      try driver.setOption(name, of: descriptor, to: value)
      // Some values come back changed (doubled, rounded up), but none as they were.
      guard let now = try? driver.option(name, of: descriptor) else { return true }
      return (try? got.get()) != now || now == value
    }
    return OptionVerdict(got: got, set: set)
  }

  /// A value that differs from the default, and that anybody may set.
  static func sample(_ name: SocketOptionName) -> SocketOptionValue {
    switch name {
    case .linger: .linger(.on(seconds: 3))
    case .receiveTimeout, .sendTimeout: .time(.milliseconds(1500))
    case .bindToDevice: .text("lo")
    case .congestionControl: .text("reno")
    case .receiveBuffer, .sendBuffer: .integer(20_000)
    case .receiveLowWater: .integer(16)
    case .maximumSegment: .integer(500)
    case .windowClamp: .integer(30_000)
    case .userTimeout: .integer(5000)
    case .priority, .keepAliveCount, .synCount: .integer(4)
    case .deferAccept, .keepAliveIdle, .keepAliveInterval, .finWaitTimeout: .integer(20)
    case .quickAcknowledge: .integer(0)
    case .icmpFilter: .integer(8)
    default: .integer(1)
    }
  }

  /// The table in Markdown, a row an option.
  var markdown: String {
    let sockets = OptionSocket.allCases
    let head = ["option", "in C"] + sockets.map(\.rawValue)
    let rows = SocketOptionName.allCases.map { name in
      ["`\(name.rawValue)`", "`\(name.symbol)`"]
        + sockets.map { verdicts[name]?[$0].map { "\($0)" } ?? "" }
    }
    let lines = [head, head.map { _ in "---" }] + rows
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}
