// The contract as a table: states × events.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

/// What can happen to a stream.
enum StreamEvent: String, CaseIterable, Sendable {
  case bytes, end, receiveError, sent, sendError, cancel, time
  case close, abort, reader, writer, finish, shutDown

  /// Makes it happen; returns the call that it is, if it is one.
  func happen(
    to stream: ScriptedStream, call: Outcome<Void>?, in fixture: LoopFixture
  ) throws -> Outcome<Void>? {
    let (handle, descriptor, driver) = (stream.handle, stream.descriptor, fixture.driver)
    switch self {
    case .bytes: driver.arrives("line\n", on: descriptor)
    case .end: driver.ends(descriptor)
    case .receiveError: try driver.fail(.receive, on: descriptor, with: .connectionReset)
    case .sent: try driver.complete(sendOn: descriptor)
    case .sendError: try driver.fail(.send, on: descriptor, with: .brokenPipe)
    case .cancel: call?.cancel()
    case .time: driver.advance(.seconds(10))
    case .close: return fixture.begin { try await handle.close() }
    case .abort: return fixture.begin { await handle.abort() }
    case .reader: return fixture.begin { _ = try await handle.readLine() }
    case .writer: return fixture.begin { try await handle.write("x") }
    case .finish: return fixture.begin { try await handle.finishWriting() }
    case .shutDown: fixture.loop.abandonResidents()
    }
    return nil
  }
}

/// One cell: what becomes of the call under way, and of the call that the event is.
struct StreamCell: Sendable, CustomTestStringConvertible {
  let state: StreamSituation
  let event: StreamEvent
  let expected: String

  var testDescription: String { "\(state.rawValue) × \(event.rawValue)" }

  /// Of the call under way and, after a stroke, of the event's own: w it waits, d it is done;
  /// C `.closed`, X `.cancelled`, T `.timedOut`, B `.busy`, R ECONNRESET, P EPIPE, E ECANCELED,
  /// L output was lost, with the count; - there is none; . the event cannot be.
  static let table = """
    state           bytes end receiveError sent sendError cancel time close abort reader writer finish shutDown
    idle            -     -   .            .    .         .      -    -/w   -/d   -/w    -/d    -/d    -
    readerWaiting   d     d   R            .    .         X      T    C/w   C/d   w/B    w/d    w/d    C
    writerWaiting   w     w   .            w    P         E      w    C/w   C/d   w/w    w/w    w/w    C
    flushing        w     w   .            d    P         X      w    C/w   C/d   w/w    w/w    w/w    C
    sending         -     -   .            -    -         .      -    -/w   -/d   -/w    -/d    -/w    -
    directRead      d     d   R            .    .         X      T    C/w   C/d   w/B    w/d    w/d    C
    directWrite     w     w   .            d    P         X      w    C/w   C/d   w/w    w/w    w/w    C
    borrowedLine    w     w   .            .    .         w      w    w/w   w/d   w/B    w/d    w/d    w
    outputFinished  -     -   .            .    .         .      -    -/w   -/d   -/w    -/C    -/C    -
    writeFailed     -     -   .            .    .         .      -    -/P   -/d   -/w    -/P    -/P    -
    inputEnded      .     -   .            .    .         .      -    -/d   -/d   -/d    -/d    -/d    -
    inputFailed     .     .   .            .    .         .      -    -/d   -/d   -/R    -/d    -/d    -
    closingFlushing w     w   .            w    P         w      L    w/w   L/d   w/C    w/C    w/C    L
    lingering       w     d   d            .    .         w      d    w/w   d/d   w/C    w/C    w/C    d
    aborting        d     d   d            .    .         w      w    w/w   w/w   w/C    w/C    w/C    w
    closed          .     .   .            .    .         .      -    -/d   -/d   -/C    -/C    -/C    -
    """

  static let all: [StreamCell] = {
    let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    return rows.dropFirst().flatMap { row in
      zip(rows[0], row).dropFirst().compactMap { column, expected in
        guard expected != ".", let state = StreamSituation(rawValue: row[0]),
          let event = StreamEvent(rawValue: column)
        else { return nil }
        return StreamCell(state: state, event: event, expected: expected)
      }
    }
  }()
}

@Suite struct StreamTableTests {
  @Test func theTableIsComplete() {
    let cells = Set(StreamCell.all.map(\.state))
    #expect(cells == Set(StreamSituation.allCases))
    #expect(Set(StreamCell.all.map(\.event)) == Set(StreamEvent.allCases))
  }

  @Test(arguments: StreamCell.all)
  func cell(_ cell: StreamCell) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamSituation.configuration)
      let gate = Gate()
      defer { gate.open() }
      fixture.driver.completesSends = false
      let call = try cell.state.enter(stream, in: fixture, gate: gate)
      #expect(call?.isDone != true, "the state was not reached")
      let other = try cell.event.happen(to: stream, call: call, in: fixture)
      fixture.settle()
      let outcome = [call, other].compactMap { $0.map(letter) }
      let found = [call.map(letter) ?? "-", other.map(letter)].compactMap { $0 }
      #expect(found.joined(separator: "/") == cell.expected, "\(outcome)")
    }
  }

  private func letter(_ outcome: Outcome<Void>) -> String {
    guard outcome.isDone else { return "w" }
    guard let error = outcome.streamError else { return "d" }
    switch error {
    case .closed: return "C"
    case .cancelled: return "X"
    case .timedOut: return "T"
    case .busy: return "B"
    case .io(let error) where error.errno == .connectionReset: return "R"
    case .io(let error) where error.errno == .brokenPipe: return "P"
    case .io(let error) where error.errno == .canceled: return "E"
    case .io(let error) where error.operation == .close:
      return (error.detail ?? "").contains("3 bytes") ? "L" : "?"
    default: return "?"
    }
  }
}
