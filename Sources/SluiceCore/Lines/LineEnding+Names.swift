// Line endings by name.

extension LineEnding: CustomStringConvertible {
  /// The name under which it is printed: `crlf`, `crlf-strict`, `lf` or `cr`.
  public var description: String {
    switch self {
    case .crlf: "crlf"
    case .crlfStrict: "crlf-strict"
    case .lf: "lf"
    case .cr: "cr"
    }
  }

  /// The line ending that is called so. Case, punctuation and spaces do not count.
  ///
  /// - Throws: an error that names the known ones.
  public init(named name: String) throws(UnknownTextName) {
    let key = nameKey(name)
    guard let ending = Self.allCases.first(where: { nameKey($0.description) == key }) else {
      throw UnknownTextName(.lineEnding, name, known: Self.allCases.map(\.description))
    }
    self = ending
  }
}
