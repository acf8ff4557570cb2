// What a scripted driver was asked for: the trace that tests compare.

import SluiceCore
package import SluiceLoop

/// A call of the driver. Calls that only ask (names, options, the clock) and `turn` are no part of
/// the trace.
package enum ScriptedCall: Hashable, Sendable {
  case open(Descriptor, SocketFamily)
  case bind(Descriptor, SocketAddress)
  case listen(Descriptor, backlog: Int)
  case setOption(Descriptor, SocketOptionName, SocketOptionValue)
  case shutdown(Descriptor, ShutdownDirection)
  case close(Descriptor, reset: Bool)
  case accept(Descriptor, multishot: Bool)
  case connect(Descriptor, SocketAddress)
  case receive(Descriptor, count: Int, ReceiveExpectation)
  case send(Descriptor, [UInt8])
  case poll(Descriptor, PollEvents)
  /// A cancel of an operation that is in flight.
  case cancel(Descriptor, ScriptedOperation.Kind)
  /// A cancel of a name that is not in flight.
  case staleCancel

  /// A send of text.
  package static func send(_ descriptor: Descriptor, _ text: String) -> ScriptedCall {
    .send(descriptor, Array(text.utf8))
  }
}

/// An operation that a scripted driver was given and has not completed for good.
package struct ScriptedOperation: Sendable {
  /// What it does.
  package enum Kind: Hashable, Sendable { case accept, connect, receive, send, poll }

  /// Its name.
  package let id: OperationID
  /// What it does.
  package let kind: Kind
  /// What it does it with.
  package let descriptor: Descriptor
  /// The memory that it was lent; empty for operations that need none.
  let bytes: LentBytes
  /// Whether it goes on after a completion.
  let isMultishot: Bool
  /// Whether a cancel was asked for.
  package internal(set) var isCancelled = false

  /// How many bytes it was lent.
  package var count: Int { bytes.count }
}

/// A script that cannot be followed: the code under test is not where the test thinks it is.
package struct ScriptError: Error, CustomStringConvertible {
  /// What was expected.
  package let description: String

  init(_ description: String) { self.description = description }
}
