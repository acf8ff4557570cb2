// The keyword arguments of make-socket as values, for sockets whose kind a program learns when it runs.

public import SluiceCore

/// A keyword argument of `makeSocket` and its value.
public enum SocketArgument: Hashable, Sendable {
  case localHost(HostnameDesignator), localPort(PortDesignator)
  case remoteHost(HostnameDesignator), remotePort(PortDesignator)
  case localFilename(LocalAddress), remoteFilename(LocalAddress)
  case backlog(Int), interface(String)
  case reuseAddress(Bool), keepalive(Bool), nodelay(Bool), broadcast(Bool)
  case inputBufferSize(Int), outputBufferSize(Int), externalFormat(ExternalFormat)

  /// The label: `localHost`.
  public var label: String {
    switch self {
    case .localHost: "localHost"
    case .localPort: "localPort"
    case .remoteHost: "remoteHost"
    case .remotePort: "remotePort"
    case .localFilename: "localFilename"
    case .remoteFilename: "remoteFilename"
    case .backlog: "backlog"
    case .interface: "interface"
    case .reuseAddress: "reuseAddress"
    case .keepalive: "keepalive"
    case .nodelay: "nodelay"
    case .broadcast: "broadcast"
    case .inputBufferSize: "inputBufferSize"
    case .outputBufferSize: "outputBufferSize"
    case .externalFormat: "externalFormat"
    }
  }
}

extension SocketClass {
  /// The labels of the arguments that sockets of this class take.
  public var arguments: Set<String> {
    let buffers: Set = ["inputBufferSize", "outputBufferSize", "externalFormat"]
    let hosts: Set = ["localHost", "localPort", "reuseAddress"]
    let peers: Set = ["remoteHost", "remotePort"]
    let names: Set = ["localFilename", "remoteFilename"]
    return switch (family, kind, role) {
    case (.internet, .stream, .active): hosts.joined(peers, buffers, ["keepalive", "nodelay"])
    case (.internet, .stream, .passive):
      hosts.joined(["backlog", "interface", "nodelay", "externalFormat"])
    case (.internet, .datagram, _): hosts.joined(peers, ["interface", "broadcast"])
    case (.local, .stream, .active): names.joined(buffers)
    case (.local, .stream, .passive): names.joined(["backlog", "reuseAddress", "externalFormat"])
    case (.local, .datagram, _): names
    }
  }
}

extension Set {
  // No `union` of several: with one set it would be the one that it calls.
  fileprivate func joined(_ sets: Self...) -> Self {
    var all = self
    for set in sets { all.formUnion(set) }
    return all
  }
}

/// Arguments by what they are; of one that is given twice the first counts, as in Lisp.
struct SocketArguments {
  private let values: [SocketArgument]

  /// - Throws: `inapplicableArgument` for one that sockets of the class do not take.
  init(_ values: [SocketArgument], for socketClass: SocketClass) throws(SocketError) {
    let known = socketClass.arguments
    if let stranger = values.first(where: { !known.contains($0.label) }) {
      throw .inapplicableArgument(stranger.label, socketClass)
    }
    self.values = values
  }

  private func first<Value>(_ value: (SocketArgument) -> Value?) -> Value? {
    values.lazy.compactMap(value).first
  }

  var localHost: HostnameDesignator? { first { if case .localHost(let x) = $0 { x } else { nil } } }
  var localPort: PortDesignator? { first { if case .localPort(let x) = $0 { x } else { nil } } }
  var remoteHost: HostnameDesignator? {
    first { if case .remoteHost(let x) = $0 { x } else { nil } }
  }
  var remotePort: PortDesignator? { first { if case .remotePort(let x) = $0 { x } else { nil } } }
  var localFilename: LocalAddress? {
    first { if case .localFilename(let x) = $0 { x } else { nil } }
  }
  var remoteFilename: LocalAddress? {
    first { if case .remoteFilename(let x) = $0 { x } else { nil } }
  }
  var backlog: Int? { first { if case .backlog(let x) = $0 { x } else { nil } } }
  var interface: String? { first { if case .interface(let x) = $0 { x } else { nil } } }
  var reuseAddress: Bool {
    first { if case .reuseAddress(let x) = $0 { x } else { nil } } ?? true
  }
  var keepalive: Bool { first { if case .keepalive(let x) = $0 { x } else { nil } } ?? false }
  var nodelay: Bool { first { if case .nodelay(let x) = $0 { x } else { nil } } ?? false }
  var broadcast: Bool { first { if case .broadcast(let x) = $0 { x } else { nil } } ?? false }
  var inputBufferSize: Int? {
    first { if case .inputBufferSize(let x) = $0 { x } else { nil } }
  }
  var outputBufferSize: Int? {
    first { if case .outputBufferSize(let x) = $0 { x } else { nil } }
  }
  var externalFormat: ExternalFormat? {
    first { if case .externalFormat(let x) = $0 { x } else { nil } }
  }
}
