// Which driver a thread gets, and that it goes when the thread ends.
//
// Each test is a process of its own: other tests have threads with drivers, too.

import CTestSupport
import Glibc
import SluiceCore
import SystemPackage
import Testing
import TestSupport

@testable import SluiceLoop

@Suite(.timeLimit(.minutes(5))) struct ThreadDriverTests {
  @Test func `a thread keeps its driver until it ends`() async {
    await #expect(processExitsWith: .success) {
      // The environment of whoever runs the tests has no say.
      _ = unsafe unsetenv("SLUICE_DRIVER")
      DriverThread { _ = try? ThreadDriver.current() }.join()
      let before = try #require(descriptorCount())
      for _ in 0..<20 {
        let isRight = Lock(false)
        DriverThread {
          guard let driver = try? ThreadDriver.current(), driver.kind == .poll else { return }
          let isSame = (try? ThreadDriver.current()) === driver
          isRight.withLock { $0 = isSame && ThreadDriver.count == 1 }
        }.join()
        #expect(isRight.withLock { $0 })
        #expect(ThreadDriver.count == 0)
      }
      #expect(descriptorCount() == before)
    }
  }

  @Test func `threads have drivers of their own`() async {
    await #expect(processExitsWith: .success) {
      let drivers = Lock<[any BlockingDriver]>([])
      let threads = (0..<8).map { _ in
        DriverThread {
          guard let driver = try? ThreadDriver.current() else { return }
          drivers.withLock { $0.append(driver) }
        }
      }
      for thread in threads { thread.join() }
      drivers.withLock { #expect(Set($0.map(ObjectIdentifier.init)).count == 8) }
      #expect(ThreadDriver.count == 0)
    }
  }

  @Test func `a ring goes with its thread`() async throws {
    try makeUring().close()
    await #expect(processExitsWith: .success) {
      // What is made once for all rings.
      DriverThread { try? ThreadDriver.use(.uring) }.join()
      let before = try #require(descriptorCount())
      let kinds = Lock<[DriverKind]>([])
      for _ in 0..<20 {
        DriverThread {
          try? ThreadDriver.use(.uring)
          if let kind = try? ThreadDriver.current().kind { kinds.withLock { $0.append(kind) } }
        }.join()
      }
      kinds.withLock { #expect($0 == Array(repeating: .uring, count: 20)) }
      #expect(ThreadDriver.count == 0)
      #expect(descriptorCount() == before)
    }
  }

  @Test func `a thread may change its driver, and drop it`() async {
    await #expect(processExitsWith: .success) {
      let first = try ThreadDriver.current()
      try ThreadDriver.use(.poll)
      let second = try ThreadDriver.current()
      #expect(first !== second)
      #expect(ThreadDriver.count == 1)
      ThreadDriver.drop()
      #expect(ThreadDriver.count == 0)
      ThreadDriver.drop()
      #expect(try ThreadDriver.current() !== second)
      #expect(ThreadDriver.count == 1)
    }
  }

  @Test(arguments: ["poll", "uring", "auto", ""])
  func `the environment chooses`(value: String) async throws {
    if value == "uring" { try makeUring().close() }
    await #expect(processExitsWith: .success) { [value] in
      // No other thread reads the environment yet.
      _ = unsafe setenv("SLUICE_DRIVER", value, 1)
      #expect(try ThreadDriver.current().kind == (value == "uring" ? .uring : .poll))
      // What a thread asks for comes first.
      try ThreadDriver.use(.poll)
      #expect(try ThreadDriver.current().kind == .poll)
    }
  }

  @Test func `an environment that names no driver is an error`() async {
    await #expect(processExitsWith: .success) {
      _ = unsafe setenv("SLUICE_DRIVER", "epoll", 1)
      let error = try #require(throws: IOError.self) { try ThreadDriver.current() }
      #expect(error.operation == .driver && error.errno == .invalidArgument)
      #expect(error.detail?.contains("epoll") == true)
      #expect(ThreadDriver.count == 0)
    }
  }

  @Test func `a ring that is refused is an error`() async {
    await #expect(processExitsWith: .success) {
      try forbid(.setup, with: EPERM)
      let error = try #require(throws: IOError.self) { try ThreadDriver.use(.uring) }
      #expect(error.operation == .driver)
      #expect(try ThreadDriver.current().kind == .poll)
    }
  }
}
