// A file that is open to be sent.

import Sluice

extension HTTPServer {
  struct File: Sendable {
    /// In bytes, when it was opened.
    let size: Int
    /// When it was changed last, in seconds since 1970.
    let modified: Int
    /// Its first piece, or none.
    let beginning: [UInt8]
    /// The type that its name tells.
    let contentType: String
    private let file: HeldFile
    private let group: EventLoopGroup

    /// `file` by its name. May block.
    init(
      _ file: HeldFile, name: [UInt8], _ reading: Bool, on group: EventLoopGroup
    ) throws(Files.Failure) {
      let information = try file.information()
      size = information.size
      modified = information.modified
      beginning = reading ? try file.read(min(size, Limits.piece), at: 0) : []
      contentType = ContentType.ofFile(named: name)
      self.file = file
      self.group = group
    }

    /// What the content is known by: it changes with the file's time and size.
    var tag: String {
      "\"\(String(modified, radix: 16))-\(String(size, radix: 16))\""
    }

    /// The next piece from `offset` on; empty where nothing is left.
    func read(from offset: Int) async throws(Files.Failure) -> [UInt8] {
      let count = min(size - offset, Limits.piece)
      return try await group.blocking { [file] () throws(Files.Failure) in
        try file.read(count, at: offset)
      }
    }
  }
}
