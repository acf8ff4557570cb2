// Feeds replies to what checks them, cut into pieces wherever a test likes.

@testable import SluiceCommand

/// What a conversation came to.
struct FedReplies: Equatable {
  var replies = 0
  var faults: [String] = []
  /// The kind of the failure that ended it.
  var failure: String?
  /// Bytes that nobody had asked for.
  var surplus = 0
}

extension LoadReplies {
  /// Feeds the pieces one by one; `limit` answers are outstanding in all.
  mutating func fed(_ pieces: [[UInt8]], limit: Int) -> FedReplies {
    var result = FedReplies()
    do throws(LoadFailure) {
      for piece in pieces {
        var done = 0
        while done < piece.count {
          let check = try self.check(
            piece.span.extracting(done...),
            limit: limit - result.replies - result.faults.count)
          done += check.consumed
          result.replies += check.replies
          guard let fault = check.fault else { break }
          result.faults.append(fault.kind)
        }
        result.surplus += piece.count - done
      }
    } catch {
      result.failure = error.kind
    }
    return result
  }
}

/// The bytes whole, cut in two at every place, and one by one.
func cuts(of text: String) -> [[[UInt8]]] {
  let bytes = Array(text.utf8)
  return [[bytes], bytes.map { [$0] }]
    + bytes.indices.dropFirst().map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
}
