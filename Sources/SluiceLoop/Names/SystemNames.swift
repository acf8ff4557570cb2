// The wall to the system's name service, hosts: getaddrinfo(3) and getnameinfo(3). Both block for as
// long as the system's configuration says, often many seconds: never on a loop's thread.

import Glibc
import SystemPackage

/// The system's name service, waited for by the calling thread.
public enum SystemNames {
  /// The addresses of a host. getaddrinfo(3); without it for a host and a port in digits.
  public static func addresses(of query: HostQuery) throws(ResolverError) -> HostAnswer {
    if let answer = try query.numericAnswer() { return answer }
    let subject = ResolverError.Subject.host(query.host)
    guard isAskable(query.host) else { throw ResolverError(subject, .invalidName) }
    let service: String
    switch query.service {
    case .port(let port): service = String(port)
    case .named(let name):
      guard isAskable(name) else { throw ResolverError(.service(name, over: nil), .invalidName) }
      service = name
    }
    var hints = unsafe hints(query)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(query.host, service, &hints, &list)
    let system = SystemCalls.lastError
    guard status == 0 else {
      let reason = ResolverError.Reason(status, system)
      if reason == .noSuchService, case .named(let name) = query.service {
        throw ResolverError(.service(name, over: nil), reason)
      }
      throw ResolverError(subject, reason)
    }
    defer { unsafe freeaddrinfo(list) }
    // The list is the C library's until `freeaddrinfo`.
    return unsafe answer(list, wantsCanonicalName: query.wantsCanonicalName)
  }

  /// What an address is called. getnameinfo(3) with NI_NAMEREQD.
  ///
  /// - Throws: `.noSuchName` for an address without a name; `.noData` for a local one.
  public static func name(
    of address: SocketAddress, kind: SocketKind = .stream
  ) throws(ResolverError) -> HostName {
    let subject = ResolverError.Subject.address(address)
    guard address.family != .local, let kernel = try? KernelAddress(address) else {
      throw ResolverError(subject, .noData)
    }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let flags = NI_NAMEREQD | (kind == .datagram ? NI_DGRAM : 0)
    // The address outlives the call; both arrays are as long as it is told.
    let status = unsafe kernel.withPointer {
      unsafe getnameinfo(
        $0, $1, &host, socklen_t(host.count), &service, socklen_t(service.count), flags)
    }
    let system = SystemCalls.lastError
    guard status == 0 else { throw ResolverError(subject, .init(status, system)) }
    return HostName(host: text(host), service: text(service))
  }

  /// Whether a C string can hold a name, and it is not empty.
  static func isAskable(_ name: String) -> Bool { !name.isEmpty && !name.utf8.contains(0) }

  /// The text of a C string, without what is behind its NUL.
  static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func hints(_ query: HostQuery) -> addrinfo {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = query.kind.systemValue
    unsafe hints.ai_family =
      switch query.families {
      case .any: AF_UNSPEC
      case .ipv4: AF_INET
      case .ipv6: AF_INET6
      }
    if query.wantsCanonicalName { unsafe hints.ai_flags |= AI_CANONNAME }
    if query.onlyConfiguredFamilies { unsafe hints.ai_flags |= AI_ADDRCONFIG }
    return unsafe hints
  }

  /// `list` and what it leads to are alive.
  private static func answer(
    _ list: UnsafeMutablePointer<addrinfo>?, wantsCanonicalName: Bool
  ) -> HostAnswer {
    var answer = HostAnswer(addresses: [])
    if wantsCanonicalName {
      // A C string, or null, in the first entry alone.
      unsafe answer.canonicalName = list?.pointee.ai_canonname.map { unsafe String(cString: $0) }
    }
    var next = unsafe list
    while let entry = unsafe next {
      unsafe next = entry.pointee.ai_next
      guard let raw = unsafe entry.pointee.ai_addr else { continue }
      let kernel = unsafe KernelAddress(copying: raw, length: entry.pointee.ai_addrlen)
      guard let address = try? kernel.socketAddress(), !answer.addresses.contains(address) else {
        continue
      }
      answer.addresses.append(address)
    }
    return answer
  }
}

extension ResolverError.Reason {
  /// What an error of getaddrinfo(3) or getnameinfo(3) means; `system` is the errno that goes with
  /// EAI_SYSTEM.
  init(_ status: Int32, _ system: Errno) {
    switch status {
    case EAI_NONAME: self = .noSuchName
    // EAI_NODATA and EAI_ADDRFAMILY, which the headers show to _GNU_SOURCE only.
    case -5, -9: self = .noData
    case EAI_AGAIN: self = .tryAgain
    case EAI_FAIL: self = .failure
    case EAI_SERVICE: self = .noSuchService
    case EAI_MEMORY: self = .system(.noMemory)
    case EAI_SYSTEM: self = .system(system)
    default: self = .other(Int(status))
    }
  }
}
