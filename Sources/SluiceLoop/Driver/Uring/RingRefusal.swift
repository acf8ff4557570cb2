// Why there is no ring, in words that name the likely cause and the cure.

import SystemPackage

/// The kernel's bare errno, explained.
enum RingRefusal {
  /// The error of a ring that could not be set up.
  static func error(
    _ reason: Errno, ringsDisabled: String? = KernelSettings.ringsDisabled,
    limit: (String) -> String? = { KernelSettings.limit($0)?.soft }
  ) -> IOError {
    let cause = cause(of: reason, ringsDisabled: ringsDisabled, limit: limit)
    return IOError(.driver, reason, detail: cause)
  }

  private static func cause(
    of reason: Errno, ringsDisabled: String?, limit: (String) -> String?
  ) -> String {
    switch reason {
    case .notPermitted: notPermitted(ringsDisabled)
    case .noFunction:
      "the kernel has no io_uring, or a sandbox such as gVisor hides it"
    case .permissionDenied:
      "a security module (SELinux, AppArmor) refuses io_uring to this process"
    case .noMemory:
      "no memory for the queues; the limit of locked memory (ulimit -l), to which kernels before "
        + "5.12 charge them, is \(limit("Max locked memory") ?? "unknown") bytes"
    case .tooManyOpenFiles:
      "the limit of open files (ulimit -n), \(limit("Max open files") ?? "unknown"), is reached"
    case .tooManyOpenFilesInSystem:
      "the system's limit of open files (sysctl fs.file-max) is reached"
    case .invalidArgument, .notSupported:
      "the kernel's io_uring is too old or incomplete: Linux 5.11 or newer is needed"
    case .timeout:
      "a ring could be made, but its self-test did not complete"
    default:
      "a ring could not be made, or failed its self-test"
    }
  }

  private static func notPermitted(_ ringsDisabled: String?) -> String {
    switch ringsDisabled {
    case "2":
      "kernel.io_uring_disabled is 2; sysctl -w kernel.io_uring_disabled=0 allows it"
    case "1":
      "kernel.io_uring_disabled is 1, which leaves io_uring to the group "
        + "kernel.io_uring_group; join it, or set kernel.io_uring_disabled to 0"
    default:
      "the sysctl allows it, so it is most likely the seccomp profile of a container; run it "
        + "with a profile that allows io_uring_setup, io_uring_enter and io_uring_register"
    }
  }
}
