// What goes through the wall as the value of an option, in whichever of the kernel's forms.

/// A value of an option as the kernel has it, before it is given a meaning.
public enum SocketOptionValue: Hashable, Sendable {
  /// An `int`; yes and no are 1 and 0.
  case integer(Int32)
  /// `struct linger`.
  case linger(Linger)
  /// `struct timeval`, to the microsecond; zero is no limit.
  case time(Duration)
  /// Text without the NUL that may end it.
  case text(String)

  /// Yes or no.
  public static func flag(_ value: Bool) -> SocketOptionValue { .integer(value ? 1 : 0) }
}

extension SocketOptionValue: ExpressibleByIntegerLiteral {
  /// An `int`.
  public init(integerLiteral value: Int32) { self = .integer(value) }
}

/// What close(2) does with output that the peer has not taken: the value of `SocketOption.linger`.
public struct Linger: Hashable, Sendable {
  /// Whether close(2) waits.
  public var isOn: Bool
  /// How long it waits at most. With zero the output is thrown away, and a TCP connection is reset.
  public var seconds: Int

  /// A value with those parts.
  public init(isOn: Bool, seconds: Int = 0) { (self.isOn, self.seconds) = (isOn, seconds) }

  /// close(2) returns at once, and the kernel goes on delivering.
  public static let off = Linger(isOn: false)

  /// close(2) of a TCP connection waits so long, on a descriptor that does not block, too. A stream of
  /// Sluice turns it off before it closes in an orderly way: it has waited itself, and not in the
  /// kernel. With zero seconds it stays as it is.
  public static func on(seconds: Int) -> Linger { Linger(isOn: true, seconds: seconds) }
}

/// How a silent TCP connection is probed: the value of `SocketOption.keepAliveProbes`.
public struct KeepAlive: Hashable, Sendable {
  /// Silence before the first probe; whole seconds, 1 to 32767.
  public var idle: Duration
  /// From one probe to the next; whole seconds, 1 to 32767.
  public var interval: Duration
  /// So many unanswered probes end the connection, 1 to 127.
  public var count: Int

  /// A value with those parts.
  public init(idle: Duration, interval: Duration, count: Int) {
    (self.idle, self.interval, self.count) = (idle, interval, count)
  }
}
