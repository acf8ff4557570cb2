// The ladder: how much of io_uring this kernel grants. By trial, never by version numbers, for
// kernels are patched and sandboxes pretend.

import CURing
import SystemPackage

/// A set of set-up flags, from the best to the least.
public enum RingStep: Int, Sendable, CaseIterable, Comparable {
  /// Completions are worked off only where the loop asks for them, by one issuer (Linux 6.1).
  case deferred = 1
  /// Completions do not interrupt the loop's thread (Linux 5.19).
  case cooperative
  /// No more than sizes of the queues (Linux 5.11).
  case plain

  /// Whether `a` is the better step.
  public static func < (a: RingStep, b: RingStep) -> Bool { a.rawValue < b.rawValue }

  /// The flags by name, without IORING_SETUP_.
  public var flagNames: [String] { Self.names.filter { flags & $0.flag != 0 }.map(\.name) }

  /// The flags that the best step has and this one lacks.
  public var missingFlagNames: [String] {
    let best = RingStep.deferred.flags
    return Self.names.filter { best & $0.flag != 0 && flags & $0.flag == 0 }.map(\.name)
  }

  /// CURING_SETUP_ bits.
  var flags: UInt32 {
    let sizes = CURING_SETUP_CLAMP | CURING_SETUP_CQSIZE
    let common = sizes | CURING_SETUP_SUBMIT_ALL | CURING_SETUP_TASKRUN_FLAG
    return switch self {
    case .deferred:
      common | CURING_SETUP_SINGLE_ISSUER | CURING_SETUP_DEFER_TASKRUN | CURING_SETUP_R_DISABLED
    case .cooperative: common | CURING_SETUP_COOP_TASKRUN
    case .plain: sizes
    }
  }

  /// Whether the ring must be enabled by the thread that is to use it.
  var isMadeDisabled: Bool { self == .deferred }

  /// Multishot accept and IORING_RECVSEND_POLL_FIRST came with the flags of the second step.
  var offersPollFirst: Bool { self <= .cooperative }

  /// Whether a send that does not wait tells how much it has sent where that is less than all (Linux 6.1,
  /// with the flags of the first step). Before, it might only say EAGAIN.
  var tellsWhatWasSent: Bool { self == .deferred }

  private static let names: [(flag: UInt32, name: String)] = [
    (CURING_SETUP_CLAMP, "CLAMP"), (CURING_SETUP_CQSIZE, "CQSIZE"),
    (CURING_SETUP_SUBMIT_ALL, "SUBMIT_ALL"), (CURING_SETUP_TASKRUN_FLAG, "TASKRUN_FLAG"),
    (CURING_SETUP_COOP_TASKRUN, "COOP_TASKRUN"), (CURING_SETUP_SINGLE_ISSUER, "SINGLE_ISSUER"),
    (CURING_SETUP_DEFER_TASKRUN, "DEFER_TASKRUN"), (CURING_SETUP_R_DISABLED, "R_DISABLED"),
  ]

  /// Tries `first` and then each lesser step. EINVAL means that a flag is not known and leads one
  /// step down; every other error ends the search, as it would be the same below.
  static func descend<Success: ~Copyable>(
    from first: RingStep, _ attempt: (RingStep) throws(Errno) -> Success
  ) throws(Errno) -> Success {
    var step = first
    while true {
      do {
        return try attempt(step)
      } catch {
        guard error == .invalidArgument, let next = RingStep(rawValue: step.rawValue + 1)
        else { throw error }
        step = next
      }
    }
  }
}
