// The times of requests under way: checked against a plain list of them.

import TestSupport
import Testing

@testable import SluiceCommand

@Suite struct LoadFlightTests {
  @Test(arguments: [1, 2, 7, 32]) func `It agrees with a list`(capacity: Int) {
    var generator = Seeds.generator()
    var flight = LoadFlight(capacity: capacity)
    var list: [UInt64] = []
    for time in 0..<UInt64(2000) {
      let room = capacity - list.count
      let sent = room > 0 ? Int.random(in: 1...room, using: &generator) : 0
      if sent > 0 {
        flight.send(sent, at: time)
        list += Array(repeating: time, count: sent)
      }
      let answered = Int.random(in: 0...list.count, using: &generator)
      var times: [UInt64] = []
      flight.answer(answered) { times += Array(repeating: $0, count: $1) }
      #expect(times == Array(list.prefix(answered)), "\(Seeds.note)")
      list.removeFirst(answered)
      #expect(flight.outstanding == list.count, "\(Seeds.note)")
    }
  }
}
