// What became of one name. The names of the properties are the keys of its JSON.

import Sluice

struct LookupReport: Encodable {
  /// What was looked up.
  var name: String
  /// What was found: addresses of a host, the name of an address, `http 80/tcp` of a service or port,
  /// `tcp 6` of a protocol, `lo 1` of an interface; empty where nothing was.
  var found: [String] = []
  /// What a host is really called, where that was asked for.
  var canonicalName: String?
  /// Other names; of an interface its addresses.
  var aliases: [String]?
  /// Why nothing was found.
  var error: String?
  /// How long it took.
  var milliseconds = 0.0

  init(name: String) { self.name = name }

  /// What a service is called, and where it is.
  mutating func add(_ entry: ServiceEntry) {
    found = ["\(entry.name) \(entry.port)/\(entry.protocolName)"]
    aliases = entry.aliases
  }

  /// One line, for people.
  var text: String {
    var words = found
    if let canonicalName { words.append("(\(canonicalName))") }
    if let aliases, !aliases.isEmpty { words.append("(\(aliases.joined(separator: " ")))") }
    if let error { words.append(error) }
    return "\(name): \(words.joined(separator: " ")), \(milliseconds.formatted(1)) ms"
  }
}
