// The options of a socket that Linux has, as the kernel names them: the one table of them.
//
// What a value means to a program is in SocketOption+Catalogue.swift.

import Glibc

/// An option of a socket, as setsockopt(2) and getsockopt(2) know it.
///
/// Which kind of socket has which option is the kernel's to say.
public enum SocketOptionName: String, Hashable, Sendable, CaseIterable {
  // MARK: Of every socket, socket(7)
  case acceptsConnections, pendingError, socketType, family, protocolNumber
  case broadcast, debug, dontRoute, keepAlive, linger, outOfBandInline
  case receiveBuffer, sendBuffer, receiveLowWater, sendLowWater, receiveTimeout, sendTimeout
  case reuseAddress, reusePort, bindToDevice, priority
  // MARK: Of TCP, tcp(7)
  case noDelay, maximumSegment, cork, deferAccept, quickAcknowledge
  case keepAliveCount, keepAliveIdle, keepAliveInterval
  case finWaitTimeout, synCount, windowClamp, userTimeout, congestionControl
  // MARK: Of IPv4 and IPv6, ip(7), ipv6(7)
  case headerIncluded, receiveErrors, receiveErrors6, ipv6Only
  // MARK: Of raw sockets, raw(7)
  case icmpFilter

  /// How the kernel reads and writes a value.
  enum Form {
    /// An `int`, which may stand for yes and no.
    case integer
    /// `struct linger`.
    case linger
    /// `struct timeval`.
    case time
    /// At most fifteen bytes of text.
    case text
  }

  /// What the kernel knows an option by.
  struct Entry {
    let level: Int32
    let number: Int32
    let form: Form
    let symbol: StaticString

    init(_ level: Int32, _ number: Int32, _ symbol: StaticString, _ form: Form = .integer) {
      (self.level, self.number, self.symbol, self.form) = (level, number, symbol, form)
    }
  }

  /// The name in C: `SO_RCVBUF`.
  public var symbol: String { "\(entry.symbol)" }

  var entry: Entry { socketEntry ?? tcpEntry ?? addressEntry }

  private var socketEntry: Entry? {
    let level = SOL_SOCKET
    return switch self {
    case .acceptsConnections: Entry(level, SO_ACCEPTCONN, "SO_ACCEPTCONN")
    case .pendingError: Entry(level, SO_ERROR, "SO_ERROR")
    case .socketType: Entry(level, SO_TYPE, "SO_TYPE")
    case .family: Entry(level, SO_DOMAIN, "SO_DOMAIN")
    case .protocolNumber: Entry(level, SO_PROTOCOL, "SO_PROTOCOL")
    case .broadcast: Entry(level, SO_BROADCAST, "SO_BROADCAST")
    case .debug: Entry(level, SO_DEBUG, "SO_DEBUG")
    case .dontRoute: Entry(level, SO_DONTROUTE, "SO_DONTROUTE")
    case .keepAlive: Entry(level, SO_KEEPALIVE, "SO_KEEPALIVE")
    case .linger: Entry(level, SO_LINGER, "SO_LINGER", .linger)
    case .outOfBandInline: Entry(level, SO_OOBINLINE, "SO_OOBINLINE")
    case .receiveBuffer: Entry(level, SO_RCVBUF, "SO_RCVBUF")
    case .sendBuffer: Entry(level, SO_SNDBUF, "SO_SNDBUF")
    case .receiveLowWater: Entry(level, SO_RCVLOWAT, "SO_RCVLOWAT")
    case .sendLowWater: Entry(level, SO_SNDLOWAT, "SO_SNDLOWAT")
    case .receiveTimeout: Entry(level, SO_RCVTIMEO, "SO_RCVTIMEO", .time)
    case .sendTimeout: Entry(level, SO_SNDTIMEO, "SO_SNDTIMEO", .time)
    case .reuseAddress: Entry(level, SO_REUSEADDR, "SO_REUSEADDR")
    case .reusePort: Entry(level, SO_REUSEPORT, "SO_REUSEPORT")
    case .bindToDevice: Entry(level, SO_BINDTODEVICE, "SO_BINDTODEVICE", .text)
    case .priority: Entry(level, SO_PRIORITY, "SO_PRIORITY")
    default: nil
    }
  }

  private var tcpEntry: Entry? {
    let level = Int32(IPPROTO_TCP)
    return switch self {
    case .noDelay: Entry(level, TCP_NODELAY, "TCP_NODELAY")
    case .maximumSegment: Entry(level, TCP_MAXSEG, "TCP_MAXSEG")
    case .cork: Entry(level, TCP_CORK, "TCP_CORK")
    case .deferAccept: Entry(level, TCP_DEFER_ACCEPT, "TCP_DEFER_ACCEPT")
    case .quickAcknowledge: Entry(level, TCP_QUICKACK, "TCP_QUICKACK")
    case .keepAliveCount: Entry(level, TCP_KEEPCNT, "TCP_KEEPCNT")
    case .keepAliveIdle: Entry(level, TCP_KEEPIDLE, "TCP_KEEPIDLE")
    case .keepAliveInterval: Entry(level, TCP_KEEPINTVL, "TCP_KEEPINTVL")
    case .finWaitTimeout: Entry(level, TCP_LINGER2, "TCP_LINGER2")
    case .synCount: Entry(level, TCP_SYNCNT, "TCP_SYNCNT")
    case .windowClamp: Entry(level, TCP_WINDOW_CLAMP, "TCP_WINDOW_CLAMP")
    case .userTimeout: Entry(level, TCP_USER_TIMEOUT, "TCP_USER_TIMEOUT")
    case .congestionControl: Entry(level, TCP_CONGESTION, "TCP_CONGESTION", .text)
    default: nil
    }
  }

  private var addressEntry: Entry {
    switch self {
    case .headerIncluded: Entry(Int32(IPPROTO_IP), IP_HDRINCL, "IP_HDRINCL")
    case .receiveErrors: Entry(Int32(IPPROTO_IP), IP_RECVERR, "IP_RECVERR")
    case .receiveErrors6: Entry(Int32(IPPROTO_IPV6), IPV6_RECVERR, "IPV6_RECVERR")
    case .ipv6Only: Entry(Int32(IPPROTO_IPV6), IPV6_V6ONLY, "IPV6_V6ONLY")
    // ICMP_FILTER, which the C library's headers leave to the kernel's.
    case .icmpFilter: Entry(Int32(IPPROTO_RAW), 1, "ICMP_FILTER")
    default: preconditionFailure("\(rawValue) is in no table")
    }
  }
}
