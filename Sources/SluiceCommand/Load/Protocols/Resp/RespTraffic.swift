// SET and GET in the Redis protocol.

struct RespTraffic: LoadTraffic {
  private let settings: RespSettings
  private let connections: Int
  private let pipeline: Int
  private let verifies: Bool
  private let values: RespValues

  let largestRequest: Int
  let usualReply: Int

  init(_ settings: RespSettings, connections: Int, pipeline: Int, verifies: Bool) {
    self.settings = settings
    self.connections = connections
    self.pipeline = pipeline
    self.verifies = verifies
    values = RespValues(sizes: settings.valueSizes)
    largestRequest =
      RespRequests.overhead + settings.keyPrefix.utf8.count + settings.valueSizes.upperBound
    usualReply = settings.valueSizes.upperBound + 16
  }

  func requests(of number: Int, generation: Int) -> RespRequests {
    RespRequests(
      commands(of: number, generation: generation), prefix: settings.keyPrefix, values: values,
      atOnce: pipeline, largest: largestRequest)
  }

  func replies(of number: Int, generation: Int) -> RespReplies {
    RespReplies(
      commands(of: number, generation: generation), prefix: settings.keyPrefix, values: values,
      verifies: verifies, isFilled: settings.fillsFirst)
  }

  private func commands(of number: Int, generation: Int) -> RespCommands {
    RespCommands(settings, connection: number, of: connections, generation: generation)
  }
}
