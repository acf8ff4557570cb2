// Receiving datagrams.

import SluiceCore
public import SluiceLoop

extension DatagramSocket {
  /// Replaces what is in `batch` by what has come, at least one datagram and as many as fit; waits for
  /// the first. With `peeking` one datagram, which stays to be received. Returns how many they are.
  ///
  /// recvmmsg(2): one system call where something is there; nothing is allocated.
  @discardableResult
  public func receive(
    into batch: inout DatagramBatch, peeking: Bool = false
  ) async throws(StreamError) -> Int {
    let room = batch.lendRoom()
    let count = try await onLoop { core throws(StreamError) in
      try await core.receive(into: room, peeking: peeking)
    }
    batch.received(count)
    return count
  }

  /// Receives one datagram into the beginning of `room`, and says who sent it. What does not fit is
  /// lost, unless it is only peeked at; `originalSize` says how much it was.
  ///
  /// recvmsg(2): one system call where something is there.
  public func receive(
    into room: inout MutableSpan<UInt8>, peeking: Bool = false
  ) async throws(StreamError) -> DatagramHead {
    let lent = LentBytes(lending: &room)
    return try await onLoop { core throws(StreamError) in
      try await core.receive(into: lent, peeking: peeking)
    }
  }

  /// Receives one datagram of at most `limit` bytes, with the sender's address; of a longer one the rest
  /// is lost, unless it is only peeked at.
  ///
  /// recvmsg(2): one system call where something is there, and a copy.
  public func receive(
    upTo limit: Int = DatagramBatch.largestDatagram, peeking: Bool = false
  ) async throws(StreamError) -> Datagram {
    precondition(limit >= 0, "a negative count of bytes")
    return try await onLoop { core throws(StreamError) in
      try await core.withRoom(for: limit) { room throws(StreamError) in
        let head = try await core.receive(into: room, peeking: peeking)
        return Datagram(
          bytes: room.prefix(head.count).copied(), sender: head.sender,
          originalSize: head.originalSize)
      }
    }
  }
}
