// The faults of a run, as a failure tells them.

extension NetworkFaults: CustomStringConvertible {
  /// What differs from a network on which nothing goes wrong, on one line.
  public var description: String {
    let calm = NetworkFaults.none
    var parts: [String] = []
    func tell<Value: Equatable>(_ name: String, _ value: Value, _ usual: Value) {
      if value != usual { parts.append("\(name) \(value)") }
    }
    tell("latency", latency, calm.latency)
    if let bandwidth { parts.append("bandwidth \(bandwidth)") }
    tell("segmentSize", segmentSize, calm.segmentSize)
    tell("bufferSize", bufferSize, calm.bufferSize)
    tell("completionDelay", completionDelay, calm.completionDelay)
    tell("cancelDelay", cancelDelay, calm.cancelDelay)
    tell("shortSends", shortSends, 0)
    tell("shortReceives", shortReceives, 0)
    tell("resets", resets, 0)
    if resets > 0 { tell("resetsLosingInput", resetsLosingInput, 0) }
    tell("stalls", stalls, 0)
    tell("blackHoles", blackHoles, 0)
    if let queueLimit { parts.append("queueLimit \(queueLimit)") }
    tell("refusals", refusals, 0)
    tell("acceptFailures", acceptFailures, 0)
    if let descriptorLimit { parts.append("descriptorLimit \(descriptorLimit)") }
    tell("clockJumps", clockJumps, 0)
    tell("earlyReturns", earlyReturns, 0)
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
