// Whether the tool itself was the limit: a pure verdict on what it used, and on what it did late.

struct LoadLimit {
  /// A thread that was busy for so much of the time had no more to give.
  static let saturation = 0.95
  /// In so short a time starting up is most of it: nothing can be said.
  static let shortestRun = 1.0
  /// In an open loop the rate counts as kept from here on.
  static let keptRate = 0.99
  /// Requests that leave later than this, by the tool's own fault, are late: microseconds.
  static let lateStart = 1000.0
  /// A larger part of late requests shows in the 99th percentile.
  static let tolerated = 0.01

  /// Of the measured time, the part that each loop's thread was busy.
  let shares: [Double]
  let seconds: Double
  /// The rate that was asked for and the one that was reached; nil in a closed loop.
  var rate: (asked: Double, reached: Double)?
  /// In an open loop: of all requests that were answered, the part that left late though a
  /// connection was free. A start that waits because all are busy waits for the server, and is none
  /// of them.
  var late = 0.0

  /// In one sentence why the figures are the tool's and not the server's; nil where they are not.
  ///
  /// In a closed loop a thread without a pause is the limit: a server that were slower would let it
  /// wait. In an open loop it is only if the rate was not kept, too. There late starts alone are
  /// enough: a loop that gets no core is late as well, and needs no time for it.
  var sentence: String? {
    guard seconds >= Self.shortestRun else { return nil }
    if late > Self.tolerated {
      return
        "the tool was the limit: \((late * 100).formatted(1)) % of the requests left more than "
        + "\(Duration.microseconds(Self.lateStart).short) late though a connection was free, so the "
        + "latencies are not the server's alone (see --loops)"
    }
    guard let busiest = shares.max(), busiest >= Self.saturation else { return nil }
    if let rate, rate.reached >= Self.keptRate * rate.asked { return nil }
    let percent = (busiest * 100).formatted(0)
    let which = shares.count == 1 ? "its loop" : "its busiest loop"
    return "the tool was the limit: \(which) used \(percent) % of a core, so the server may be "
      + "faster than this (see --loops)"
  }
}
