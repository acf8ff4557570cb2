// Text inside a page.

extension String {
  /// With the signs that mean something in HTML and SVG escaped, for text and for attributes.
  var escapedForHTML: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // What XML does not allow at all.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// `requestsPerConnection` as `requests-per-connection`, the name of the option.
  var asOptionName: String {
    var name = ""
    for character in self {
      if character.isUppercase { name += "-" }
      name += character.lowercased()
    }
    return name
  }
}
