// Which driver is chosen, and what is said about it.

import Glibc
import SluiceCore
@testable import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct DriverChoiceTests {
  @Test func `the environment decides where nothing was asked for`() throws {
    let (driver, report) = try makeDriver { ["SLUICE_DRIVER": "poll"][$0] }
    defer { driver.close() }
    #expect(driver.kind == .poll)
    #expect(
      report == DriverReport(kind: .poll, choice: .environment, reason: "SLUICE_DRIVER=poll"))
  }

  @Test func `what was asked for beats the environment`() throws {
    let (driver, report) = try makeDriver(.poll) { _ in "uring" }
    defer { driver.close() }
    #expect(driver.kind == .poll)
    #expect(report.choice == .asked)
    #expect(report.reason == "poll was asked for")
  }

  @Test(arguments: ["epoll", "URING", "1", "io_uring "])
  func `another value is refused, and the accepted ones are named`(value: String) throws {
    let error = try #require(throws: IOError.self) { try makeDriver { _ in value } }
    #expect(error.operation == .driver)
    #expect(error.errno == .invalidArgument)
    let detail = try #require(error.detail)
    #expect(detail.contains(value))
    for accepted in ["auto", "poll", "uring"] { #expect(detail.contains(accepted)) }
  }

  @Test(arguments: [nil, "", "auto"])
  func `io_uring is chosen where it works`(value: String?) throws {
    try makeUring().close()
    let (driver, report) = try makeDriver { _ in value }
    defer { driver.close() }
    #expect(driver.kind == .uring)
    #expect(report.kind == .uring)
    #expect(report.choice == .works)
    #expect(report.reason == "io_uring works here")
    let ring = try #require(report.ring)
    #expect(ring.flags.contains("CQSIZE"))
  }

  @Test func `a lower step can be forced`() throws {
    try makeUring().close()
    var configuration = UringDriver.Configuration()
    configuration.firstStep = .plain
    let (driver, report) = try makeDriver(
      .uring, configuration: configuration, environment: { _ in nil })
    defer { driver.close() }
    #expect(report.ring?.step == .plain)
    #expect(report.ring?.missingFlags.contains("DEFER_TASKRUN") == true)
    // What was forced once does not bind the next.
    let (next, nextReport) = try makeDriver(.uring, environment: { _ in nil })
    defer { next.close() }
    #expect(nextReport.ring?.step == makeUringStep())
  }

  private func makeUringStep() -> RingStep? {
    guard let driver = try? UringDriver() else { return nil }
    defer { driver.close() }
    return driver.report.step
  }

  @Test(arguments: RingCall.allCases)
  func `a refusal leads to readiness, and an explicit wish to an error`(
    call: RingCall
  ) async throws {
    try makeUring().close()
    await #expect(processExitsWith: .success) { [call] in
      try forbid(call, with: EPERM)
      let error = try #require(throws: IOError.self) {
        try makeDriver(.uring, environment: { _ in nil })
      }
      #expect(error.operation == .driver)
      #expect(error.errno == .notPermitted)
      #expect(error.detail?.contains("seccomp") == true)
      let (driver, report) = try makeDriver(environment: { _ in nil })
      #expect(driver.kind == .poll)
      #expect(report.kind == .poll)
      #expect(report.choice == .refused)
      #expect(report.ring == nil)
      #expect(report.reason.hasPrefix("io_uring refused: Operation not permitted (EPERM): "))
    }
  }

  @Test func `a ring that fails on its own later leads to readiness, too`() async throws {
    try makeUring().close()
    await #expect(processExitsWith: .success) {
      let (first, _) = try makeDriver(environment: { _ in nil })
      #expect(first.kind == .uring)
      try forbid(.setup, with: ENOMEM)
      let (second, report) = try makeDriver(environment: { _ in nil })
      #expect(second.kind == .poll)
      #expect(report.reason.contains("ENOMEM"))
      #expect(report.reason.contains("ulimit -l"))
    }
  }

  @Test func `a kernel that knows no set-up flag has no ring for us`() async throws {
    try makeUring().close()
    await #expect(processExitsWith: .success) {
      try forbid(.setup, with: EINVAL)
      let (driver, report) = try makeDriver(environment: { _ in nil })
      #expect(driver.kind == .poll)
      #expect(report.reason.contains("5.11"))
    }
  }
}
