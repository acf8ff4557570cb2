// System calls that the kernel refuses, as it does in a sandbox.

import Glibc
import SystemPackage
import Testing

/// System calls of io_uring, by number.
public enum RingCall: Int, CaseIterable, Codable, Sendable {
  /// io_uring_setup(2)
  case setup = 425
  /// io_uring_enter(2)
  case enter = 426
  /// io_uring_register(2)
  case register = 427
}

/// From now on, on the calling thread, the kernel answers that call with that error: what the
/// seccomp profile of a container does.
public func forbid(_ call: RingCall, with error: Int32) throws {
  // prctl(2) has variable arguments, which Swift does not call; it takes five words.
  typealias Prctl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
  guard let symbol = unsafe dlsym(nil, "prctl") else { throw Errno.noFunction }
  let prctl = unsafe unsafeBitCast(symbol, to: Prctl.self)
  // Load the number; is it that one? Answer with the error, or allow.
  var program: [UInt64] = [
    instruction(0x20, 0, 0, 0), instruction(0x15, 0, 1, UInt32(call.rawValue)),
    instruction(0x06, 0, 0, 0x0005_0000 | UInt32(error)), instruction(0x06, 0, 0, 0x7fff_0000),
  ]
  let length = UInt(program.count)
  // The kernel copies the program during the call. PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP.
  let result = unsafe program.withUnsafeMutableBytes { program in
    var header = (length, UInt(bitPattern: program.baseAddress))
    return unsafe withUnsafePointer(to: &header) {
      prctl(38, 1, 0, 0, 0) == 0 ? prctl(22, 2, UInt(bitPattern: $0), 0, 0) : -1
    }
  }
  try #require(result == 0)
}

/// One instruction of a packet filter.
private func instruction(_ code: UInt16, _ yes: UInt8, _ no: UInt8, _ value: UInt32) -> UInt64 {
  UInt64(code) | UInt64(yes) << 16 | UInt64(no) << 24 | UInt64(value) << 32
}
