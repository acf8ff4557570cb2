// IORING_FEAT_ bits, by name.

import CURing

/// What a kernel offers beyond set-up flags.
struct RingFeatures: OptionSet, Sendable {
  let rawValue: UInt32

  /// Waiting with a deadline in the same call (Linux 5.11).
  static let deadlines = RingFeatures(rawValue: CURING_FEATURE_EXT_ARG)
  /// Completions are never dropped (Linux 5.5).
  static let noDrop = RingFeatures(rawValue: CURING_FEATURE_NODROP)
  /// Sockets wait without a worker thread (Linux 5.7).
  static let fastPoll = RingFeatures(rawValue: CURING_FEATURE_FAST_POLL)
  /// Came in the same version as multishot poll, which has no bit of its own (Linux 5.13).
  static let multishotPoll = RingFeatures(rawValue: CURING_FEATURE_RSRC_TAGS)

  /// Without these the driver does not start.
  static let required: RingFeatures = [.deadlines, .noDrop, .fastPoll]

  /// The bits that are set, by name without IORING_FEAT_.
  var names: [String] { Self.allNames(where: { rawValue & $0 != 0 }) }

  /// The bits that this version of Sluice knows and that are not set.
  var missingNames: [String] { Self.allNames(where: { rawValue & $0 == 0 }) }

  private static func allNames(where isWanted: (UInt32) -> Bool) -> [String] {
    bits.enumerated().filter { isWanted(1 << UInt32($0.offset)) }.map(\.element)
  }

  /// In the order of the bits.
  private static let bits = [
    "SINGLE_MMAP", "NODROP", "SUBMIT_STABLE", "RW_CUR_POS", "CUR_PERSONALITY", "FAST_POLL",
    "POLL_32BITS", "SQPOLL_NONFIXED", "EXT_ARG", "NATIVE_WORKERS", "RSRC_TAGS", "CQE_SKIP",
    "LINKED_FILE", "REG_REG_RING", "RECVSEND_BUNDLE", "MIN_TIMEOUT", "RW_ATTR", "NO_IOWAIT",
  ]
}
