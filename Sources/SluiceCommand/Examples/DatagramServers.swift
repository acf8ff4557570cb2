// Echo and discard for datagrams, RFC 862 and RFC 863: whatever comes goes back, or is forgotten.

import Sluice

enum DatagramServers {
  /// How long a local client that does not read may hold the others up: then it goes without an answer.
  static let patience = Duration.milliseconds(20)

  /// Plain code is the fast code: a burst of datagrams costs one receive and one send.
  static func echo(_ socket: DatagramSocket) async throws {
    var batch = DatagramBatch()
    while true {
      try await socket.receive(into: &batch)
      // A sender that cannot be answered is no reason to leave the others without an answer.
      do { try await socket.send(&batch) } catch StreamError.io {} catch StreamError.timedOut {}
    }
  }

  static func discard(_ socket: DatagramSocket) async throws {
    var batch = DatagramBatch()
    while true { try await socket.receive(into: &batch) }
  }
}
