// The requests of one connection, as they go out.

import Sluice

struct LoadSender: Sendable {
  private let requests: LoadPattern
  private var offset: Int

  /// Begins with the request of that number.
  init(_ requests: LoadPattern, from first: Int) {
    self.requests = requests
    offset = requests.start(of: first)
  }

  /// Writes so many requests: in one piece, unless they are more than the pattern has in one.
  mutating func send(_ count: Int, over stream: SocketStream) async throws(StreamError) {
    var left = count * requests.payload
    while left > 0 {
      let run = requests.run(from: offset, limit: left)
      try await stream.write(requests.bytes.span.extracting(run))
      offset = requests.offset(after: run)
      left -= run.count
    }
  }
}
