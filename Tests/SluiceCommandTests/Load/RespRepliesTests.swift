// SET and GET as `sluice load resp` sends them, and their answers, cut at every byte.

import TestSupport
import Testing

@testable import SluiceCommand

@Suite struct RespRepliesTests {
  private func settings(_ ratio: RespRatio, sizes: ClosedRange<Int> = 5...5) -> RespSettings {
    RespSettings(
      ratio: ratio, keySpace: 100, keyPrefix: "k:", keyOrder: .sequential, valueSizes: sizes)
  }

  private func replies(
    _ settings: RespSettings, verifies: Bool = true, isFilled: Bool = false
  ) -> (RespReplies, RespValues) {
    let values = RespValues(sizes: settings.valueSizes)
    let commands = RespCommands(settings, connection: 0, of: 1, generation: 0)
    return (
      RespReplies(
        commands, prefix: settings.keyPrefix, values: values, verifies: verifies,
        isFilled: isFilled), values
    )
  }

  private func value(_ key: Int, _ values: RespValues) -> String {
    String(decoding: values.bytes[values.range(of: key)], as: UTF8.self)
  }

  @Test func `GET: nil and the right value are right, wherever they are cut`() {
    let (_, values) = replies(settings(RespRatio(sets: 0, gets: 1)))
    let text = "$5\r\n\(value(0, values))\r\n$-1\r\n$5\r\n\(value(2, values))\r\n"
    for pieces in cuts(of: text) {
      var (replies, _) = replies(settings(RespRatio(sets: 0, gets: 1)))
      #expect(replies.fed(pieces, limit: 3) == FedReplies(replies: 3))
      #expect(replies.counts.map(\.count) == [2, 1])
    }
  }

  @Test(arguments: [
    ("$5\r\nwrong\r\n", FedReplies(faults: ["wrong value"])),
    ("$4\r\nfour\r\n", FedReplies(faults: ["wrong value"])),
    ("+OK\r\n", FedReplies(faults: ["wrong reply"])),
    (":1\r\n", FedReplies(faults: ["wrong reply"])),
    ("-ERR no\r\n", FedReplies(faults: ["error reply"])),
    ("-ERR no\r\n$-1\r\n", FedReplies(replies: 1, faults: ["error reply"])),
    ("$x\r\n\r\n", FedReplies(failure: "malformed")),
    ("$5\r\nabcdefg", FedReplies(failure: "malformed")),
    ("*1\r\n$1\r\nx\r\n", FedReplies(failure: "malformed")),
    ("$-1\n\n\n", FedReplies(failure: "malformed")),
    ("\r\n", FedReplies(failure: "malformed")),
  ])
  func `GET: anything else is counted`(text: String, expected: FedReplies) {
    for pieces in cuts(of: text) {
      var (replies, _) = replies(settings(RespRatio(sets: 0, gets: 1)))
      #expect(replies.fed(pieces, limit: 2) == expected, "\(pieces)")
    }
  }

  @Test(arguments: [
    ("+OK\r\n+OK\r\n", FedReplies(replies: 2)),
    ("+NO\r\n+OK\r\n", FedReplies(replies: 1, faults: ["wrong reply"])),
    ("$-1\r\n+OK\r\n", FedReplies(replies: 1, faults: ["wrong reply"])),
    ("$2\r\nOK\r\n+OK\r\n", FedReplies(replies: 1, faults: ["wrong reply"])),
    ("-OOM x\r\n+OK\r\n", FedReplies(replies: 1, faults: ["error reply"])),
  ])
  func `SET: only OK is right`(text: String, expected: FedReplies) {
    for pieces in cuts(of: text) {
      var (replies, _) = replies(settings(RespRatio(sets: 1, gets: 0)))
      #expect(replies.fed(pieces, limit: 2) == expected)
    }
  }

  @Test func `GET of a filled store: nil is wrong`() {
    let text = "$-1\r\n-ERR\r\n$-1\r\n"
    var (replies, _) = replies(settings(RespRatio(sets: 0, gets: 1)), isFilled: true)
    #expect(
      replies.fed([Array(text.utf8)], limit: 3)
        == FedReplies(faults: ["wrong reply", "error reply", "wrong reply"]))
    #expect(replies.counts.map(\.count) == [0, 0])
  }

  @Test func `Without a check only errors count`() {
    var (replies, _) = replies(settings(RespRatio(sets: 0, gets: 1)), verifies: false)
    let text = "$5\r\nwrong\r\n+OK\r\n-ERR\r\n$-1\r\n"
    #expect(
      replies.fed([Array(text.utf8)], limit: 4)
        == FedReplies(replies: 3, faults: ["error reply"]))
  }

  @Test(arguments: [1, 3, 1000]) func `Sender and checker agree on every command`(pipeline: Int) {
    var settings = settings(RespRatio(sets: 1, gets: 2), sizes: 0...40)
    settings.keyOrder = .uniform
    var generator = Seeds.generator()
    settings.seed = generator.next()
    let traffic = RespTraffic(settings, connections: 3, pipeline: pipeline, verifies: true)
    let values = RespValues(sizes: settings.valueSizes)
    for generation in 0..<2 {
      var requests = traffic.requests(of: 1, generation: generation)
      var replies = traffic.replies(of: 1, generation: generation)
      var answered = FedReplies()
      for _ in 0..<3 {
        requests.add(pipeline)
        var text = ""
        while let piece = requests.next() {
          text += String(decoding: piece.bytes[piece.range], as: UTF8.self)
        }
        let (count, answers) = answer(text, values)
        #expect(count == pipeline)
        let result = replies.fed([Array(answers.utf8)], limit: count)
        #expect(result == FedReplies(replies: count), "\(Seeds.note)")
        answered.replies += result.replies
      }
      #expect(answered.replies == 3 * pipeline)
    }
  }

  /// What a server that has every key answers, taken apart anew; checks that values are their keys'.
  private func answer(_ text: String, _ values: RespValues) -> (Int, String) {
    var fields = text.components(by: "\r\n")[...]
    var (count, answers) = (0, "")
    while let head = fields.popFirst(), !head.isEmpty {
      let words = (0..<(Int(head.dropFirst()) ?? 0)).map { _ in
        let length = fields.popFirst() ?? ""
        let word = fields.popFirst() ?? ""
        #expect(length == "$\(word.utf8.count)")
        return word
      }
      count += 1
      let key = Int(words[1].dropFirst("k:".count)) ?? -1
      #expect(words[1].utf8.count == 14 && 0..<100 ~= key, "\(words)")
      let value = String(decoding: values.bytes[values.range(of: key)], as: UTF8.self)
      if words[0] == "SET" { #expect(words[2] == value) }
      answers += words[0] == "SET" ? "+OK\r\n" : "$\(value.utf8.count)\r\n\(value)\r\n"
    }
    return (count, answers)
  }

  @Test func `Keys in order go round, each connection by its own`() {
    var settings = settings(RespRatio(sets: 1, gets: 0))
    settings.keySpace = 7
    let keys = (0..<3).flatMap { connection in
      var commands = RespCommands(settings, connection: connection, of: 3, generation: 0)
      return (0..<7).map { _ in commands.next().key }
    }
    #expect(keys[..<7] == [0, 3, 6, 2, 5, 1, 4])
    #expect(Set(keys[7..<14]) == Set(0..<7))
  }

  @Test func `The mix is as asked for`() {
    var settings = settings(RespRatio(sets: 1, gets: 3))
    var generator = Seeds.generator()
    settings.seed = generator.next()
    var commands = RespCommands(settings, connection: 0, of: 1, generation: 0)
    let sets = (0..<20_000).filter { _ in commands.next().isSet }.count
    // Eight standard deviations.
    #expect(abs(sets - 5000) < 490, "\(Seeds.note)")
  }

  @Test(arguments: ["1:10", "0:1", "1:0", "1000000:1"]) func `A ratio`(text: String) {
    #expect(RespRatio(text) != nil)
  }

  @Test(arguments: ["", "1", "0:0", "-1:2", "1:2:3", "a:b", "1:", "1000001:1"])
  func `No ratio`(text: String) {
    #expect(RespRatio(text) == nil)
  }
}

extension String {
  fileprivate func components(by separator: String) -> [String] {
    var rest = utf8[...]
    var parts: [String] = []
    while let range = rest.firstRange(of: separator.utf8) {
      parts.append(String(decoding: rest[..<range.lowerBound], as: UTF8.self))
      rest = rest[range.upperBound...]
    }
    return parts + [String(decoding: rest, as: UTF8.self)]
  }
}
