// Requests that depend on what the client has already, RFC 9110, section 13.

import HTTPTypes

extension HTTPServer {
  struct Conditions {
    enum Result { case met, notModified, failed }

    private let fields: HTTPFields

    init(_ fields: HTTPFields) { self.fields = fields }

    /// In the order that the standard gives: where tags are compared, times are not looked at.
    func check(_ file: File) -> Result {
      if let tags = fields[.ifMatch] {
        guard Self.list(tags, names: file.tag, weakly: false) else { return .failed }
      } else if let limit = date(.ifUnmodifiedSince), file.modified > limit {
        return .failed
      }
      if let tags = fields[.ifNoneMatch] {
        return Self.list(tags, names: file.tag, weakly: true) ? .notModified : .met
      }
      guard let known = date(.ifModifiedSince), file.modified <= known else { return .met }
      return .notModified
    }

    /// A date that is none is as good as not there.
    private func date(_ name: HTTPField.Name) -> Int? {
      fields[name].flatMap { HTTPDate(parsing: $0)?.second }
    }

    /// Whether `tag` is in the list, or the list is `*`. Our tags have no commas in them.
    private static func list(_ tags: String, names tag: String, weakly: Bool) -> Bool {
      tags.split(separator: ",").contains { part in
        let part = part.drop { $0 == " " || $0 == "\t" }
        let end = part.lastIndex { $0 != " " && $0 != "\t" }
        guard let end else { return false }
        let one = part[...end]
        return one == "*" || one == tag || (weakly && one == "W/" + tag)
      }
    }
  }
}
