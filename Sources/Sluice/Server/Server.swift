// A listener, loops, and a task for each connection.

public import SluiceLoop

/// Serves connections: each by a task of its own, on one loop for its whole life.
public enum Server {
  /// Listens at `endpoint` and runs `handler` for each connection, until the calling task is
  /// cancelled or one of `drainSignals` comes. Then it *drains*: it accepts what is queued and stops
  /// listening; each stream takes what the kernel already holds and then reads the end of its input;
  /// handlers that have not returned within `drainTimeout` are cancelled, their connections reset.
  /// Returns when the last handler has ended; the signals are the program's again by then.
  ///
  /// What is queued is accepted as long as there are places (`maximumConnections`) and descriptors
  /// for it; what is left at that point is reset.
  ///
  /// A stream is closed when its handler returns, abortively when it throws; an error of one
  /// connection ends that connection alone.
  ///
  /// Where the kernel has nothing left to make a descriptor of, accepting pauses for 50 ms, twice as
  /// long each time up to half a second, while the kernel's queue fills. The log says
  /// "accepting pauses" (a warning, with the error) once, also where there is something for a moment and
  /// within ten seconds nothing again, and "accepting again" (for information) each time.
  ///
  /// - Throws: `IOError` where listening fails, with the step and the address, and where accepting
  ///   fails for good.
  public static func run(
    at endpoint: Endpoint, configuration: Configuration = Configuration(),
    handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) async throws(IOError) {
    let run = ServerRun(endpoint, configuration, handler)
    let result = await withTaskCancellationHandler {
      await run.home.run { await run.serve() }
    } onCancel: {
      run.drain()
    }
    try result.get()
  }
}
