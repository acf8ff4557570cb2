// What `sluice doctor` shows of a ring.

/// What this kernel granted, and what it did not.
public struct RingReport: Hashable, Sendable {
  /// The kernel's release, as `uname -r` prints it.
  public var kernelRelease: String
  /// Which step of the ladder holds.
  public var step: RingStep
  /// Set-up flags in use, without IORING_SETUP_.
  public var flags: [String]
  /// Set-up flags of the best step that are not in use.
  public var missingFlags: [String]
  /// Features of the kernel, without IORING_FEAT_.
  public var features: [String]
  /// Features that Sluice knows by name and the kernel lacks.
  public var missingFeatures: [String]
  /// Entries of the submission queue.
  public var submissionEntries: Int
  /// Entries of the completion queue.
  public var completionEntries: Int

  /// The report on `ring`.
  init(_ ring: borrowing Ring) {
    kernelRelease = KernelSettings.release
    step = ring.step
    flags = ring.step.flagNames
    missingFlags = ring.step.missingFlagNames
    features = ring.features.names
    missingFeatures = ring.features.missingNames
    submissionEntries = ring.submissionEntries
    completionEntries = ring.completionEntries
  }
}
