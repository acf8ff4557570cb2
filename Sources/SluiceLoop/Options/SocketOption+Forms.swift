// How options whose values are alike are made.

import SystemPackage

extension SocketOption<Bool> {
  /// Yes or no: an `int` that is 1 or 0.
  init(flag name: SocketOptionName) {
    self.init([name], decode: { $0[0].number != 0 }) { [(name, .flag($0))] }
  }
}

extension SocketOption<Int> {
  /// A number, which must fit the `int` that it is to the kernel: else EINVAL.
  init(number name: SocketOptionName) {
    self.init([name], decode: { Int($0[0].number) }) { value throws(Errno) in
      guard let number = Int32(exactly: value) else { throw .invalidArgument }
      return [(name, .integer(number))]
    }
  }
}

extension SocketOption<Duration> {
  /// A count of `unit`; what is more than so many is rounded up. EINVAL for less than zero.
  init(countOf unit: Duration, _ name: SocketOptionName) {
    self.init([name], decode: { unit * Int($0[0].number) }) { value throws(Errno) in
      [(name, .integer(try Self.count(of: unit, in: value)))]
    }
  }

  /// A `timeval`, rounded up to the microsecond. EINVAL for less than zero.
  init(time name: SocketOptionName) {
    self.init([name], decode: { $0[0].duration }) { value throws(Errno) in
      guard value >= .zero else { throw .invalidArgument }
      return [(name, .time(value))]
    }
  }

  static func count(of unit: Duration, in value: Duration) throws(Errno) -> Int32 {
    guard value >= .zero, let count = Int32(exactly: (value / unit).rounded(.up)) else {
      throw .invalidArgument
    }
    return count
  }
}

extension SocketOption<String> {
  /// A name of at most fifteen bytes. EINVAL for one with a NUL, `tooLong` for a longer one, which
  /// the kernel would cut and take for another.
  init(text name: SocketOptionName, tooLong: Errno) {
    self.init([name], decode: { $0[0].string }) { value throws(Errno) in
      guard !value.utf8.contains(0) else { throw .invalidArgument }
      guard value.utf8.count <= SystemCalls.longestOptionText else { throw tooLong }
      return [(name, .text(value))]
    }
  }
}

extension SocketOptionValue {
  // A driver answers in the option's own form; of the rest nobody asks.

  var number: Int32 { if case .integer(let value) = self { value } else { 0 } }
  var duration: Duration { if case .time(let value) = self { value } else { .zero } }
  var string: String { if case .text(let value) = self { value } else { "" } }
  var lingering: Linger { if case .linger(let value) = self { value } else { .off } }
}
