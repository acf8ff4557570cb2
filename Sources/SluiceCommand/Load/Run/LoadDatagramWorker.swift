// The sockets of one loop.

import Sluice

/// A loop's share of a load of datagrams.
struct LoadDatagramWorker: LoadCrew {
  let loop: EventLoop
  /// The number of the loop.
  let number: Int
  let settings: LoadSettings
  let pattern: LoadPattern
  let tally = LoadTally()

  func open(_ shift: LoadShift) async -> [LoadDatagrams] {
    await loop.run {
      var opened: [LoadDatagrams] = []
      for number in stride(from: number, to: settings.connections, by: settings.loops) {
        do throws(StreamError) {
          let socket = try await DatagramSocket.connect(
            to: .address(settings.address), from: settings.ownAddress,
            configuration: settings.datagrams, on: loop)
          opened.append(
            LoadDatagrams(number, over: socket, settings: settings, pattern: pattern, shift: shift))
        } catch {
          tally.note(LoadProblem(connecting: error))
        }
      }
      return opened
    }
  }

  /// Loads one socket until the end, or until its requests are used up.
  func run(_ socket: LoadDatagrams) async {
    do {
      try await socket.run()
    } catch {
      let unanswered = socket.fail()
      if !Task.isCancelled || unanswered > 0 {
        tally.note(LoadProblem(error, unanswered: unanswered))
        tally.note(unanswered: unanswered)
      }
    }
  }

  /// A socket looks itself, between two receives.
  var expiryPause: Duration? { nil }
  func expire(_ sockets: [LoadDatagrams], at time: UInt64) async {}

  func close(_ socket: LoadDatagrams) async { await socket.close() }
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
