// The ladder: which refusals lead a step down, what each step can do, and what is said.

import SluiceCore
@testable import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct UringLadderTests {
  @Test func `an unknown flag leads one step down`() throws {
    var tried: [RingStep] = []
    let found = try RingStep.descend(from: .deferred) { step throws(Errno) in
      tried.append(step)
      guard step == .plain else { throw .invalidArgument }
      return step
    }
    #expect(found == .plain)
    #expect(tried == [.deferred, .cooperative, .plain])
  }

  @Test(arguments: [
    Errno.notPermitted, .noFunction, .noMemory, .permissionDenied, .tooManyOpenFiles,
    .tooManyOpenFilesInSystem,
  ])
  func `any other refusal ends the search`(refusal: Errno) {
    var count = 0
    #expect(throws: refusal) {
      try RingStep.descend(from: .deferred) { _ throws(Errno) -> Int in
        count += 1
        throw refusal
      }
    }
    #expect(count == 1)
  }

  @Test func `below the last step there is nothing`() {
    #expect(throws: Errno.invalidArgument) {
      try RingStep.descend(from: .cooperative) { _ throws(Errno) -> Int in throw .invalidArgument }
    }
  }

  @Test(arguments: RingStep.allCases)
  func `each step passes the self-test and says what it is`(step: RingStep) throws {
    _ = try makeUring { $0.firstStep = step }
    var configuration = UringDriver.Configuration()
    configuration.firstStep = step
    let report = try RingTrial.run(configuration)
    #expect(report.step >= step)
    #expect(Set(report.flags).isDisjoint(with: report.missingFlags))
    #expect(report.features.contains("EXT_ARG"))
    #expect(Set(report.features).isDisjoint(with: report.missingFeatures))
    #expect(report.submissionEntries == 256)
    #expect(report.completionEntries == 4096)
    #expect(report.kernelRelease.first?.isNumber == true)
  }

  @Test(arguments: RingStep.allCases)
  func `each step accepts, connects, receives and sends`(step: RingStep) throws {
    let (runner, _) = try runUring { $0.firstStep = step }
    let (client, server) = try runner.connection(.ipv4)
    #expect(try runner.send("ping".utf8, to: client) == 4)
    #expect(try runner.receive(from: server).bytes == Array("ping".utf8))
    #expect(try runner.send("pong".utf8, to: server) == 4)
    #expect(try runner.receive(from: client, expecting: .data).bytes == Array("pong".utf8))
  }

  @Test func `a ring that is asked for with no entries has one`() throws {
    let driver = try makeUring {
      $0.submissionEntries = 0
      $0.completionEntries = 0
    }
    #expect(driver.report.submissionEntries == 1)
    driver.close()
  }

  @Test func `a refusal names its likely cause`() {
    func text(_ errno: Errno, disabled: String? = "0") -> String {
      RingRefusal.error(errno, ringsDisabled: disabled, limit: { "limit of \($0)" }).description
    }
    #expect(text(.notPermitted, disabled: "2").contains("kernel.io_uring_disabled is 2"))
    #expect(text(.notPermitted, disabled: "1").contains("kernel.io_uring_group"))
    #expect(text(.notPermitted).contains("seccomp"))
    #expect(text(.notPermitted, disabled: nil).contains("seccomp"))
    #expect(text(.noMemory).contains("limit of Max locked memory"))
    #expect(text(.tooManyOpenFiles).contains("limit of Max open files"))
    #expect(text(.noFunction).contains("gVisor"))
    #expect(text(.permissionDenied).contains("SELinux"))
    #expect(text(.invalidArgument).contains("5.11"))
    #expect(text(.notPermitted).contains("EPERM"))
  }
}
