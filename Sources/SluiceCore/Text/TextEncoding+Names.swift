// Finding an encoding by a name as people write it.

extension TextEncoding {
  /// The encoding that is called so, by its name or another: `utf-8`, `UTF8`, `latin-1`,
  /// `ISO_8859-1`. Case, punctuation and spaces do not count.
  ///
  /// - Throws: an error that names the known ones.
  public init(
    named name: String, among known: [TextEncoding] = TextEncoding.all
  ) throws(UnknownTextName) {
    let key = nameKey(name)
    for encoding in known {
      let codec = encoding.codec
      guard nameKey(codec.name) == key || codec.aliases.contains(where: { nameKey($0) == key })
      else { continue }
      self = encoding
      return
    }
    throw UnknownTextName(.encoding, name, known: known.map(\.name))
  }
}

/// What is left of a name when case, punctuation and spaces do not count.
func nameKey(_ name: some StringProtocol) -> String {
  String(name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
}
