// The names of residents, by which timers and other threads find them, or find nobody.

/// The name of a resident: a slot of the loop's table and the generation of its use. As with
/// operations, a name that comes late finds nobody.
package struct ResidentID: Hashable, Sendable {
  package let slot: UInt32
  package let generation: UInt32

  /// As a timer's token.
  var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  init(token: UInt64) {
    self.init(slot: UInt32(truncatingIfNeeded: token), generation: UInt32(token >> 32))
  }
}
