// The limits of this machine and this process, as the doctor shows them. Values are text as /proc has
// it: a number, or "unlimited".

import Sluice

struct SystemLimits: Encodable {
  var kernel = KernelSettings.release
  /// RLIMIT_NOFILE, which programs may raise by themselves up to the maximum.
  var openFiles = "unknown"
  var openFilesMaximum = "unknown"
  /// RLIMIT_MEMLOCK, bytes. Kernels before 5.12 charge rings to it.
  var lockedMemory = "unknown"
  var lockedMemoryMaximum = "unknown"
  /// The longest queue of connections not yet accepted.
  var somaxconn = KernelSettings.longestAcceptQueue ?? "unknown"
  /// "0": all may use io_uring, "1": one group may, "2": nobody may. Nil before Linux 6.6.
  var ioUringDisabled = KernelSettings.ringsDisabled

  static func read() -> SystemLimits {
    var limits = SystemLimits()
    if let (soft, hard) = KernelSettings.limit("Max open files") {
      (limits.openFiles, limits.openFilesMaximum) = (soft, hard)
    }
    if let (soft, hard) = KernelSettings.limit("Max locked memory") {
      (limits.lockedMemory, limits.lockedMemoryMaximum) = (soft, hard)
    }
    return limits
  }
}
