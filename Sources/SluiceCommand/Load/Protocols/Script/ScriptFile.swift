// A script from its file.

import ArgumentParser
import FoundationEssentials

enum ScriptFile {
  /// Throws what is wrong with the file or with what is in it, as a usage error.
  static func read(_ path: String) throws -> LoadScript {
    let bytes: Data
    do { bytes = try Data(contentsOf: URL(filePath: path)) } catch {
      throw ValidationError("--script: \(path) cannot be read")
    }
    do throws(LoadScript.ParseError) {
      return try LoadScript(parsing: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw ValidationError("--script: \(path): \(error)")
    }
  }
}
