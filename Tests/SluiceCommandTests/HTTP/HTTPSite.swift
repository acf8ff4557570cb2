// A directory of files to be served, and what lies beside it and must not be.

import Foundation
import Glibc

/// A new directory with a site in it; gone with the last reference.
final class HTTPSite: Sendable {
  /// Where the files are.
  let directory: String
  private let base: String

  /// Random bytes, more than are read at a time.
  static let big: [UInt8] = {
    var generator = SystemRandomNumberGenerator()
    return (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }()

  /// When all files were changed last: Sun, 06 Nov 1994 08:49:37 GMT.
  static let modified = Date(timeIntervalSince1970: 784_111_777)

  private static let files: [String: [UInt8]] = [
    "site/index.html": Array("<!DOCTYPE html><title>Home</title><h1>Home</h1>\n".utf8),
    "site/hello.txt": Array("hello\n".utf8),
    "site/probe.txt": Array("probe\n".utf8),
    "site/empty.txt": [],
    "site/big.bin": big,
    "site/noending": Array("what is it\n".utf8),
    "site/a b.txt": Array("blank\n".utf8),
    "site/ü.txt": Array("umlaut\n".utf8),
    "site/100%.txt": Array("percent\n".utf8),
    "site/..twodots.txt": Array("dots\n".utf8),
    "site/sub/index.html": Array("<h1>Sub</h1>\n".utf8),
    "site/sub/page.html": Array("<h1>Page</h1>\n".utf8),
    "site/sub/style.css": Array("h1 { color: black }\n".utf8),
    "site/bare/only.txt": Array("only\n".utf8),
    "secret.txt": Array("secret\n".utf8),
    "site-two/secret.txt": Array("secret\n".utf8),
  ]

  private static let links = [
    "site/in.txt": "sub/page.html",
    "site/absolute-in.txt": "BASE/site/hello.txt",
    "site/out.txt": "../secret.txt",
    "site/absolute-out.txt": "BASE/secret.txt",
    "site/out": "..",
    "site/beside": "../site-two",
    "site/dangling.txt": "nowhere",
    "site/loop.txt": "loop.txt",
  ]

  init() throws {
    base = FileManager.default.temporaryDirectory.path + "/sluice-\(UUID().uuidString)"
    directory = base + "/site"
    for (name, content) in Self.files {
      let path = base + "/" + name
      let folder = (path as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(content).write(to: URL(fileURLWithPath: path))
      try FileManager.default.setAttributes(
        [.modificationDate: Self.modified], ofItemAtPath: path)
    }
    for (name, target) in Self.links {
      try FileManager.default.createSymbolicLink(
        atPath: base + "/" + name,
        withDestinationPath: target.replacingOccurrences(of: "BASE", with: base))
    }
    // A pipe that nobody writes into: who opens it for reading waits for ever.
    // The path is copied for the call.
    unsafe mkfifo(directory + "/pipe", 0o600)
  }

  deinit { try? FileManager.default.removeItem(atPath: base) }

  /// What the file of that name holds.
  func content(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name)))
  }

  /// A path beside the site, for a socket or a configuration.
  func beside(_ name: String) -> String { base + "/" + name }
}
