// The wall, continued: options in all their forms.

import Glibc
import SystemPackage

extension SystemCalls {
  /// The longest name of a network interface (IFNAMSIZ) or of a congestion control
  /// (TCP_CA_NAME_MAX), without its NUL.
  static let longestOptionText = 15

  /// setsockopt(2). EINVAL for a value that is not in the option's form.
  static func setOption(
    _ fd: Int32, _ name: SocketOptionName, to value: SocketOptionValue
  ) throws(Errno) {
    let entry = name.entry
    switch (entry.form, value) {
    case (.integer, .integer(let value)): try set(fd, entry, value)
    case (.linger, .linger(let value)):
      try set(
        fd, entry,
        Glibc.linger(l_onoff: value.isOn ? 1 : 0, l_linger: Int32(clamping: value.seconds)))
    case (.time, .time(let value)): try set(fd, entry, timeval(value))
    case (.text, .text(let value)):
      var value = value
      let result = value.withUTF8 { bytes in
        // Reads the string's own bytes, which live during the call.
        unsafe setsockopt(
          fd, entry.level, entry.number, bytes.baseAddress, socklen_t(bytes.count))
      }
      try check(result)
    default: throw .invalidArgument
    }
  }

  /// getsockopt(2).
  static func option(_ fd: Int32, _ name: SocketOptionName) throws(Errno) -> SocketOptionValue {
    let entry = name.entry
    switch entry.form {
    case .integer: return .integer(try integerOption(fd, entry.level, entry.number))
    case .linger:
      let value = try get(fd, entry, Glibc.linger())
      return .linger(Linger(isOn: value.l_onoff != 0, seconds: Int(value.l_linger)))
    case .time:
      let value = try get(fd, entry, timeval())
      return .time(.seconds(value.tv_sec) + .microseconds(value.tv_usec))
    case .text: return .text(try textOption(fd, entry))
    }
  }

  /// `T` is a plain C structure.
  private static func set<T: BitwiseCopyable>(
    _ fd: Int32, _ entry: SocketOptionName.Entry, _ value: T
  ) throws(Errno) {
    var value = value
    // Reads a local, whole.
    try check(
      unsafe setsockopt(
        fd, entry.level, entry.number, &value, socklen_t(MemoryLayout<T>.size)))
  }

  /// `T` is a plain C structure, of which any bytes are a value.
  private static func get<T: BitwiseCopyable>(
    _ fd: Int32, _ entry: SocketOptionName.Entry, _ initial: T
  ) throws(Errno) -> T {
    var value = initial
    var length = socklen_t(MemoryLayout<T>.size)
    // Writes a local, and no more of it than there is.
    try check(unsafe getsockopt(fd, entry.level, entry.number, &value, &length))
    return value
  }

  private static func textOption(
    _ fd: Int32, _ entry: SocketOptionName.Entry
  ) throws(Errno) -> String {
    var bytes = [UInt8](repeating: 0, count: longestOptionText + 1)
    var length = socklen_t(bytes.count)
    // Writes the array's own storage, and no more of it than there is.
    try check(unsafe getsockopt(fd, entry.level, entry.number, &bytes, &length))
    let text = bytes.prefix(Int(length)).prefix { $0 != 0 }
    return String(decoding: text, as: UTF8.self)
  }
}

extension timeval {
  /// Rounded up to the microsecond: zero would be no limit.
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let microseconds = (attoseconds + 999_999_999_999) / 1_000_000_000_000
    self.init(
      tv_sec: Int(seconds) + Int(microseconds / 1_000_000), tv_usec: Int(microseconds % 1_000_000))
  }
}
