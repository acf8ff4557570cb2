// The writing half of a peer: each call is entered into the ledger before it is made.

import Sluice
import SluiceTesting
import SystemPackage

extension Peer {
  /// Writes what the plan has, and ends in its way. Whether all of it succeeded.
  func writeAll() async throws -> Bool {
    try await conversations.untilWritingIsAllowed()
    do {
      for writing in plan.writings {
        tell("\(writing)")
        tally.count(writing.kind)
        let (began, jumped) = (network.elapsed, network.timeJumped)
        let unsent = await stream.unsentOutputCount()
        try await write(writing)
        try checkWriteTime(of: writing, unsent: unsent, since: began, jumped)
      }
      tell("\(plan.ending)")
      try await endWriting()
      return true
    } catch let error as StreamError {
      tell("writing ends: \(error)")
      try noteFailure(error)
      // The peer waits for what will not come. Where it is the peer that is gone, reading goes on.
      if !isPeersDoing(error) { try await closeAnyway() }
      return false
    }
  }

  private func endWriting() async throws {
    switch plan.ending {
    case .half:
      try await stream.finishWriting()
      tally.count(.halfEnded)
      outgoing.isFinished = true
      finishedAt = network.elapsed
      try await checkFinished()
    case .close:
      let mayHaveEnded = outgoing.mayEndEarly || conversations.isDraining
      try await close()
      // All of it was delivered, and the end behind it.
      (outgoing.isFinished, outgoing.mayEndEarly) = (true, mayHaveEnded)
    case .abort:
      tally.count(.aborted)
      await stream.abort()
    }
  }

  /// Behind the end nothing is written.
  private func checkFinished() async throws {
    do { _ = try await stream.tryWrite([0].span) } catch { return }
    throw Misbehaviour("something was written behind the end")
  }

  private func write(_ writing: Writing) async throws {
    let bytes = writing.bytes
    switch writing.kind {
    case .bytes: try await enter(bytes) { [self] in try await stream.write(bytes) }
    case .line:
      let line = plan.style.text(of: bytes)
      try await enter(bytes + plan.writtenEnding) { [self] in try await stream.writeLine(line) }
    case .lineBytes:
      try await enter(bytes + plan.writtenEnding) { [self] in
        try await stream.writeLine(bytes.span)
      }
    case .text:
      let text = plan.style.text(of: bytes)
      try await enter(bytes) { [self] in try await stream.write(text) }
    case .substring:
      let text = plan.style.text(of: bytes)
      try await enter(bytes) { [self] in try await stream.write(text[...]) }
    case .atOnce, .textAtOnce:
      try await writeAtOnce(
        bytes, asText: writing.kind == .textAtOnce, isAlone: !plan.writesElsewhere)
    case .freshLine: try await writeFreshLine()
    case .together: try await writeTogether(writing)
    case .discard:
      try outgoing.discard(await stream.discardOutput())
      tally.count(.discarded)
    case .flush: try await flush()
    case .startFlush: try await stream.startFlush()
    case .pause: try await network.sleep(for: writing.time)
    case .leave: try await watchLeaving()
    }
  }

  /// Makes a call that writes those bytes: all of them, or, where it says that it was cancelled, none,
  /// or, where it says so, a part.
  private func enter(
    _ bytes: [UInt8], _ call: @escaping @Sendable () async throws -> Void
  ) async throws {
    let entry = outgoing.enter(bytes)
    do {
      try await cancellably(call)
      outgoing.settle(entry)
    } catch let error as StreamError {
      try noteFailure(error, of: entry)
    }
  }

  /// A write has failed. Goes on only where nothing of it has happened, and the stream is as it was.
  private func noteFailure(_ error: StreamError, of entry: Int) throws {
    if error == .cancelled {
      guard mayBeCancelled else { throw Misbehaviour("a write says that it was cancelled") }
      tally.count(.writeCancelled)
      return try outgoing.takeBack(entry)
    }
    // Who comes later is told the same.
    if case .io(let failure) = error, failure.errno == .canceled, !isPoisoned {
      isPoisoned = true
      guard let count = Self.movedBytes(in: failure) else {
        throw Misbehaviour("a cancelled write does not say how much it has moved")
      }
      try outgoing.keep(count, of: entry)
    }
    throw error
  }

  /// "a cancelled write had moved 12 bytes"
  private static func movedBytes(in error: IOError) -> Int? {
    guard let words = error.detail?.split(separator: " "), words.count > 1 else { return nil }
    return Int(words[words.count - 2])
  }

  private func writeAtOnce(
    _ bytes: [UInt8], asText isText: Bool, isAlone: Bool
  ) async throws {
    let unsent = await stream.unsentOutputCount()
    let entry = outgoing.enter(bytes)
    let isWritten: Bool
    if isText {
      isWritten = try await stream.tryWrite(plan.style.text(of: bytes))
    } else {
      isWritten = try await stream.tryWrite(bytes.span)
    }
    guard !isWritten else { return outgoing.settle(entry) }
    try outgoing.takeBack(entry)
    tally.count(.notAtOnce)
    if isAlone, unsent == 0, bytes.count <= plan.configuration.outputBufferSize {
      throw Misbehaviour("\(bytes.count) bytes did not fit into an empty buffer")
    }
  }

  private func writeFreshLine() async throws {
    let ending = plan.writtenEnding
    let isFresh = outgoing.content.isEmpty || outgoing.content.last == ending.last
    let entry = outgoing.enter(isFresh ? [] : ending)
    do {
      let hasWritten = try await stream.freshLine()
      outgoing.settle(entry)
      guard hasWritten != isFresh else {
        throw Misbehaviour("a fresh line was \(hasWritten ? "begun" : "there"), it is said")
      }
    } catch let error as StreamError { try noteFailure(error, of: entry) }
  }

  /// What was written is with the kernel afterwards.
  private func flush() async throws {
    do {
      try await cancellably { [self] in try await stream.flush() }
    } catch let error as StreamError {
      guard error == .cancelled, mayBeCancelled else { throw error }
      return tally.count(.writeCancelled)
    }
    let unsent = await stream.unsentOutputCount()
    guard unsent == 0 else { throw Misbehaviour("\(unsent) bytes are unsent after a flush") }
  }

  /// What was written leaves by itself, or where that is asked for once, as long as the peer reads.
  private func watchLeaving() async throws {
    if !plan.configuration.autoFlush { try await stream.startFlush() }
    var waits = 0
    // Where time is not virtual, the run has an end, too.
    while waits < 2_000 || !network.hasVirtualTime {
      waits += 1
      guard conversation.mustSucceed(in: conversations) else { return }
      guard await stream.unsentOutputCount() > 0 else { return tally.count(.hasLeft) }
      try await network.sleep(for: .seconds(1))
    }
    throw Misbehaviour("output does not leave by itself")
  }

  /// Several tasks write. They queue: what each writes stays together, in the order of the calls. One of
  /// them may be cancelled, and a write that does not wait is behind all of them.
  private func writeTogether(_ writing: Writing) async throws {
    let tasks = ([writing.bytes] + writing.more).map { bytes in
      stream.loop.spawn { [self] in
        let entry = outgoing.enter(bytes)
        do {
          try await stream.write(bytes)
          outgoing.settle(entry)
        } catch let error as StreamError { try noteFailure(error, of: entry) }
      }
    }
    let isCancelled = random.chance(plan.cancellations * 2)
    try await network.sleep(for: .microseconds(random.element(of: [1, 10, 300])))
    if isCancelled {
      expectCancellation()
      tasks[random.number(in: 0...tasks.count - 1)].cancel()
    }
    var failure: (any Error)?
    do {
      try await writeAtOnce(writing.bytes, asText: false, isAlone: false)
    } catch { failure = error }
    for task in tasks {
      if case .failure(let error) = await task.result { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  // MARK: What failed

  private func isPeersDoing(_ error: StreamError) -> Bool {
    guard case .io(let error) = error else { return false }
    return error.errno == .brokenPipe || error.errno == .connectionReset
  }

  private func noteFailure(_ error: StreamError) throws {
    switch error {
    case .timedOut:
      tally.count(.writeTimedOut)
      try checkWriteTimeOut()
    case .closed: tally.count(.writeClosed)
    case .io(let failure) where failure.errno == .canceled: tally.count(.writePoisoned)
    case .io where isPeersDoing(error): tally.count(.writeReset)
    default: tally.count(.writeFailedOtherwise)
    }
  }
}
