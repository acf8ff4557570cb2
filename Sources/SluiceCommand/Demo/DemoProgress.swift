// What is seen while the demonstration runs: a bar on a terminal, a line a second elsewhere.

import Glibc
import Sluice
import Synchronization

final class DemoProgress: Sendable {
  private let driver: DriverKind
  private let time: Duration
  private let started = SuspendingClock.now
  private let requests = Atomic(0)
  private let isTerminal = isatty(STDOUT_FILENO) == 1

  init(driver: DriverKind, time: Duration) {
    self.driver = driver
    self.time = time
  }

  /// So many more lines were answered. Any thread.
  func add(_ count: Int) { requests.add(count, ordering: .relaxed) }

  /// Shows how far it is until the task is cancelled.
  func display() async {
    let pause = Duration.milliseconds(isTerminal ? 100 : 1000)
    while (try? await Task.sleep(for: pause)) != nil { show() }
    if isTerminal { printNow("\r\u{1b}[K", terminator: "") }
  }

  private func show() {
    let passed = SuspendingClock.now - started
    let answered = requests.load(ordering: .relaxed).grouped
    guard isTerminal else {
      printNow(
        "\(driver.rawValue): \(answered) lines after \((passed / .seconds(1)).formatted(1)) s")
      return
    }
    let width = 32
    let done = min(width, Int(passed / time * Double(width)))
    let bar = String(repeating: "#", count: done) + String(repeating: ".", count: width - done)
    printNow(
      "\r\u{1b}[K\(driver.rawValue.padded(to: 6)) [\(bar)] \(answered) lines", terminator: "")
  }
}
