// What an operation is to the resident that owns it.

/// Which of a resident's operations completed.
package enum OperationRole: UInt8, Sendable {
  case receive, directReceive, discard, send, directSend, accept, connect, poll
}
