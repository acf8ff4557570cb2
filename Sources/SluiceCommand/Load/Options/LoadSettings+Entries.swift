// The settings by name, for the JSON and for the page.

import Sluice

/// A value of a setting.
enum LoadSettingValue: Encodable, CustomStringConvertible {
  case text(String)
  case count(Int)
  /// With its unit.
  case number(Double, String)
  case flag(Bool)
  case list([String])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .count(let count): try container.encode(count)
    case .number(let number, _): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .list(let list): try container.encode(list)
    }
  }

  var description: String {
    switch self {
    case .text(let text): text
    case .count(let count): count.grouped
    case .number(let number, let unit):
      "\(number == number.rounded() ? Int(number).grouped : "\(number)") \(unit)"
    case .flag(let flag): flag ? "yes" : "no"
    case .list(let list): list.joined(separator: ", ")
    }
  }
}

extension LoadSettings: Encodable {
  /// Every setting that has a value, by the name of its key.
  var entries: [(name: String, value: LoadSettingValue)] {
    var entries: [(name: String, value: LoadSettingValue)] = [
      ("protocol", .text(`protocol`.rawValue)), ("address", .text("\(address)")),
      ("connections", .count(connections)), ("pipeline", .count(pipeline)),
    ]
    if let size { entries.append(("size", .count(size))) }
    switch limit {
    case .duration(let seconds): entries.append(("duration", .number(seconds, "s")))
    case .requests(let count): entries.append(("requests", .count(count)))
    }
    entries += [
      ("warmUp", .number(warmUp, "s")), ("loops", .count(loops)),
      ("driver", .text(driver.rawValue)),
      ("udp", .flag(udp)), ("verify", .flag(verifies)),
      ("loop", .text(rate == nil ? "closed" : "open")),
    ]
    if let rate {
      entries += [("rate", .number(rate, "requests/s")), ("arrivals", .text(arrivals.rawValue))]
    }
    if let connectRate { entries.append(("connectRate", .number(connectRate, "connections/s"))) }
    if let requestsPerConnection {
      entries.append(("requestsPerConnection", .count(requestsPerConnection)))
    }
    if let timeout { entries.append(("timeout", .number(timeout, "s"))) }
    if isFilling { entries.append(("phase", .text("fill"))) }
    return entries + [("seed", .text(String(seed)))] + ofProtocol
  }

  private var ofProtocol: [(name: String, value: LoadSettingValue)] {
    switch `protocol` {
    case .echo, .line, .ping: []
    case .resp:
      [
        ("ratio", .text("\(resp.ratio.sets):\(resp.ratio.gets)")),
        ("keySpace", .count(resp.keySpace)), ("keyPrefix", .text(resp.keyPrefix)),
        ("keyOrder", .text(resp.keyOrder.rawValue)), ("valueSize", .text(valueSizes)),
        ("fill", .flag(resp.fillsFirst)),
      ]
    case .http:
      [
        ("path", .list(http.paths)), ("header", .list(http.headers)),
        ("keepAlive", .flag(http.keepsAlive)),
        ("status", .text(http.status.map(String.init) ?? "2xx")),
      ]
    case .script: [("script", .text(script?.path ?? ""))]
    }
  }

  private var valueSizes: String {
    let sizes = resp.valueSizes
    return sizes.count == 1 ? "\(sizes.lowerBound)" : "\(sizes.lowerBound)-\(sizes.upperBound)"
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    for entry in entries {
      try values.encode(entry.value, forKey: Key(stringValue: entry.name))
    }
  }
}
