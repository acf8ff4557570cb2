// A loop's share of a load of datagrams.

import Sluice

extension LoadWorker {
  /// Opens a socket for each connection. Nothing is sent.
  func openSockets() async -> Opened {
    await loop.run {
      var opened = Opened()
      for number in numbers {
        do throws(StreamError) {
          let socket = try await DatagramSocket.connect(
            to: .address(settings.address), from: settings.ownAddress,
            configuration: settings.datagrams, on: loop)
          opened.sockets.append((number, socket))
        } catch {
          opened.problems.append(LoadProblem(connecting: error))
        }
      }
      return opened
    }
  }

  /// Loads one socket until `end`, or until its requests are used up.
  func load(_ number: Int, over socket: DatagramSocket, until end: UInt64) async -> Outcome {
    var connection = LoadDatagrams(
      number, settings: settings, pattern: traffic.requests, quota: settings.quota(of: number),
      until: end, tally: tally)
    var outcome = Outcome()
    do {
      try await connection.run(over: socket)
    } catch {
      outcome.problems.append(LoadProblem(error, unanswered: connection.outstanding))
      outcome.unanswered = connection.outstanding
    }
    if connection.lost > 0 {
      outcome.problems.append(
        LoadProblem(lost: connection.lost, after: settings.datagramPatience))
      outcome.unanswered += connection.lost
    }
    return outcome
  }
}

extension LoadSettings {
  /// Receives end often enough to see what is lost.
  fileprivate var datagrams: DatagramConfiguration {
    DatagramConfiguration(receiveTimeout: datagramPatience / 4)
  }

  /// A local socket must have a name to be answered.
  fileprivate var ownAddress: Endpoint? {
    address.family == .local ? .address(.unnamed) : nil
  }
}
