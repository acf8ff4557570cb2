// A pipe whose ends are passed about, and which tells whether one of them is still open somewhere.

import Glibc

/// The two ends of a pipe. The reader tells whether any copy of the writer is left open.
final class PipeEnds: Sendable {
  let reader: CInt
  let writer: CInt

  init() {
    var ends: [CInt] = [-1, -1]
    // Two integers, which the call fills.
    unsafe pipe(&ends)
    (reader, writer) = (ends[0], ends[1])
    _ = fcntl(reader, F_SETFL, O_NONBLOCK)
    // Programs that other tests start are not to keep it open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit { close(reader) }

  func closeWriter() { close(writer) }

  /// Whether every copy of the writer is closed: the reader is at its end. Waits a while for it, as a
  /// program that is being started has copies of everything for a moment.
  var isClosed: Bool {
    var byte: UInt8 = 0
    for _ in 0..<10_000 {
      // One byte of a local.
      if unsafe read(reader, &byte, 1) == 0 { return true }
      usleep(1000)
    }
    return false
  }

  /// What was written and not read.
  func readAll() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    // The array's own storage.
    let count = unsafe read(reader, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}

/// Writes one byte. write(2).
func writeByte(_ byte: UInt8, to descriptor: CInt) -> Bool {
  var byte = byte
  // One byte of a local.
  return unsafe write(descriptor, &byte, 1) == 1
}

/// Whether programs that are started do not inherit it. fcntl(2).
func isCloseOnExec(_ descriptor: CInt) -> Bool { fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0 }
