// External formats in writing.

extension ExternalFormat: CustomStringConvertible {
  /// The format as `init(named:among:)` reads it, such as `latin-1,crlf`.
  public var description: String {
    let parts = "\(encoding),\(lineEnding)"
    return invalid == .fail ? parts : "\(parts),\(invalid)"
  }

  /// Reads `ENCODING[,LINE-ENDING[,POLICY]]`; what is left out, or empty, is as in
  /// `ExternalFormat()`.
  ///
  /// - Throws: an error that says which part is unknown, and names the known ones.
  public init(
    named text: String, among known: [TextEncoding] = TextEncoding.all
  ) throws(UnknownTextName) {
    self.init()
    let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
    if let name = parts.first, !name.isEmpty {
      encoding = try TextEncoding(named: String(name), among: known)
    }
    if parts.count > 1, !parts[1].isEmpty {
      lineEnding = try LineEnding(named: String(parts[1]))
    }
    if parts.count > 2, !parts[2].isEmpty {
      invalid = try InvalidTextPolicy(named: String(parts[2]))
    }
  }
}

extension InvalidTextPolicy: CustomStringConvertible {
  /// The policy as `init(named:)` reads it: `fail`, `replace` or `replace=_`.
  public var description: String {
    guard let substitute else { return "fail" }
    return self == .replace ? "replace" : "replace=\(substitute)"
  }

  /// Reads `fail`, `replace`, or `replace=` and one character that is to be written.
  ///
  /// - Throws: an error that names the known ones.
  public init(named name: String) throws(UnknownTextName) {
    let parts = name.unicodeScalars.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    switch (nameKey(String(parts[0])), parts.count) {
    case ("fail", 1): self = .fail
    case ("replace", 1): self = .replace
    case ("replace", 2) where parts[1].count == 1:
      self = .replace(writing: parts[1][parts[1].startIndex])
    default:
      throw UnknownTextName(
        .invalidTextPolicy, name, known: ["fail", "replace", "replace=CHARACTER"])
    }
  }
}
