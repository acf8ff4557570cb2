// A chart as inline SVG: axes, a grid, lines. No script, nothing from elsewhere; the colours are the
// page's.

struct Chart {
  /// A line, or the tops of bars from the axis up.
  struct Curve {
    /// The name of its colour in the page's style.
    let style: String
    let name: String
    let points: [(x: Double, y: Double)]
    var isFilled = false
    /// Whether a value holds for the whole stretch up to its point.
    var isStepped = false
  }

  /// How large it is drawn: text has the same size in both.
  enum Shape: String, CaseIterable {
    case wide, narrow

    var width: Double { self == .wide ? 960 : 360 }
    var height: Double { self == .wide ? 320 : 250 }
  }

  let title: String
  let x: ChartScale
  let y: ChartScale
  let curves: [Curve]

  private static let (left, right, top, bottom) = (64.0, 14.0, 12.0, 30.0)

  /// Both shapes, of which the page shows the one that fits.
  var svg: String { Shape.allCases.map(svg).joined(separator: "\n") }

  func svg(_ shape: Shape) -> String {
    let (right, bottom) = (shape.width - Self.right, shape.height - Self.bottom)
    func place(_ value: Double) -> Double { Self.left + x.position(value) * (right - Self.left) }
    func level(_ value: Double) -> Double { bottom - y.position(value) * (bottom - Self.top) }
    var parts = [
      "<svg class=\"\(shape.rawValue)\" viewBox=\"0 0 \(shape.width.formatted(0)) "
        + "\(shape.height.formatted(0))\" role=\"img\" aria-label=\"\(title.escapedForHTML)\">",
      "<title>\(title.escapedForHTML)</title>",
    ]
    for mark in y.marks {
      let at = level(mark.value).formatted(1)
      parts.append(
        "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(right)\" y1=\"\(at)\" y2=\"\(at)\"/>")
      parts.append(
        "<text class=\"y\" x=\"\(Self.left - 8)\" y=\"\(at)\" dy=\"0.32em\">"
          + "\(mark.name.escapedForHTML)</text>")
    }
    parts += xMarks(place, bottom: bottom, right: right)
    for curve in curves {
      parts += draw(curve, place: place, level: level, bottom: bottom)
    }
    return (parts + ["</svg>"]).joined(separator: "\n")
  }

  private func xMarks(
    _ place: (Double) -> Double, bottom: Double, right: Double
  ) -> [String] {
    var parts: [String] = []
    var free = -Double.infinity
    for mark in x.marks {
      let at = place(mark.value)
      parts.append(
        "<line class=\"grid\" x1=\"\(at.formatted(1))\" x2=\"\(at.formatted(1))\" "
          + "y1=\"\(Self.top)\" y2=\"\(bottom)\"/>")
      // A name that would run into its neighbour is left out.
      let half = Double(mark.name.count) * 3.7
      let middle = min(max(at, Self.left + half - 16), right - half + 8)
      guard middle - half > free else { continue }
      free = middle + half + 6
      parts.append(
        "<text class=\"x\" x=\"\(middle.formatted(1))\" y=\"\(bottom + 20)\">"
          + "\(mark.name.escapedForHTML)</text>")
    }
    return parts
  }

  private func draw(
    _ curve: Curve, place: (Double) -> Double, level: (Double) -> Double, bottom: Double
  ) -> [String] {
    guard let first = curve.points.first, let last = curve.points.last else { return [] }
    var path = ""
    var before = first
    for (index, point) in curve.points.enumerated() {
      let at = "\(place(point.x).formatted(1)) \(level(point.y).formatted(1))"
      if index == 0, curve.isStepped {
        path = "M\(Self.left) \(level(point.y).formatted(1))L\(at)"
      } else if curve.isStepped {
        path += "L\(place(before.x).formatted(1)) \(level(point.y).formatted(1))L\(at)"
      } else {
        path += (index == 0 ? "M" : "L") + at
      }
      before = point
    }
    var parts: [String] = []
    if curve.isFilled {
      let start = curve.isStepped ? Self.left : place(first.x)
      parts.append(
        "<path class=\"area \(curve.style)\" d=\"\(path)L\(place(last.x).formatted(1)) \(bottom)"
          + "L\(start.formatted(1)) \(bottom)Z\"/>")
    }
    parts.append("<path class=\"curve \(curve.style)\" d=\"\(path)\"/>")
    return parts
  }
}
