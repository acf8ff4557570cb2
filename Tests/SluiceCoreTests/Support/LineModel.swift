// The framing of lines as a naive program would do it, on the whole input at once.

import SluiceCore

/// What a reader sees of an input: its lines, then nil or an error.
struct LineModel: Equatable {
  var lines: [[UInt8]] = []
  var error: StepError?

  init(lines: [[UInt8]] = [], error: StepError? = nil) {
    self.lines = lines
    self.error = error
  }

  init(of input: [UInt8], ending: LineEnding, limit: Int, dropsPartialLine: Bool = false) {
    var line: [UInt8] = []
    var index = 0
    while index < input.count {
      let byte = input[index]
      let next = index + 1 < input.count ? input[index + 1] : nil
      var ended = 0
      switch ending {
      case .lf: ended = byte == 10 ? 1 : 0
      case .cr: ended = byte == 13 ? 1 : 0
      case .crlf: ended = byte == 10 ? 1 : byte == 13 && next == 10 ? 2 : 0
      case .crlfStrict:
        ended = byte == 13 && next == 10 ? 2 : 0
        let pending = byte == 13 && next == nil && dropsPartialLine
        if ended == 0, !pending, byte == 10 || byte == 13, line.count <= limit {
          error = .text(
            byte == 10 ? .bareLineFeed(offset: index) : .bareCarriageReturn(offset: index))
          return
        }
      }
      if ended > 0 {
        lines.append(line)
        line = []
        index += ended
        continue
      }
      let half = byte == 13 && next == nil && (ending == .crlf || ending == .crlfStrict)
      line.append(byte)
      if line.count > limit, !(half && dropsPartialLine) {
        error = .lineTooLong(limit: limit)
        return
      }
      index += 1
    }
    if !line.isEmpty, !dropsPartialLine { lines.append(line) }
  }
}

extension Playback {
  /// Reads lines until the end or an error, as bytes; takes every other one out with the step that
  /// finds the next.
  func lines() -> LineModel {
    var seen = LineModel()
    var step = FrameLine()
    while true {
      switch run(step) {
      case .failure(let error):
        seen.error = error
        return seen
      case .success(nil): return seen
      case .success(let frame?):
        seen.lines.append(frame.bytes.copied())
        if seen.lines.count.isMultiple(of: 2) {
          step = FrameLine(after: frame)
        } else {
          state.input.take(frame)
          step = FrameLine()
        }
      }
    }
  }

  /// Reads lines until the end or an error, as strings.
  func strings() -> LineModel {
    var seen = LineModel()
    while true {
      switch run(ReadLine()) {
      case .failure(let error):
        seen.error = error
        return seen
      case .success(nil): return seen
      case .success(let line?): seen.lines.append(Array(line.utf8))
      }
    }
  }
}
