// The files of local sockets: their mode, stale ones, and who removes them.

import Glibc
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct SocketFileTests {
  /// What binds to a path and leaves a file.
  enum Kind: CaseIterable {
    case listener, datagrams

    func open(_ path: String, _ file: SocketFileOptions) async throws -> any Sendable {
      switch self {
      case .listener: try await Listener.listen(at: .local(path: path), file: file)
      case .datagrams:
        try await DatagramSocket.bind(
          to: .local(path: path), configuration: DatagramConfiguration(file: file))
      }
    }

    func close(_ socket: any Sendable) async {
      await (socket as? Listener)?.close()
      await (socket as? DatagramSocket)?.close()
    }
  }

  private func freshPath() throws -> String {
    guard case .local(let path) = DriverFamily.path.freshAddress() else {
      throw Errno.invalidArgument
    }
    return path
  }

  private func mode(_ path: String) -> UInt32? {
    var status = stat()
    // A local, filled by the call.
    return unsafe lstat(path, &status) == 0 ? status.st_mode : nil
  }

  /// A file that a socket has left whose process is gone.
  private func leaveStale(_ path: String, _ type: __socket_type) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A local structure, whose path the text fits into.
    unsafe withUnsafeMutableBytes(of: &address) { raw in
      for (index, byte) in path.utf8.enumerated() { unsafe raw[2 + index] = byte }
    }
    let owner = socket(AF_UNIX, Int32(bitPattern: type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let result = bind(owner, to: address)
    close(owner)
    guard result == 0 else { throw Errno(rawValue: errno) }
    // A program that another test is just starting has the socket until it runs.
    for _ in 0..<30_000 where !SocketFile.isStale(path) { usleep(1000) }
  }

  private func bind(_ fd: Int32, to address: sockaddr_un) -> Int32 {
    unsafe withUnsafeBytes(of: address) { raw in
      // A structure of that size, alive for the length of the call.
      unsafe Glibc.bind(
        fd, raw.bindMemory(to: sockaddr.self).baseAddress.unsafelyUnwrapped,
        socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }

  @Test(arguments: KernelCase.drivers, Kind.allCases)
  func `A file has its mode, whatever the umask, and goes with its socket`(
    kind: KernelCase, what: Kind
  ) async throws {
    try await withDatagrams(kind) { _ in
      for bits in [0o600, 0o666, 0o660, 0o000] as [UInt32] {
        let path = try freshPath()
        let socket = try await what.open(path, SocketFileOptions(mode: bits))
        #expect(mode(path) == UInt32(S_IFSOCK) | bits)
        await what.close(socket)
        #expect(mode(path) == nil)
      }
    }
  }

  @Test(arguments: KernelCase.drivers, Kind.allCases)
  func `A stale file is replaced on request, and no other`(
    kind: KernelCase, what: Kind
  ) async throws {
    try await withDatagrams(kind) { _ in
      let replacing = SocketFileOptions(mode: 0o600, replacesStale: true)
      let inUse = [IOError.Operation.bind.rawValue, Errno.addressInUse.name]
      func refusal(_ path: String, _ file: SocketFileOptions) async -> [String] {
        do {
          await what.close(try await what.open(path, file))
          return []
        } catch let error as IOError {
          return [error.operation.rawValue, error.errno.name]
        } catch StreamError.io(let error) {
          return [error.operation.rawValue, error.errno.name]
        } catch { return ["\(error)"] }
      }
      for type in [SOCK_STREAM, SOCK_DGRAM] {
        let path = try freshPath()
        try leaveStale(path, type)
        #expect(SocketFile.isStale(path))
        #expect(await refusal(path, SocketFileOptions()) == inUse)
        let socket = try await what.open(path, replacing)
        #expect(mode(path) == UInt32(S_IFSOCK) | 0o600)
        // A live one stays, whoever asks.
        #expect(!SocketFile.isStale(path))
        #expect(await refusal(path, replacing) == inUse)
        #expect(mode(path) != nil)
        await what.close(socket)
      }
      // What is no socket's stays too.
      let path = try freshPath()
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: .create, permissions: .ownerReadWrite)
      try file.close()
      #expect(await refusal(path, replacing) == inUse)
      #expect(mode(path) == UInt32(S_IFREG) | 0o600)
      unsafe unlink(path)
    }
  }

  @Test(arguments: KernelCase.drivers, Kind.allCases)
  func `A stale file is replaced whatever the length of its path`(
    kind: KernelCase, what: Kind
  ) async throws {
    try await withDatagrams(kind) { _ in
      // As long as an address can be: by the file's own name, and by its directory's.
      let fresh = try freshPath()
      let file = fresh + String(repeating: "x", count: 107 - fresh.utf8.count)
      let directory = fresh + String(repeating: "y", count: 105 - fresh.utf8.count)
      #expect(unsafe mkdir(directory, 0o700) == 0)
      for path in [file, directory + "/s"] {
        #expect(path.utf8.count == 107)
        try leaveStale(path, SOCK_STREAM)
        let socket = try await what.open(path, SocketFileOptions(replacesStale: true))
        #expect(!SocketFile.removeStale(path))
        await what.close(socket)
        #expect(mode(path) == nil)
      }
      // Nothing is left in it.
      #expect(unsafe rmdir(directory) == 0)
    }
  }

  @Test(arguments: KernelCase.drivers, Kind.allCases)
  func `A live one of either kind is not taken for stale`(
    kind: KernelCase, what: Kind
  ) async throws {
    try await withDatagrams(kind) { _ in
      for other in Kind.allCases {
        let path = try freshPath()
        let live = try await other.open(path, SocketFileOptions())
        await #expect(throws: (any Error).self) {
          await what.close(try await what.open(path, SocketFileOptions(replacesStale: true)))
        }
        #expect(!SocketFile.removeStale(path))
        #expect(mode(path) != nil)
        await other.close(live)
      }
    }
  }

  @Test(arguments: KernelCase.drivers, Kind.allCases)
  func `What somebody else has put in its place stays`(
    kind: KernelCase, what: Kind
  ) async throws {
    try await withDatagrams(kind) { _ in
      let path = try freshPath()
      let first = try await what.open(path, SocketFileOptions())
      unsafe unlink(path)
      let second = try await what.open(path, SocketFileOptions())
      await what.close(first)
      #expect(mode(path) != nil)
      await what.close(second)
      #expect(mode(path) == nil)
    }
  }

  @Test(arguments: KernelCase.drivers)
  func `A path that cannot be bound leaves no file`(kind: KernelCase) async throws {
    try await withDatagrams(kind) { _ in
      let error = await #expect(throws: IOError.self) {
        try await Listener.listen(
          at: .local(path: "/nowhere/at/all"), file: SocketFileOptions(mode: 0o600))
      }
      #expect(error?.operation == .bind)
      #expect(error?.errno == .noSuchFileOrDirectory)
    }
  }
}
