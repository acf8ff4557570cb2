// What the suites of the ring have in common.

import Glibc
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

/// A driver over a ring. Where the kernel refuses one the test is cancelled, with the reason.
func makeUring(
  _ change: (inout UringDriver.Configuration) -> Void = { _ in }
) throws -> UringDriver {
  var configuration = UringDriver.Configuration()
  change(&configuration)
  do {
    return try UringDriver(configuration)
  } catch {
    try Test.cancel("io_uring is not to be had here: \(error)")
  }
}

/// A runner of such a driver, and the driver.
func runUring(
  _ change: (inout UringDriver.Configuration) -> Void = { _ in }
) throws -> (runner: DriverRunner, driver: UringDriver) {
  let driver = try makeUring(change)
  return (DriverRunner(driver), driver)
}

/// How many descriptors this process has; nil where /proc is not mounted.
func descriptorCount() -> Int? {
  guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
  defer { unsafe closedir(directory) }
  var count = 0
  while unsafe readdir(directory) != nil { count += 1 }
  return count
}
