// FlyingSocks as its HTTP server uses it: the pool of sockets in a task, a task for each connection,
// which reads what there is and writes the answer.

import FlyingSocks
import Foundation

@main
struct FlyingSocksServer {
  static func main() async throws {
    let words = CommandLine.arguments.dropFirst()
    guard
      let service = words.first.flatMap(Service.init), let address = words.dropFirst().first,
      let colon = address.lastIndex(of: ":"),
      let port = UInt16(address[address.index(after: colon)...])
    else {
      print("usage: echo|line HOST:PORT")
      exit(64)
    }
    let pool = SocketPool.make()
    try await pool.prepare()
    let socket = try listening(host: String(address[..<colon]), port: port)
    let listener = try AsyncSocket(socket: socket, pool: pool)
    try announce(socket)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await pool.run() }
      group.addTask { try await accept(listener, service) }
      try await group.next()
    }
  }

  private static func listening(host: String, port: UInt16) throws -> Socket {
    let socket = try Socket(domain: AF_INET)
    try socket.setValue(true, for: .localAddressReuse)
    // The library does not set it; connections inherit it, and their answers never wait for more.
    var isOn: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(socket.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, size)
    try socket.bind(to: .inet(ip4: host, port: port))
    try socket.listen()
    return socket
  }

  private static func announce(_ socket: Socket) throws {
    guard case .ip4(let host, let port) = try socket.sockname() else { return }
    print("listening on \(host):\(port) (driver flyingsocks, 1 pool)")
    // Standard output is a pipe, and this line is waited for.
    fflush(nil)
  }

  private static func accept(_ listener: AsyncSocket, _ service: Service) async throws {
    try await withThrowingDiscardingTaskGroup { connections in
      for try await socket in listener.sockets {
        connections.addTask {
          // An error ends its connection alone, and the end of what comes is one.
          try? await service.serve(socket)
          try? socket.close()
        }
      }
    }
  }
}
