// Network interfaces by their names and numbers.

public import SluiceLoop

/// The network interfaces of this machine, by their numbers. `list-network-interfaces`
///
/// IOLIB has a name and an index of each; here come its flags and addresses too. getifaddrs(3): a few
/// system calls, which do not wait.
///
/// - Throws: `.systemCall` and the like if the system would not tell.
public func listNetworkInterfaces() throws(SocketError) -> [NetworkInterface] {
  do {
    return try NetworkInterface.all()
  } catch {
    throw SocketError(error)
  }
}

/// The interface of that name. `lookup-interface`. The calls of `listNetworkInterfaces` and one more.
///
/// - Throws: `.unknownInterface` for a name that no interface has.
public func lookupInterface(_ name: String) throws(SocketError) -> NetworkInterface {
  try found { () throws(IOError) in try NetworkInterface.named(name) }
}

/// The interface with that number. `lookup-interface`. The calls of `listNetworkInterfaces`.
///
/// - Throws: `.unknownInterface` for a number that no interface has; `.invalidArgument` for one outside
///   of 0...2³²-1.
public func lookupInterface(_ index: some BinaryInteger) throws(SocketError) -> NetworkInterface {
  guard let index = UInt32(exactly: index) else {
    throw .argument("interface", "\(index) is not within 0...2³²-1")
  }
  return try found { () throws(IOError) in try NetworkInterface.withIndex(index) }
}

private func found(
  _ lookup: () throws(IOError) -> NetworkInterface
) throws(SocketError) -> NetworkInterface {
  do {
    return try lookup()
  } catch {
    let isUnknown = error.errno == .operationNotSupportedByDevice
    throw isUnknown ? .unknownInterface(error) : SocketError(error)
  }
}
