// A listener and a connect over the scripted driver.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct ListenerTests {
  private func listen(in fixture: LoopFixture) throws -> (Listener, Descriptor) {
    let listener = try fixture.run {
      try await Listener.listen(at: .tcp("127.0.0.1", 80), on: fixture.loop)
    }
    return (listener, listener.core.descriptor)
  }

  @Test func listeningTakesItsStepsInOrder() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      #expect(
        fixture.driver.takeTrace() == [
          .open(descriptor, .ipv4), .setOption(descriptor, .reuseAddress, 1),
          .bind(descriptor, .ipv4(.loopback, port: 80)),
          .listen(descriptor, backlog: Listener.defaultBacklog),
        ])
      #expect(listener.address == fixture.driver.localAddress)
      try fixture.run { await listener.close() }
      try fixture.run { await listener.close() }
      #expect(fixture.driver.takeTrace() == [.close(descriptor, reset: false)])
    }
  }

  @Test(arguments: [IOError.Operation.open, .bind, .listen])
  func aStepThatFailsNamesItselfAndLeaksNothing(step: IOError.Operation) throws {
    try withLoop { fixture throws in
      switch step {
      case .open: fixture.driver.openFailure = .tooManyOpenFiles
      case .bind: fixture.driver.bindFailure = .addressInUse
      default: fixture.driver.listenFailure = .addressInUse
      }
      let listening = fixture.begin {
        try await Listener.listen(at: .tcp("127.0.0.1", 80), on: fixture.loop)
      }
      let error = try #require(listening.error as? IOError)
      #expect(error.operation == step)
      #expect(error.local == .ipv4(.loopback, port: 80))
    }
  }

  @Test func connectionsGoToWhoWaitsFirstComeFirstServed() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      let accepts = (0..<3).map { _ in fixture.begin { try await listener.accept() } }
      var connections: [Descriptor] = []
      for _ in 0..<3 { connections.append(try fixture.driver.connect(to: descriptor)) }
      fixture.settle()
      #expect(accepts.map { $0.value?.core.descriptor } == connections)
      // One multishot accept serves them all.
      let started = fixture.driver.trace.filter { $0 == .accept(descriptor, multishot: true) }
      #expect(started.count == 1)
    }
  }

  @Test func aCancelledAcceptLeavesTheConnectionToTheNext() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      let first = fixture.begin { try await listener.accept() }
      first.cancel()
      fixture.settle()
      #expect(first.streamError == .cancelled)
      let connection = try fixture.driver.connect(to: descriptor)
      fixture.settle()
      let second = fixture.begin { try await listener.accept() }
      #expect(second.value?.core.descriptor == connection)
    }
  }

  @Test func whoElseWaitsGoesOnWaitingAfterAnError() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      let accepts = (0..<2).map { _ in fixture.begin { try await listener.accept() } }
      try fixture.driver.fail(.accept, on: descriptor, with: .tooManyOpenFiles)
      fixture.settle()
      guard case .io(let error)? = accepts[0].streamError else {
        Issue.record("\(String(describing: accepts[0].result))")
        return
      }
      #expect(error.errno == .tooManyOpenFiles)
      #expect(error.operation == .accept)
      #expect(!accepts[1].isDone)
      let connection = try fixture.driver.connect(to: descriptor)
      fixture.settle()
      #expect(accepts[1].value?.core.descriptor == connection)
    }
  }

  @Test(arguments: [
    Errno.connectionAbort, .protocolError, .networkDown, .hostIsDown, .noRouteToHost,
    .networkUnreachable,
  ])
  func aConnectionThatIsGoneBeforeItIsAcceptedIsPassedOver(errno: Errno) throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      let accept = fixture.begin { try await listener.accept() }
      try fixture.driver.fail(.accept, on: descriptor, with: errno)
      fixture.settle()
      #expect(!accept.isDone)
      let connection = try fixture.driver.connect(to: descriptor)
      fixture.settle()
      #expect(accept.value?.core.descriptor == connection)
    }
  }

  @Test func theSequenceOfConnectionsEndsWithTheListener() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      let served = fixture.begin {
        var streams: [SocketStream] = []
        for try await stream in listener.connections { streams.append(stream) }
        return streams
      }
      let connections = try (0..<3).map { _ in try fixture.driver.connect(to: descriptor) }
      fixture.settle()
      #expect(!served.isDone)
      try fixture.run { await listener.close() }
      fixture.settle()
      #expect(served.value?.map(\.core.descriptor) == connections)
    }
  }

  @Test func whatIsAskedForByThoseThatLetSeveralListenToOnePort() throws {
    try withLoop { fixture throws in
      let listener = try fixture.run {
        try await Listener.listen(at: .tcp("127.0.0.1", 80), reusePort: true, on: fixture.loop)
      }
      #expect(
        fixture.driver.trace.contains(.setOption(listener.core.descriptor, .reusePort, 1)))
    }
  }

  @Test func aCancelledAcceptLeavesTheConnectionToWhoElseWaits() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      let accepts = (0..<2).map { _ in fixture.begin { try await listener.accept() } }
      accepts[0].cancel()
      fixture.settle()
      let connection = try fixture.driver.connect(to: descriptor)
      fixture.settle()
      #expect(accepts[0].streamError == .cancelled)
      #expect(accepts[1].value?.core.descriptor == connection)
    }
  }

  @Test func morePeopleThanTheArrivalLimitAllGetAConnection() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      let accepts = (0..<100).map { _ in fixture.begin { try await listener.accept() } }
      for _ in 0..<64 { _ = try fixture.driver.connect(to: descriptor) }
      fixture.settle()
      for _ in 64..<100 { _ = try fixture.driver.connect(to: descriptor) }
      fixture.settle()
      #expect(accepts.allSatisfy { $0.value != nil })
    }
  }

  @Test func closingWakesWhoAcceptsAndResetsWhatNobodyTook() throws {
    try withLoop { fixture throws in
      let (listener, descriptor) = try listen(in: fixture)
      fixture.driver.completesCancels = false
      let first = fixture.begin { try await listener.accept() }
      first.cancel()
      fixture.settle()
      let taken = try fixture.driver.connect(to: descriptor)
      let left = try fixture.driver.connect(to: descriptor)
      fixture.settle()
      let second = fixture.begin { try await listener.accept() }
      #expect(second.value?.core.descriptor == taken)
      let close = fixture.begin { await listener.close() }
      let late = try fixture.driver.connect(to: descriptor)
      fixture.settle()
      #expect(!close.isDone)
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(close.isDone)
      #expect(fixture.driver.trace.contains(.close(left, reset: true)))
      #expect(fixture.driver.trace.contains(.close(late, reset: true)))
      #expect(fixture.driver.trace.last == .close(descriptor, reset: false))
      #expect(fixture.begin { try await listener.accept() }.streamError == .closed)
    }
  }

  @Test func aDroppedListenerCloses() throws {
    try withLoop { fixture throws in
      do { _ = try listen(in: fixture) }
      fixture.settle()
      #expect(fixture.driver.openDescriptors.isEmpty)
    }
  }
}

@Suite struct ConnectingTests {
  private let address = SocketAddress.ipv4(.loopback, port: 7)

  private func connect(
    in fixture: LoopFixture, deadline: SuspendingClock.Instant? = nil
  ) throws -> (Outcome<SocketStream>, Descriptor) {
    let outcome = fixture.begin { [address] in
      try await SocketStream.connect(to: .address(address), deadline: deadline, on: fixture.loop)
    }
    return (outcome, try #require(fixture.driver.openDescriptors.first))
  }

  @Test func connectingTakesItsStepsInOrder() throws {
    try withLoop { fixture throws in
      let (outcome, descriptor) = try connect(in: fixture)
      #expect(
        fixture.driver.trace == [
          .open(descriptor, .ipv4), .setOption(descriptor, .noDelay, 1),
          .connect(descriptor, address),
        ])
      try fixture.driver.complete(.connect, on: descriptor)
      fixture.settle()
      #expect(outcome.value?.peerAddress == address)
    }
  }

  @Test func aRefusedConnectClosesItsDescriptorAndSaysWhere() throws {
    try withLoop { fixture throws in
      let (outcome, descriptor) = try connect(in: fixture)
      try fixture.driver.fail(.connect, on: descriptor, with: .connectionRefused)
      fixture.settle()
      #expect(
        outcome.streamError
          == .io(
            IOError(
              .connect, .connectionRefused, peer: address)))
      #expect(fixture.driver.openDescriptors.isEmpty)
    }
  }

  @Test func aCancelledConnectWaitsForItsFinalCompletion() throws {
    try withLoop { fixture throws in
      let (outcome, _) = try connect(in: fixture)
      fixture.driver.completesCancels = false
      outcome.cancel()
      fixture.settle()
      #expect(!outcome.isDone)
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(outcome.streamError == .cancelled)
      #expect(fixture.driver.openDescriptors.isEmpty)
    }
  }

  @Test func aDeadlineEndsAConnect() throws {
    try withLoop { fixture throws in
      let (outcome, _) = try connect(in: fixture, deadline: .now.advanced(by: .seconds(60)))
      #expect(!outcome.isDone)
      fixture.pass(.seconds(61))
      #expect(outcome.streamError == .timedOut)
      #expect(fixture.driver.openDescriptors.isEmpty)
    }
  }

  @Test func theShutDownOfTheLoopEndsAConnect() throws {
    try withLoop { fixture throws in
      let (outcome, _) = try connect(in: fixture)
      fixture.loop.abandonResidents()
      fixture.settle()
      #expect(outcome.streamError == .closed)
    }
  }

  @Test func noDescriptorIsAnErrorOfOpen() throws {
    try withLoop { fixture throws in
      fixture.driver.openFailure = .tooManyOpenFiles
      let outcome = fixture.begin { [address] in
        try await SocketStream.connect(to: .address(address), on: fixture.loop)
      }
      guard case .io(let error)? = outcome.streamError else {
        Issue.record("\(String(describing: outcome.result))")
        return
      }
      #expect(error.operation == .open)
      #expect(error.errno == .tooManyOpenFiles)
    }
  }
}
