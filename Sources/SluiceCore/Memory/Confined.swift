// State that one thread owns, without the run time's checks for overlapping accesses.

/// A value on the heap that only one thread touches, and never while it is being changed.
///
/// A stored property of a class is guarded at run time: each access is entered into a set of the
/// thread, which costs more than many of the operations on a buffer. The value in here is not
/// guarded. (`@exclusivity(unchecked)` does the same for what is used in its own module; in another
/// one the compiler, 6.3, forgets it.) What makes that sound: it is confined to its loop's thread, and no access to it lasts
/// over a suspension or a call of user code, so that two can never overlap.
@safe
public struct Confined<Value: ~Copyable>: ~Copyable {
  @usableFromInline let storage: UnsafeMutablePointer<Value>

  /// Moves `value` to the heap, where it stays until this owner is gone.
  public init(_ value: consuming Value) {
    unsafe storage = .allocate(capacity: 1)
    unsafe storage.initialize(to: value)
  }

  deinit {
    // The owner's own: nobody else can name the storage.
    unsafe storage.deinitialize(count: 1)
    unsafe storage.deallocate()
  }

  /// The value; see the type for who may touch it, and when.
  @inlinable @inline(__always)
  public var value: Value {
    // Initialised for as long as self lives. Addressors, because they leave no trace when inlined.
    unsafeAddress { unsafe UnsafePointer(storage) }
    nonmutating unsafeMutableAddress { unsafe storage }
  }
}
