// What all connections of a run have in common: settings, traffic, and the buffers that both need.

import Sluice

struct LoadPlan<Traffic: LoadTraffic>: Sendable {
  let settings: LoadSettings
  let traffic: Traffic

  /// With more bytes than this under way, a connection sends by a task of its own.
  private static var largestBuffer: Int { 1 << 16 }
  /// As above where two tasks write: what is larger is not buffered, and a write of it may wait.
  private static var largestShared: Int { (1 << 14) - 1 }

  /// Bytes of requests that can be under way on a connection.
  private var bytesAtOnce: Int { settings.pipeline * traffic.largestRequest }

  /// Whether requests do not fit into a stream's buffer.
  var sendsApart: Bool {
    bytesAtOnce > (settings.rate == nil ? Self.largestBuffer : Self.largestShared)
  }

  /// Buffers that take a whole pipeline: then a write neither waits nor goes past the buffer, and
  /// all that is to be sent leaves at once.
  var stream: StreamConfiguration {
    StreamConfiguration(
      inputBufferSize: min(max(settings.pipeline * traffic.usualReply, 4096), Self.largestBuffer),
      outputBufferSize: sendsApart ? 4096 : bytesAtOnce + 1)
  }
}
