// The connections of one loop: opened together, loaded together, closed together.

import Sluice

/// A loop's share of the load.
struct LoadWorker: Sendable {
  let loop: EventLoop
  let settings: LoadSettings
  let traffic: LoadTraffic
  /// The numbers of its connections.
  let numbers: [Int]
  let tally = LoadTally()

  /// What became of the attempts to connect.
  struct Opened: Sendable {
    var streams: [(number: Int, stream: SocketStream)] = []
    var sockets: [(number: Int, socket: DatagramSocket)] = []
    var problems: [LoadProblem] = []
    /// Calls of the kernel that submitted and fetched, meanwhile.
    var enters = 0
  }

  /// Opens all connections. Each attempt begins at once, inside the task that begins them all, so
  /// that the loop submits them together.
  func open() async -> Opened {
    if settings.udp { return await openSockets() }
    return await loop.run {
      let before = await loop.statistics().enters
      var opened = await withTaskGroup { attempts in
        for number in numbers {
          attempts.addImmediateTask(executorPreference: loop) {
            (number, await connect())
          }
        }
        return await attempts.reduce(into: Opened()) { opened, attempt in
          switch attempt.1 {
          case .success(let stream): opened.streams.append((attempt.0, stream))
          case .failure(let error): opened.problems.append(LoadProblem(connecting: error))
          }
        }
      }
      opened.enters = await loop.statistics().enters - before
      return opened
    }
  }

  /// Connects once; where a local listener's queue is full, as soon as there is room in it.
  private func connect() async -> Result<SocketStream, StreamError> {
    let deadline = SuspendingClock.now + settings.connectPatience
    while true {
      do throws(StreamError) {
        return .success(
          try await SocketStream.connect(
            to: .address(settings.address), deadline: deadline, configuration: settings.stream,
            on: loop))
      } catch .io(let error) where error.errno.name == "EAGAIN" {
        guard SuspendingClock.now < deadline,
          (try? await Task.sleep(for: .milliseconds(10))) != nil
        else { return .failure(.io(error)) }
      } catch {
        return .failure(error)
      }
    }
  }

  /// What went wrong under load.
  struct Outcome: Sendable {
    var problems: [LoadProblem] = []
    /// Requests without a reply.
    var unanswered = 0
  }

  /// Loads the open connections until `end`, or until their requests are used up, and closes them.
  /// Those that fail are closed at once, and not replaced.
  func load(_ opened: Opened, until end: UInt64) async -> Outcome {
    await loop.run {
      await withTaskGroup { connections in
        for (number, socket) in opened.sockets {
          connections.addTask(executorPreference: loop) {
            await load(number, over: socket, until: end)
          }
        }
        for (number, stream) in opened.streams {
          connections.addTask(executorPreference: loop) {
            await load(number, over: stream, until: end)
          }
        }
        return await connections.reduce(into: Outcome()) { sum, one in
          sum.unanswered += one.unanswered
          sum.problems += one.problems
        }
      }
    }
  }

  private func load(
    _ number: Int, over stream: SocketStream, until end: UInt64
  ) async -> Outcome {
    var connection = LoadConnection(
      number, settings: settings, traffic: traffic, quota: settings.quota(of: number), until: end,
      tally: tally)
    do {
      try await connection.run(over: stream)
      return Outcome()
    } catch {
      await stream.abort()
      return Outcome(
        problems: [LoadProblem(error, unanswered: connection.outstanding)],
        unanswered: connection.outstanding)
    }
  }

  /// Closes what is still open.
  func close(_ opened: Opened) async -> [LoadProblem] {
    await loop.run {
      await withTaskGroup { closings in
        for (_, socket) in opened.sockets { await socket.close() }
        for (_, stream) in opened.streams {
          closings.addTask(executorPreference: loop) {
            do throws(StreamError) { try await stream.close() } catch {
              return LoadProblem?.some(LoadProblem(error, unanswered: 0))
            }
            return nil
          }
        }
        return await closings.reduce(into: []) { if let problem = $1 { $0.append(problem) } }
      }
    }
  }
}
