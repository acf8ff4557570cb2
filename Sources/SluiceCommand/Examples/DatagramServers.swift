// Echo and discard for datagrams, RFC 862 and RFC 863: whatever comes goes back, or is forgotten.

import Sluice

enum DatagramServers {
  /// Plain code is the fast code: a burst of datagrams costs one receive and one send.
  static func echo(_ socket: DatagramSocket) async throws {
    var batch = DatagramBatch()
    while true {
      try await socket.receive(into: &batch)
      // A sender that cannot be answered is no reason to leave the others without an answer.
      do { try await socket.send(&batch) } catch StreamError.io {}
    }
  }

  static func discard(_ socket: DatagramSocket) async throws {
    var batch = DatagramBatch()
    while true { try await socket.receive(into: &batch) }
  }
}
