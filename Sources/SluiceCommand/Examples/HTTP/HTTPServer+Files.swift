// The files beneath a directory.
//
// All that may block runs on the group's threads, not on a loop. A name may lead through symbolic
// links, as long as what it leads to lies beneath the directory: the object itself is asked where it
// is, once it is held, so that nothing can be exchanged between the question and the opening.

import Glibc
import HTTPTypes
import Sluice

extension HTTPServer {
  struct Files: Sendable {
    /// Why a file is not to be had.
    enum Failure: Error, Equatable {
      /// It is a directory, which is known by another name: with a slash behind.
      case directory
      case missing
      case forbidden
      /// The system's fault: it has no descriptor or no memory left, or cannot read.
      case system(Int32)
      /// The file has become shorter while it was sent.
      case shortened

      /// What the client is told.
      var status: HTTPResponse.Status {
        switch self {
        case .directory: .movedPermanently
        case .missing: .notFound
        case .forbidden: .forbidden
        case .system, .shortened: .internalServerError
        }
      }

      /// What errno says about a name.
      init(errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR, ENAMETOOLONG: self = .missing
        case EACCES, EPERM, ELOOP: self = .forbidden
        default: self = .system(code)
        }
      }
    }

    /// The directory whose files are to be served is not one.
    struct NoDirectory: Error, CustomStringConvertible {
      let path: String
      var description: String { "\(path) is no directory that can be read" }
    }

    /// The directory's own path, free of links and without a slash behind.
    private let root: [UInt8]
    private let group: EventLoopGroup

    /// The files beneath `directory`. May block.
    init(beneath directory: String, on group: EventLoopGroup) throws {
      do {
        let held = try HeldFile(path: Array(directory.utf8))
        guard try held.information().isDirectory else { throw Failure.missing }
        let path = try held.path()
        root = path == [.slash] ? [] : path
        self.group = group
      } catch {
        throw NoDirectory(path: directory)
      }
    }

    /// Opens what is at `path`, and reads its beginning unless only its size is asked for. One hop
    /// to a thread that may block, and back.
    func open(_ path: Path, reading: Bool) async throws(Failure) -> File {
      try await group.blocking { () throws(Failure) -> File in
        guard path.isDirectory else { return try open(path.bytes, reading) }
        do throws(Failure) {
          return try open(path.bytes + Array("index.html".utf8), reading)
        } catch .missing {
          // What is in a directory is not for everybody to know.
          let directory = try HeldFile(path: root + [.slash] + path.bytes)
          throw try directory.information().isDirectory ? .forbidden : .missing
        }
      }
    }

    private func open(_ name: [UInt8], _ reading: Bool) throws(Failure) -> File {
      let held = try HeldFile(path: root + [.slash] + name)
      return try File(try held.readable(beneath: root), name: name, reading, on: group)
    }
  }
}
