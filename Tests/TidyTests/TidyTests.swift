// The repository's own rules, as far as a machine can check them.

import Foundation
import Testing

/// What each room may import. Imports point one way; what is not listed here is an error.
private let allowedImports: [String: Set<String>] = [
  "SluiceCore": ["Glibc"],
  "SluiceLoop": ["CURing", "Glibc", "Logging", "SluiceCore", "Synchronization", "SystemPackage"],
  "Sluice": ["Logging", "SluiceCore", "SluiceLoop", "Synchronization", "SystemPackage"],
  "SluiceTesting": ["Glibc", "Logging", "Sluice", "SluiceCore", "SluiceLoop", "SystemPackage"],
  "IOLib": ["Glibc", "SluiceCore", "SluiceLoop", "Synchronization", "SystemPackage"],
  "BlockingLineServer": ["Foundation", "IOLib"],
  "BlockingLineClient": ["Foundation", "IOLib"],
  "SluiceCommand": [
    "ArgumentParser", "FoundationEssentials", "Glibc", "HTTPTypes", "Histogram", "Logging",
    "Sluice", "Synchronization",
  ],
]

/// The longest a source file may be: one concept fits.
private let longestFile = 350

@Suite struct TidyTests {
  @Test(arguments: allowedImports.keys.sorted())
  func `A room imports only what is below it`(room: String) throws {
    for file in try swiftFiles(in: "Sources/\(room)") {
      for line in file.lines where line.contains("import ") && !line.hasPrefix("//") {
        guard let module = importedModule(line) else { continue }
        #expect(
          allowedImports[room]!.contains(module), "\(file.path) must not import \(module)")
      }
    }
  }

  @Test func `Every room is known here`() throws {
    let rooms = try FileManager.default.contentsOfDirectory(atPath: root + "/Sources")
    #expect(Set(rooms).subtracting(["CURing"]) == Set(allowedImports.keys))
  }

  @Test func `A file opens with a comment and holds one concept`() throws {
    for file in try swiftFiles(in: "Sources") {
      #expect(file.lines.first?.hasPrefix("//") == true, "\(file.path) does not say what it is")
      #expect(file.lines.count <= longestFile, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func `Nothing above the loop calls the kernel`() throws {
    for file in try swiftFiles(in: "Sources/Sluice") {
      for line in file.lines where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
        #expect(!line.contains("unsafe "), "\(file.path) is no place for unsafe code: \(line)")
      }
    }
  }

  @Test func `Nobody is left unguarded`() throws {
    for file in try swiftFiles(in: "Sources") {
      for (index, line) in file.lines.enumerated() where line.contains("@unchecked Sendable") {
        let near = file.lines[max(0, index - 8)..<min(file.lines.count, index + 9)]
        #expect(
          near.contains { $0.contains(/\/\/.*Sendable/) },
          "\(file.path):\(index + 1) does not say who guards it")
      }
    }
  }

  @Test func `No work is left undone in a comment`() throws {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    for file in try swiftFiles(in: "Sources") + swiftFiles(in: "Tests") {
      for mark in marks {
        #expect(!file.lines.contains { $0.contains(mark) }, "\(file.path) says \(mark)")
      }
    }
  }
}

private struct SourceFile {
  let path: String
  let lines: [String]
}

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

private func swiftFiles(in folder: String) throws -> [SourceFile] {
  let base = root + "/" + folder
  let names = try FileManager.default.subpathsOfDirectory(atPath: base)
  let files = try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
    let text = try String(contentsOfFile: base + "/" + name, encoding: .utf8)
    return SourceFile(
      path: folder + "/" + name,
      lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }
  #expect(!files.isEmpty, "nothing found in \(folder)")
  return files
}

/// The module of `@_exported public import struct SluiceCore.LineEnding` and simpler forms.
private func importedModule(_ line: String) -> String? {
  let words = line.split(separator: " ").map(String.init)
  guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
    words[..<index].allSatisfy({
      ["public", "package", "internal", "private", "@_exported", "@preconcurrency", "@testable"]
        .contains($0)
    })
  else { return nil }
  let kinds = ["struct", "class", "enum", "protocol", "func", "typealias", "var", "let"]
  let name = kinds.contains(words[index + 1]) ? words[index + 2] : words[index + 1]
  return name.split(separator: ".").first.map(String.init)
}
