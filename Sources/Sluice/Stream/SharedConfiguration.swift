// One copy of a configuration for all streams that have it.

import SluiceCore

/// A configuration that many streams share: a copy for each would be two hundred bytes of an idle one, and
/// as much that is not in the processor's cache when it wakes.
final class SharedConfiguration: Sendable {
  let value: StreamConfiguration

  init(_ value: StreamConfiguration) { self.value = value }
}
