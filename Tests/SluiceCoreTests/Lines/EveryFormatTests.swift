import SluiceCore
import Testing

/// Every format × every split × every consumer: the result is that of the naive reader.
struct EveryFormatTests {
  /// A way to read a whole input, on the stream and on the model: what each read came to.
  struct Consumer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What differs, said only where something does: most of the time went into words otherwise.
    let run: @Sendable (Playback, inout TextModel) -> (difference: String?, goesOn: Bool)

    init<P: Equatable & Sendable>(
      _ name: String, _ real: @escaping @Sendable (Playback) -> ModelOutcome<P>,
      _ model: @escaping @Sendable (inout TextModel) -> ModelOutcome<P>,
      isEnd: @escaping @Sendable (P) -> Bool
    ) {
      testDescription = name
      run = { playback, text in
        let outcome = real(playback)
        let expected = model(&text)
        var goesOn = false
        if case .read(let product) = outcome { goesOn = !isEnd(product) }
        return (outcome == expected ? nil : "\(outcome), not \(expected)", goesOn)
      }
    }

    static let all = [
      Consumer("lines", { $0.outcome(ReadLine()) }, { $0.readLine(limit: 1000).map { $0?.text } }) {
        $0 == nil
      },
      Consumer(
        "lines and endings", { $0.outcome(ReadLineAndEnding()) }, { $0.readLine(limit: 1000) }
      ) { $0 == nil },
      Consumer("framed lines", { $0.takeFramedLine() }, { $0.takeFramedLine(limit: 1000) }) {
        $0 == nil
      },
      Consumer("scalars", { $0.outcome(ReadScalar()) }, { $0.readScalar() }) { $0 == nil },
      Consumer(
        "three characters", { $0.outcome(ReadText(limit: 3, fills: true)) },
        { $0.readText(limit: 3) }
      ) { $0.isEmpty },
      Consumer(
        "many characters", { $0.outcome(ReadText(limit: 1000, fills: true)) },
        { $0.readText(limit: 1000) }
      ) { $0.isEmpty },
      Consumer(
        "all", { $0.outcome(ReadTextToEnd(limit: 1000)) }, { $0.readTextToEnd(limit: 1000) }
      ) { $0.isEmpty },
      Consumer(
        "up to a comma", { $0.outcome(ReadTextUntil(delimiter: ",", limit: 1000)) },
        { $0.readText(until: ",", limit: 1000) }
      ) { $0 == nil },
    ]
  }

  @Test(arguments: ExternalFormat.tested, Consumer.all)
  func `what is read is what the naive reader reads`(format: ExternalFormat, consumer: Consumer) {
    for input in format.inputs {
      for split in 0...input.count {
        for capacity in [3, 64] { compare(input, format, consumer, .split(split), capacity) }
      }
      // A buffer of a byte or two splits everywhere by itself.
      for capacity in [1, 2, 3, 64] {
        compare(input, format, consumer, .pieces(1), capacity)
        compare(input, format, consumer, .split(input.count / 2), capacity)
      }
    }
  }

  private func compare(
    _ input: [UInt8], _ format: ExternalFormat, _ consumer: Consumer, _ chunking: Chunking,
    _ capacity: Int
  ) {
    let playback = Playback(input, format, chunking: chunking, capacity: capacity, limit: 1000)
    var model = TextModel(input, format)
    var goesOn = true
    while goesOn {
      let result = consumer.run(playback, &model)
      guard result.difference == nil, playback.consumedBytes == model.position else {
        Issue.record(
          """
          \(input) \(chunking) in \(capacity): \(result.difference ?? "the same"); \
          \(playback.consumedBytes) bytes consumed, not \(model.position)
          """)
        return
      }
      goesOn = result.goesOn
    }
    // `#expect` takes its operands apart, which costs more than all of the above.
    guard playback.rest() != Array(model.rest) else { return }
    Issue.record("\(input) \(chunking) in \(capacity): what is left differs")
  }
}
