// Which code carries a run: the load is specialised for each protocol.

import Sluice

extension LoadRun<LoadDatagramWorker> {
  /// Carries out the run that is asked for, what has to come before it included.
  static func report(
    of settings: LoadSettings, progress: LoadProgress?
  ) async throws(IOError) -> LoadReport {
    let (pipeline, verifies) = (settings.pipeline, settings.verifies)
    let size = settings.size ?? 0
    switch settings.protocol {
    case .echo where settings.udp:
      let pattern = LoadPattern.random(payload: size, atOnce: pipeline)
      return try await run(settings, progress: progress) { loop, number in
        LoadDatagramWorker(loop: loop, number: number, settings: settings, pattern: pattern)
      }
    case .echo:
      return try await run(
        settings, PatternTraffic.echo(size: size, pipeline: pipeline, verifies: verifies), progress)
    case .line:
      return try await run(
        settings, PatternTraffic.line(size: size, pipeline: pipeline, verifies: verifies), progress)
    case .ping:
      return try await run(
        settings, PatternTraffic.ping(pipeline: pipeline, verifies: verifies), progress)
    case .resp:
      if settings.resp.fillsFirst {
        let report = try await run(settings.filling, settings.filling.respTraffic, nil)
        guard report.isGood else { return report }
      }
      return try await run(settings, settings.respTraffic, progress)
    case .http:
      let traffic = HTTPTraffic(
        settings.http, host: "\(settings.address.host)", pipeline: pipeline, verifies: verifies)
      return try await run(settings, traffic, progress)
    case .script:
      guard let script = settings.script else { preconditionFailure("a script that was not read") }
      return try await run(
        settings, ScriptTraffic(script.content, pipeline: pipeline, verifies: verifies), progress)
    }
  }

  private static func run<Traffic: LoadTraffic>(
    _ settings: LoadSettings, _ traffic: Traffic, _ progress: LoadProgress?
  ) async throws(IOError) -> LoadReport {
    let plan = LoadPlan(settings: settings, traffic: traffic)
    return try await LoadRun<LoadWorker<Traffic>>.run(settings, progress: progress) {
      LoadWorker(loop: $0, number: $1, plan: plan)
    }
  }
}

extension LoadSettings {
  fileprivate var respTraffic: RespTraffic {
    RespTraffic(resp, connections: connections, pipeline: pipeline, verifies: verifies)
  }

  /// The run that sets each key once, as fast as it can on connections like those of the load.
  fileprivate var filling: LoadSettings {
    var settings = LoadSettings(
      protocol: .resp, address: address, connections: connections, pipeline: max(pipeline, 16),
      size: nil, limit: .requests(resp.keySpace), loops: loops, driver: driver)
    settings.isFilling = true
    settings.connectRate = connectRate
    settings.timeout = timeout
    settings.resp = resp
    settings.resp.ratio = RespRatio(sets: 1, gets: 0)
    settings.resp.keyOrder = .sequential
    return settings
  }
}

extension SocketAddress {
  /// What a Host field says of it.
  fileprivate var host: String { family == .local ? "localhost" : "\(self)" }
}
