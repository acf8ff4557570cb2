// Which driver the calling thread waits with: made on first use, closed when the thread ends.

import CURing
import Synchronization

/// The blocking driver of each plain thread.
package enum ThreadDriver {
  /// What a thread gets that has not asked for anything else: plain calls, which cost less than a ring
  /// for one socket at a time.
  package static let standard = DriverKind.poll

  /// How many threads have a driver now.
  package static var count: Int { live.load(ordering: .relaxed) }

  private static let live = Atomic(0)

  /// The calling thread's driver.
  ///
  /// Made on the first call of a thread: one eventfd, or a ring with some six system calls.
  ///
  /// - Throws: `IOError` of `.driver` where io_uring was demanded and is refused, where `SLUICE_DRIVER`
  ///   names no driver, and where no descriptor is to be had.
  package static func current() throws(IOError) -> any BlockingDriver {
    // Retained by this thread, which does not end here.
    if let raw = unsafe curing_thread_driver() {
      let driver = unsafe Unmanaged<Holder>.fromOpaque(raw)._withUnsafeGuaranteedRef { $0.driver }
      if !driver.isForked { return driver }
    }
    return try make(nil)
  }

  /// Which kind of driver the calling thread has, or in a forked child its parent had. Makes one as
  /// `current` does where there is none.
  package static func kind() throws(IOError) -> DriverKind {
    // As above.
    guard let raw = unsafe curing_thread_driver() else { return try make(nil).kind }
    return unsafe Unmanaged<Holder>.fromOpaque(raw)._withUnsafeGuaranteedRef { $0.kind }
  }

  /// Gives the calling thread a driver of that kind, in place of the one that it has.
  package static func use(_ preference: DriverPreference) throws(IOError) {
    _ = try make(preference)
  }

  /// Closes the calling thread's driver; the next call makes another.
  package static func drop() { replaceHolder(by: nil) }

  private static func make(
    _ preference: DriverPreference?
  ) throws(IOError) -> any BlockingDriver {
    let driver: any BlockingDriver =
      switch try kind(preference) {
      case .uring: try RingThreadDriver()
      default: try PlainDriver()
      }
    live.add(1, ordering: .relaxed)
    replaceHolder(by: Holder(driver))
    return driver
  }

  private static func kind(_ preference: DriverPreference?) throws(IOError) -> DriverKind {
    switch try DriverPreference.wanted(preference ?? .automatic) {
    case .uring: .uring
    case .poll: .poll
    case .automatic: standard
    }
  }

  /// Gives the thread another holder, or none; what it had is closed.
  private static func replaceHolder(by holder: Holder?) {
    let old = unsafe curing_thread_driver()
    let new = unsafe holder.map { unsafe Unmanaged.passRetained($0).toOpaque() }
    // The thread's one reference: taken back here, or when the thread ends.
    let status = unsafe curing_set_thread_driver(new) { raw in
      if let raw = unsafe raw {
        unsafe Unmanaged<Holder>.fromOpaque(raw).takeRetainedValue().close()
      }
    }
    precondition(status == 0, "no thread-local storage: errno \(status)")
    if let old = unsafe old { unsafe Unmanaged<Holder>.fromOpaque(old).takeRetainedValue().close() }
  }

  /// What hangs on a thread.
  private final class Holder {
    let driver: any BlockingDriver
    let kind: DriverKind

    init(_ driver: any BlockingDriver) {
      self.driver = driver
      kind = driver.kind
    }

    func close() {
      driver.close()
      ThreadDriver.live.subtract(1, ordering: .relaxed)
    }
  }
}
