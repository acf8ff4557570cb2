// A few requests, each of its own length, over and over: what HTTP and scripts send.

/// An endless sequence that repeats a list of requests. Its bytes are shared by all connections.
struct RequestTape: Sendable {
  /// The list, so often that a burst lies in one piece.
  let bytes: [UInt8]
  /// Where each request begins, and where the last one ends.
  private let starts: [Int]
  /// Requests of the list.
  let period: Int
  /// Bytes of the longest request.
  let largest: Int

  /// At most so many bytes are kept, so that larger bursts may come in pieces; the list itself always
  /// is.
  private static let maximumBytes = 1 << 20

  /// The list must not be empty, nor a request.
  init(_ requests: [[UInt8]], atOnce count: Int) {
    var bytes: [UInt8] = []
    var starts = [0]
    repeat {
      for request in requests {
        bytes += request
        starts.append(bytes.count)
      }
    } while starts.count <= count + requests.count && bytes.count < Self.maximumBytes
    self.bytes = bytes
    self.starts = starts
    period = requests.count
    largest = requests.map(\.count).max() ?? 0
  }

  /// The bytes of at most `count` requests from the one at `index` of the list on, and how many they
  /// are.
  func run(from index: Int, limit count: Int) -> (range: Range<Int>, count: Int) {
    let count = min(count, starts.count - 1 - index)
    return (starts[index]..<starts[index + count], count)
  }
}

struct TapeRequests: LoadRequests {
  private let tape: RequestTape
  private var index: Int
  /// Requests that were added and have not gone out.
  private var left = 0

  /// Begins with the request at `index` of the list.
  init(_ tape: RequestTape, from index: Int) {
    self.tape = tape
    self.index = index
  }

  mutating func add(_ count: Int) { left += count }

  mutating func next() -> LoadPiece? {
    guard left > 0 else { return nil }
    let run = tape.run(from: index, limit: left)
    left -= run.count
    index = (index + run.count) % tape.period
    return LoadPiece(bytes: tape.bytes, range: run.range)
  }
}
