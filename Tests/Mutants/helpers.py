"""The Swift that a mutated copy of the sources calls: one declaration for each place.

Which mutant is alive is read once, from the environment. With SLUICE_MUTANT=record none is, and which
places were reached, and where another result would have come out, is written to a file in the end.
"""

from sites import ARITHMETIC, COMPARISONS, LOGIC, suffix

PRECEDENCE = {"comparison": "ComparisonPrecedence", "arithmetic": "AdditionPrecedence",
              "assignment": "AssignmentPrecedence", "logic": "LogicalConjunctionPrecedence"}

PRELUDE = """// Made by Tests/Mutants/mutate.
import Glibc

@usableFromInline nonisolated(unsafe) var sitesReached: UnsafeMutablePointer<UInt8>? = nil

/// The mutant that is alive; 0: none; -1: none, and what is reached is recorded.
@usableFromInline let livingMutant: Int = {
  guard let text = getenv("SLUICE_MUTANT").map({ String(cString: $0) }) else { return 0 }
  guard text == "record" else { return Int(text) ?? 0 }
  sitesReached = .allocate(capacity: %(count)d)
  sitesReached!.initialize(repeating: 0, count: %(count)d)
  atexit {
    guard let file = fopen(getenv("SLUICE_MUTANT_SITES"), "w") else { return }
    fwrite(sitesReached!, 1, %(count)d, file)
    fclose(file)
  }
  return -1
}()

@inline(never) @usableFromInline
func record(_ number: Int, _ differs: Bool) { sitesReached![number] |= differs ? 3 : 1 }

@inlinable @inline(__always)
func choose<T>(_ number: Int, _ original: T, _ mutated: T, _ differs: @autoclosure () -> Bool) -> T {
  let living = livingMutant
  if living == number { return mutated }
  if living < 0 { record(number, differs()) }
  return original
}

@inlinable @inline(__always)
public func dropped(_ number: Int) -> Bool { choose(number, false, true, true) }

@inlinable @inline(__always)
public func negated(_ number: Int, _ condition: Bool) -> Bool {
  choose(number, condition, !condition, true)
}

@inlinable @inline(__always)
public func constant(_ number: Int, _ value: Bool) -> Bool { choose(number, value, !value, true) }
"""


def comparison(site, name):
    mutated = COMPARISONS[site.token]
    bound = "Equatable" if site.token in ("==", "!=") else "Comparable"
    text = f"""public func {name} <T: {bound}>(a: T, b: T) -> Bool {{
  let (original, mutated) = (a {site.token} b, a {mutated} b)
  return choose({site.number}, original, mutated, original != mutated)
}}
"""
    if bound == "Equatable":
        text += f"""@inlinable @inline(__always)
public func {name} <T>(a: T?, b: _OptionalNilComparisonType) -> Bool {{
  choose({site.number}, a {site.token} b, a {mutated} b, true)
}}
"""
    return text


def arithmetic(site, name):
    mutated = ARITHMETIC[site.token]
    text = f"""public func {name} <T: FixedWidthInteger>(a: T, b: T) -> T {{
  choose({site.number}, a {site.token} b, a {mutated} b, true)
}}
"""
    if site.token == "+":
        for pointer in "UnsafeMutableRawPointer", "UnsafeRawPointer":
            text += f"""@inlinable @inline(__always)
public func {name} (a: {pointer}, b: Int) -> {pointer} {{
  choose({site.number}, a + b, a + b + 1, true)
}}
"""
        text += f"""@inlinable @inline(__always)
public func {name} (a: Instant, b: Duration) -> Instant {{
  choose({site.number}, a + b, a, b != .zero)
}}
"""
    return text


def logic(site, name):
    # Only one of both forms is evaluated, so that nothing happens that would not.
    return f"""public func {name} (a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool {{
  if choose({site.number}, false, true, true) {{ return try a {LOGIC[site.token]} b() }}
  return try a {site.token} b()
}}
"""


def assignment(site, name):
    return f"""public func {name} <T: FixedWidthInteger>(a: inout T, b: T) {{
  if choose({site.number}, false, true, b != 0) {{ return }}
  a {site.token} b
}}
"""


def extreme(site, name):
    return f"""public func {site.token}{site.number}<T: Comparable>(_ a: T, _ b: T) -> T {{
  choose({site.number}, {site.token}(a, b), {site.mutated}(a, b), a != b)
}}
"""


def source(sites):
    """The whole file for those sites."""
    parts = [PRELUDE % {"count": max((site.number for site in sites), default=0) + 1}]
    for site in sites:
        name = site.token + suffix(site.number)
        if site.kind in PRECEDENCE:
            group = PRECEDENCE[site.kind]
            if site.token == "||":
                group = "LogicalDisjunctionPrecedence"
            parts.append(f"infix operator {name}: {group}")
        if site.kind in ("comparison", "arithmetic", "logic", "assignment", "extreme"):
            parts.append("@inlinable @inline(__always)")
            parts.append(globals()[site.kind](site, name))
    return "\n".join(parts)
