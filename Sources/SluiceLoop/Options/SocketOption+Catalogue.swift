// The typed options, each by its name. What Linux does with them: socket(7), tcp(7), ip(7), ipv6(7).

public import SystemPackage

extension SocketOption<Bool> {
  /// Whether it listens; get only. SO_ACCEPTCONN
  public static var acceptsConnections: Self { Self(flag: .acceptsConnections) }
  /// Whether datagrams may go to a broadcast address. SO_BROADCAST
  public static var broadcast: Self { Self(flag: .broadcast) }
  /// Whether the kernel records what it does; needs CAP_NET_ADMIN. SO_DEBUG
  public static var debug: Self { Self(flag: .debug) }
  /// Whether only hosts on networks at hand are sent to. SO_DONTROUTE
  public static var dontRoute: Self { Self(flag: .dontRoute) }
  /// Whether a silent connection is probed. SO_KEEPALIVE; how: `keepAliveProbes`.
  public static var keepAlive: Self { Self(flag: .keepAlive) }
  /// Whether urgent bytes stay in their place among the others. SO_OOBINLINE
  public static var outOfBandInline: Self { Self(flag: .outOfBandInline) }
  /// Whether an address can be bound to while old connections of it linger. SO_REUSEADDR
  public static var reuseAddress: Self { Self(flag: .reuseAddress) }
  /// Whether several sockets share one address and port. SO_REUSEPORT
  public static var reusePort: Self { Self(flag: .reusePort) }
  /// Whether small pieces are sent at once. TCP_NODELAY
  public static var noDelay: Self { Self(flag: .noDelay) }
  /// Whether nothing but full segments is sent, for at most 200 ms. TCP_CORK
  public static var cork: Self { Self(flag: .cork) }
  /// Whether what arrives is acknowledged at once; the kernel changes it by itself. TCP_QUICKACK
  public static var quickAcknowledge: Self { Self(flag: .quickAcknowledge) }
  /// Whether the program writes the IP header; raw sockets. IP_HDRINCL
  public static var headerIncluded: Self { Self(flag: .headerIncluded) }
  /// Whether errors of an IPv4 socket are queued with their origin. IP_RECVERR
  public static var receiveErrors: Self { Self(flag: .receiveErrors) }
  /// Whether errors of an IPv6 socket are queued with their origin. IPV6_RECVERR
  public static var receiveErrors6: Self { Self(flag: .receiveErrors6) }
  /// Whether an IPv6 socket refuses IPv4; before bind. IPV6_V6ONLY
  public static var ipv6Only: Self { Self(flag: .ipv6Only) }
}

extension SocketOption<Int> {
  /// SOCK_STREAM (1), SOCK_DGRAM (2), …; get only. SO_TYPE
  public static var socketType: Self { Self(number: .socketType) }
  /// AF_INET, AF_INET6, AF_UNIX, …; get only. SO_DOMAIN
  public static var family: Self { Self(number: .family) }
  /// IPPROTO_TCP, IPPROTO_UDP, …, 0 for local sockets; get only. SO_PROTOCOL
  public static var protocolNumber: Self { Self(number: .protocolNumber) }
  /// Bytes of the kernel's receive buffer. It doubles what it is given, within its limits, and
  /// tells the double. SO_RCVBUF
  public static var receiveBuffer: Self { Self(number: .receiveBuffer) }
  /// Bytes of the kernel's send buffer, doubled likewise. SO_SNDBUF
  public static var sendBuffer: Self { Self(number: .sendBuffer) }
  /// So many bytes make a socket readable. SO_RCVLOWAT
  public static var receiveLowWater: Self { Self(number: .receiveLowWater) }
  /// So many bytes of room make a socket writable; Linux knows 1 only, get only. SO_SNDLOWAT
  public static var sendLowWater: Self { Self(number: .sendLowWater) }
  /// The priority of what is sent; above 6 needs CAP_NET_ADMIN. SO_PRIORITY
  public static var priority: Self { Self(number: .priority) }
  /// The largest segment, bytes. TCP_MAXSEG
  public static var maximumSegment: Self { Self(number: .maximumSegment) }
  /// So many unanswered probes end a connection, 1 to 127. TCP_KEEPCNT
  public static var keepAliveCount: Self { Self(number: .keepAliveCount) }
  /// How long an orphaned connection waits for the peer's end, in seconds; -1: not at all, 0: the
  /// system's default. TCP_LINGER2
  public static var finWaitTimeout: Self { Self(number: .finWaitTimeout) }
  /// How often a connect is tried again, 1 to 255. TCP_SYNCNT
  public static var synCount: Self { Self(number: .synCount) }
  /// The largest window that is advertised, bytes; 0: no bound. TCP_WINDOW_CLAMP
  public static var windowClamp: Self { Self(number: .windowClamp) }
  /// A set of ICMP types that are dropped; raw ICMP sockets. ICMP_FILTER
  public static var icmpFilter: Self { Self(number: .icmpFilter) }
}

extension SocketOption<Duration> {
  /// How long a blocking receive waits, to the microsecond; zero: for ever. SO_RCVTIMEO
  public static var receiveTimeout: Self { Self(time: .receiveTimeout) }
  /// How long a blocking send waits, to the microsecond; zero: for ever. SO_SNDTIMEO
  public static var sendTimeout: Self { Self(time: .sendTimeout) }
  /// A listener accepts a connection once data is there, or this has passed; whole seconds, which
  /// the kernel rounds up to its retransmissions. TCP_DEFER_ACCEPT
  public static var deferAccept: Self { Self(countOf: .seconds(1), .deferAccept) }
  /// Silence before the first probe; whole seconds. TCP_KEEPIDLE
  public static var keepAliveIdle: Self { Self(countOf: .seconds(1), .keepAliveIdle) }
  /// From one probe to the next; whole seconds. TCP_KEEPINTVL
  public static var keepAliveInterval: Self { Self(countOf: .seconds(1), .keepAliveInterval) }
  /// A connection ends when sent bytes stay unacknowledged for so long; whole milliseconds, zero:
  /// the system's default. TCP_USER_TIMEOUT
  public static var userTimeout: Self { Self(countOf: .milliseconds(1), .userTimeout) }
}

extension SocketOption<String> {
  /// The one network interface that is used, by name; empty: any. ENODEV for one that does not
  /// exist. SO_BINDTODEVICE
  public static var bindToDevice: Self {
    Self(text: .bindToDevice, tooLong: .operationNotSupportedByDevice)
  }
  /// How TCP avoids congestion, by name (`cubic`). ENOENT for one that the kernel does not have.
  /// TCP_CONGESTION
  public static var congestionControl: Self {
    Self(text: .congestionControl, tooLong: .noSuchFileOrDirectory)
  }
}

extension SocketOption<Linger> {
  /// What close(2) does with unsent output. Streams of Sluice deliver it themselves, and never let
  /// close(2) wait: see `Linger.on(seconds:)`. SO_LINGER
  public static var linger: Self {
    Self([.linger], decode: { $0[0].lingering }) { [(.linger, .linger($0))] }
  }
}

extension SocketOption<Errno?> {
  /// The error that is pending, nil where there is none; get only, and getting clears it. SO_ERROR
  public static var pendingError: Self {
    Self([.pendingError], decode: { $0[0].number == 0 ? nil : Errno(rawValue: $0[0].number) }) {
      [(.pendingError, .integer($0?.rawValue ?? 0))]
    }
  }
}

extension SocketOption<KeepAlive?> {
  /// Whether a silent TCP connection is probed, and how; nil: not at all. The three numbers are set
  /// first, so that the probes never start with others. SO_KEEPALIVE with TCP_KEEPIDLE,
  /// TCP_KEEPINTVL and TCP_KEEPCNT: four system calls, one to set nil.
  public static var keepAliveProbes: Self {
    Self([.keepAlive, .keepAliveIdle, .keepAliveInterval, .keepAliveCount]) { values in
      guard values[0].number != 0 else { return nil }
      return KeepAlive(
        idle: .seconds(values[1].number), interval: .seconds(values[2].number),
        count: Int(values[3].number))
    } encode: { value throws(Errno) in
      guard let value else { return [(.keepAlive, .flag(false))] }
      guard let count = Int32(exactly: value.count) else { throw .invalidArgument }
      let second = Duration.seconds(1)
      return [
        (.keepAliveIdle, .integer(try SocketOption<Duration>.count(of: second, in: value.idle))),
        (
          .keepAliveInterval,
          .integer(try SocketOption<Duration>.count(of: second, in: value.interval))
        ),
        (.keepAliveCount, .integer(count)),
        (.keepAlive, .flag(true)),
      ]
    }
  }
}
