// What the loops have counted must be what the peers have done.

import Sluice
import SluiceTesting

extension Conversations {
  /// What is wrong with the counters of all loops, when everything was closed; nil: nothing is.
  func problem(counted: LoopStatistics) -> String? {
    let ledgers = all.flatMap { [$0.toServer, $0.toClient] }
    let written = ledgers.reduce(0) { $0 + $1.content.count }
    // The end of a line that was cut may have been taken for read.
    let read = ledgers.reduce(0) { $0 + $1.position } - ledgers.count
    let opened = counted.connected + counted.accepted
    let clients = all.count { $0.client.plan != nil }
    let servers = all.count { $0.server.plan != nil }
    let claims: [(String, Bool)] = [
      ("more was sent than written", counted.bytesOut <= written),
      ("more was received than sent", counted.bytesIn <= counted.bytesOut),
      ("more was read than received", read <= counted.bytesIn),
      ("a stream was opened and not closed", counted.closed == opened),
      ("a client did not connect", counted.connected == clients),
      ("a server's stream was not accepted", counted.accepted >= servers),
      ("more was aborted than closed", counted.aborted <= counted.closed),
      ("bytes moved by no send", counted.sends > 0 || counted.bytesOut == 0),
      ("bytes came by no receive", counted.receives > 0 || counted.bytesIn == 0),
      ("nothing was submitted", counted.submissions > 0 || opened == 0),
      ("no batch was the largest", (counted.largestBatch > 0) == (counted.completions > 0)),
      ("a batch was larger than all of them", counted.completions >= counted.largestBatch),
      ("the loops have not turned", counted.turns > 0),
      ("a turn did not ask", !network.asksEachTurn || counted.enters >= counted.turns),
    ]
    guard let broken = claims.first(where: { !$0.1 }) else { return nil }
    return "\(broken.0), by the counters: \(counted.rows), \(written) written, \(read) read"
  }
}
