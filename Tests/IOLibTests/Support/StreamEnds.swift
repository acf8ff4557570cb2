// A stream to be tested, and the other end of its connection.

import Glibc
import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@testable import IOLib

/// A TCP stream and its peer, which is a plain socket.
func connection(
  _ format: ExternalFormat = .default, input: Int? = nil, output: Int? = nil,
  peerBuffer: Int32? = nil
) throws -> (stream: SocketStreamInternetActive, peer: PeerSocket) {
  let passive = try makeSocket(connect: .passive, localHost: "127.0.0.1")
  defer { _ = try? passive.close() }
  let peer = try PeerSocket(
    to: .ipv4(.loopback, port: try passive.localPort()), receiveBuffer: peerBuffer)
  let stream = try #require(
    try passive.acceptConnection(
      externalFormat: format, inputBufferSize: input, outputBufferSize: output))
  return (stream, peer)
}

/// A local stream that has received those bytes, and then the end of the stream unless `isOpen`; and its
/// peer.
func received(
  _ bytes: [UInt8], _ format: ExternalFormat = .default, input: Int? = nil, isOpen: Bool = false
) throws -> (stream: SocketStreamLocalActive, peer: SocketStreamLocalActive) {
  let (stream, peer) = try makeSocketPair(externalFormat: format, inputBufferSize: input)
  try peer.writeSequence(bytes)
  try peer.finishOutput()
  if !isOpen { try peer.shutdown(write: true) }
  return (stream, peer)
}

extension ActiveStreamSocket {
  /// What has arrived until now.
  func arrived() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      do {
        let (part, count) = try receiveFrom(size: 1 << 16, dontWait: true)
        guard count > 0 else { return bytes }
        bytes += part.prefix(count)
      } catch {
        guard case .wouldBlock = error else { throw error }
        return bytes
      }
    }
  }

  /// All bytes to the end of the stream.
  func rest() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let byte = try readByte() { bytes.append(byte) }
    return bytes
  }

  /// All lines to the end of the stream, and whether the last one lacks its ending.
  func allLines() throws -> (lines: [String], missingNewline: Bool) {
    var lines: [String] = []
    var isMissing = false
    while let (line, missing) = try readLine() {
      lines.append(line)
      isMissing = missing
    }
    return (lines, isMissing)
  }

  /// All characters to the end of the stream.
  func allCharacters() throws -> String {
    var text = String.UnicodeScalarView()
    while let scalar = try readChar() { text.append(scalar) }
    return String(text)
  }
}

/// The condition that `body` throws. (An expectation on a plain thread would not know its test.)
func condition(_ body: () throws -> Void) throws -> SocketError {
  do { try body() } catch let error as SocketError { return error }
  throw NothingThrown()
}

/// An operation that was to fail did not.
struct NothingThrown: Error {}

/// What must hold before a test goes on did not come true.
struct NeverSo: Error {}

extension Socket {
  /// Waits until so many threads wait on this socket.
  func untilWaiting(_ count: Int = 1) throws {
    for _ in 0..<100_000 {
      if handle.waitingThreads >= count { return }
      usleep(200)
    }
    throw NeverSo()
  }
}
