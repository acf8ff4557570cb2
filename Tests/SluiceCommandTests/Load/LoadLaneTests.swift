// One place of an open loop, without a server.

import Sluice
import Testing

@testable import SluiceCommand

@Suite struct LoadLaneTests {
  @Test func `A start that finds no connection is kept for the next one`() async {
    let settings = LoadSettings(
      protocol: .ping, address: .local(path: "/none"), connections: 1, pipeline: 1, size: nil,
      limit: .requests(1), loops: 1, driver: .poll)
    let lane = LoadLane(
      0,
      plan: LoadPlan(settings: settings, traffic: PatternTraffic.ping(pipeline: 1, verifies: true)),
      shift: LoadShift(settings, tally: LoadTally(), loop: 0), loop: EventLoopGroup.default.loops[0]
    )
    #expect(lane.outstanding == 0)
    await lane.dispatch(startingAt: 7)
    #expect(lane.outstanding == 1)
    #expect(lane.again == [7])
  }
}
