// Who is at the other end of a local connection.

/// The process that made the other end of a local connection, as the kernel saw it at that moment.
///
/// It need not hold the descriptor any more; the number of a process that has ended is used again.
public struct PeerCredentials: Hashable, Sendable {
  /// The process's number; 0 where it is not visible from here, as in another container.
  public var processID: Int32
  /// Its effective user.
  public var userID: UInt32
  /// Its effective group.
  public var groupID: UInt32

  /// Those three.
  public init(processID: Int32, userID: UInt32, groupID: UInt32) {
    self.processID = processID
    self.userID = userID
    self.groupID = groupID
  }
}
