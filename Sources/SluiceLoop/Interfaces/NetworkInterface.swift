// The network interfaces of this machine, or of this process's network namespace: values.

/// A network interface: its name, its number, and its addresses.
public struct NetworkInterface: Hashable, Sendable {
  /// `lo`, `eth0`, …: at most fifteen bytes.
  public var name: String
  /// The number by which the kernel knows it, which is also the scope of its link-local addresses.
  public var index: UInt32
  /// What it is, and whether it works.
  public var flags: Flags
  /// Its addresses, in the kernel's order.
  public var addresses: [Address]

  /// An interface with those parts.
  public init(name: String, index: UInt32, flags: Flags = [], addresses: [Address] = []) {
    self.name = name
    self.index = index
    self.flags = flags
    self.addresses = addresses
  }

  /// An address of an interface.
  public struct Address: Hashable, Sendable {
    /// The address.
    public var address: IPAddress
    /// How many bits of it are the network's.
    public var prefixLength: Int
    /// Where all hosts of the network are reached, if they can be.
    public var broadcast: IPAddress?
    /// The other end, if the interface leads to one host alone.
    public var peer: IPAddress?
  }

  /// The flags of netdevice(7).
  public struct Flags: OptionSet, Hashable, Sendable {
    /// IFF_…
    public let rawValue: UInt32
    /// Those flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// IFF_UP: it is switched on.
    public static let up = Flags(rawValue: 0x1)
    /// IFF_BROADCAST: all hosts of its network can be reached at once.
    public static let broadcast = Flags(rawValue: 0x2)
    /// IFF_LOOPBACK: it leads to this host.
    public static let loopback = Flags(rawValue: 0x8)
    /// IFF_POINTOPOINT: it leads to one host.
    public static let pointToPoint = Flags(rawValue: 0x10)
    /// IFF_RUNNING: it has what it needs to work.
    public static let running = Flags(rawValue: 0x40)
    /// IFF_MULTICAST: groups of hosts can be reached.
    public static let multicast = Flags(rawValue: 0x1000)
  }
}
