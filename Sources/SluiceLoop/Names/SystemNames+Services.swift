// The wall to the system's name service, continued: services and protocols.

import Glibc
import SystemPackage

extension SystemNames {
  /// A service by its name or an alias, of one protocol (`tcp`) or of any. getservbyname_r(3).
  public static func service(
    named name: String, over protocolName: String? = nil
  ) throws(ResolverError) -> ServiceEntry {
    let subject = ResolverError.Subject.service(name, over: protocolName)
    guard isAskable(name), protocolName.map(isAskable) != false else {
      throw ResolverError(subject, .invalidName)
    }
    var entry = unsafe servent()
    return try unsafe find(subject, .noSuchService) { room, isFound in
      var result: UnsafeMutablePointer<servent>?
      // The names live during the call; the entry's strings are in `room`, which it fills.
      let status = unsafe getservbyname_r(
        name, protocolName, &entry, room.baseAddress, room.count, &result)
      unsafe isFound = result != nil
      return status
    } take: {
      unsafe ServiceEntry(entry)
    }
  }

  /// The service at a port, of one protocol (`tcp`) or of any. getservbyport_r(3).
  public static func service(
    port: UInt16, over protocolName: String? = nil
  ) throws(ResolverError) -> ServiceEntry {
    let subject = ResolverError.Subject.port(port, over: protocolName)
    guard protocolName.map(isAskable) != false else { throw ResolverError(subject, .invalidName) }
    var entry = unsafe servent()
    return try unsafe find(subject, .noSuchService) { room, isFound in
      var result: UnsafeMutablePointer<servent>?
      // As above.
      let status = unsafe getservbyport_r(
        Int32(port.bigEndian), protocolName, &entry, room.baseAddress, room.count, &result)
      unsafe isFound = result != nil
      return status
    } take: {
      unsafe ServiceEntry(entry)
    }
  }

  /// A protocol by its name or an alias. getprotobyname_r(3).
  public static func protocolEntry(named name: String) throws(ResolverError) -> ProtocolEntry {
    let subject = ResolverError.Subject.protocolName(name)
    guard isAskable(name) else { throw ResolverError(subject, .invalidName) }
    var entry = unsafe protoent()
    return try unsafe find(subject, .noSuchProtocol) { room, isFound in
      var result: UnsafeMutablePointer<protoent>?
      // As above.
      let status = unsafe getprotobyname_r(
        name, &entry, room.baseAddress, room.count, &result)
      unsafe isFound = result != nil
      return status
    } take: {
      unsafe ProtocolEntry(entry)
    }
  }

  /// A protocol by its number. getprotobynumber_r(3).
  public static func protocolEntry(number: Int) throws(ResolverError) -> ProtocolEntry {
    let subject = ResolverError.Subject.protocolNumber(number)
    guard let value = Int32(exactly: number) else { throw ResolverError(subject, .noSuchProtocol) }
    var entry = unsafe protoent()
    return try unsafe find(subject, .noSuchProtocol) { room, isFound in
      var result: UnsafeMutablePointer<protoent>?
      // As above.
      let status = unsafe getprotobynumber_r(
        value, &entry, room.baseAddress, room.count, &result)
      unsafe isFound = result != nil
      return status
    } take: {
      unsafe ProtocolEntry(entry)
    }
  }

  /// Calls `ask` with ever more room until the entry fits, and takes it while the room is there.
  private static func find<Entry>(
    _ subject: ResolverError.Subject, _ missing: ResolverError.Reason,
    _ ask: (UnsafeMutableBufferPointer<CChar>, inout Bool) -> Int32, take: () -> Entry
  ) throws(ResolverError) -> Entry {
    var size = 1024
    while true {
      var isFound = false
      var status: Int32 = 0
      // The room lives until `take` has copied what it holds.
      let entry: Entry? = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) {
        unsafe status = ask($0, &isFound)
        return status == 0 && isFound ? take() : nil
      }
      if let entry { return entry }
      guard status == ERANGE, size < 1 << 20 else {
        let isMissing = status == 0 || status == ENOENT
        throw ResolverError(subject, isMissing ? missing : .system(Errno(rawValue: status)))
      }
      size *= 4
    }
  }

  /// `list` is null or ends with a null, and all of its strings are alive.
  fileprivate static func strings(
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> [String] {
    guard var next = unsafe list else { return [] }
    var strings: [String] = []
    while let string = unsafe next.pointee {
      strings.append(unsafe String(cString: string))
      unsafe next += 1
    }
    return strings
  }
}

extension ServiceEntry {
  /// Copies an entry whose strings are alive.
  fileprivate init(_ entry: servent) {
    unsafe self.init(
      name: entry.s_name.map { unsafe String(cString: $0) } ?? "",
      aliases: SystemNames.strings(entry.s_aliases),
      port: UInt16(bigEndian: UInt16(truncatingIfNeeded: entry.s_port)),
      protocolName: entry.s_proto.map { unsafe String(cString: $0) } ?? "")
  }
}

extension ProtocolEntry {
  /// Copies an entry whose strings are alive.
  fileprivate init(_ entry: protoent) {
    unsafe self.init(
      name: entry.p_name.map { unsafe String(cString: $0) } ?? "",
      aliases: SystemNames.strings(entry.p_aliases), number: Int(entry.p_proto))
  }
}
