// Which driver the calling thread waits with: made on first use, closed when the thread ends.

import Glibc
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
    if let holder = unsafe Holder.ofThisThread, holder.isUsable { return holder.driver }
    return try make(nil)
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

  private static func replaceHolder(by holder: Holder?) {
    let old = unsafe Holder.ofThisThread
    unsafe Holder.ofThisThread = holder
    old?.close()
  }

  /// What hangs on a thread.
  private final class Holder {
    let driver: any BlockingDriver

    init(_ driver: any BlockingDriver) { self.driver = driver }

    /// Not in a child of a fork: ring and eventfd are its parent's.
    var isUsable: Bool { !driver.isForked }

    func close() {
      driver.close()
      ThreadDriver.live.subtract(1, ordering: .relaxed)
    }

    /// pthread_key_create(3): the holder is retained by its thread, and closed when that ends.
    private static let key: pthread_key_t = {
      var key = pthread_key_t()
      // The destructor gets what the thread held, which was retained once.
      let status = unsafe pthread_key_create(&key) { raw in
        guard let raw = unsafe raw else { return }
        unsafe Unmanaged<Holder>.fromOpaque(raw).takeRetainedValue().close()
      }
      precondition(status == 0, "no thread-local storage: errno \(status)")
      return key
    }()

    /// The thread's holder. (The setter moves the thread's one reference.)
    @unsafe static var ofThisThread: Holder? {
      get {
        // Null, or retained by this thread until it ends or sets another.
        unsafe pthread_getspecific(key).map {
          unsafe Unmanaged<Holder>.fromOpaque($0).takeUnretainedValue()
        }
      }
      set {
        if let old = unsafe pthread_getspecific(key) {
          unsafe Unmanaged<Holder>.fromOpaque(old).release()
        }
        let new = unsafe newValue.map { unsafe Unmanaged.passRetained($0).toOpaque() }
        unsafe pthread_setspecific(key, new)
      }
    }
  }
}
