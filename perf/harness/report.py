"""From raw rounds to tables and verdicts."""

from statistics import median

from .rivals import RIVALS

# A load at a rate that stays below this part of it has not borne the load.
ON_TIME = 0.95


def cpu_rounds(result, name):
    """CPU microseconds per request of a contender, round by round."""
    return [run[name]["cpu_microseconds_per_request"] for run in result["rounds"]]


def _rate(result, name):
    return median(run[name]["requests_per_second"] for run in result["rounds"])


def ratios(result, name, to):
    """The ratio per round to the better of `to` (by median over all rounds), and which that is."""
    better = min(to, key=lambda other: median(cpu_rounds(result, other)))
    pairs = zip(cpu_rounds(result, name), cpu_rounds(result, better))
    return [ours / theirs for ours, theirs in pairs], better


def verdicts(cell, result):
    """For each target: its figure in words, and whether it is met; None if it was not measured."""
    present = result["rounds"][0]
    for target in cell.targets:
        if target.contender not in present or not set(target.to) <= set(present):
            continue
        count = result["counts"].get(target.contender, {})
        if target.figure == "cpu":
            values, better = ratios(result, target.contender, target.to)
            figure, text = median(values), f"÷ {better}: {spread(values)}"
        else:
            key = "system_calls" if target.figure == "syscalls" else "mallocs"
            figure = count.get(f"{key}_per_request")
            text = f"{target.figure} a request: {_count(figure)}"
            if target.figure == "syscalls" and count.get("own_enters_per_request") is not None:
                text += f" (its own count: {_count(count['own_enters_per_request'])})"
        met = None if figure is None else figure <= target.bound
        yield {"contender": target.contender, "text": text, "bound": target.bound, "met": met}


def table(cell, result):
    """A cell in Markdown, which is readable as plain text too."""
    rows = [(
        "server", "CPU µs/request", "requests/s", "syscalls/request", "mallocs/request",
        "CPU ÷ better C, per round")]
    for name, first in result["rounds"][0].items():
        cpu = cpu_rounds(result, name)
        count = result["counts"].get(name, {})
        values, _ = ratios(result, name, c_servers(result, name))
        rows.append((
            name, spread(cpu), f"{_rate(result, name):,.0f}",
            _count(count.get("system_calls_per_request")),
            _count(count.get("mallocs_per_request")), spread(values)))
    lines = [f"## {cell.title}", "", *_aligned(rows), "", *_to_each(result)]
    late = [name for name in result["rounds"][0] if _rate(result, name) < ON_TIME * cell.rate]
    if late:
        lines += [f"The rate was not reached by {'; '.join(late)}.", ""]
    for verdict in verdicts(cell, result):
        words = {True: "met", False: "MISSED", None: "not measured"}[verdict["met"]]
        lines.append(
            f"- {verdict['contender']} {verdict['text']}; at most {verdict['bound']:.4g}: {words}")
    return "\n".join(lines).rstrip() + "\n"


def document(results, cells, machine, settings):
    """The summary of a whole comparison, in Markdown."""
    reached = [v["met"] for r in results for v in verdicts(cells[r["cell"]], r)]
    facts = [f"- {name.replace('_', ' ')}: {_fact(value)}" for name, value in machine.items()]
    text = [
        "# Sluice, compared", "",
        f"{settings['rounds']} interleaved rounds of {settings['seconds']:g} s: of {len(reached)} "
        f"targets {reached.count(True)} met, {reached.count(False)} missed, "
        f"{reached.count(None)} not measured. Medians, with the least and the most in brackets. "
        "`perf/README.md` says what is measured and how; `results.json` holds every round. The "
        "pictures show the CPU time of a request: medians, with the least and the most.", "",
        *facts, ""]
    parts = [
        f"{table(cells[r['cell']], r)}\n![{cells[r['cell']].title}]({r['cell']}.svg)\n"
        for r in results]
    return "\n".join(text) + "\n" + "\n".join(parts)


def _to_each(result):
    """What ours cost in comparison with each of the others; nothing where no rival was measured."""
    names = list(result["rounds"][0])
    others = [name for name in names if not name.startswith("ours ")]
    if not set(others) & set(RIVALS):
        # The table before it says all.
        return []
    rows = [("CPU ÷ that of, per round", *others)]
    for name in names:
        if name not in others:
            rows.append((name, *(spread(ratios(result, name, (other,))[0]) for other in others)))
    return [*_aligned(rows), ""]


def _fact(value):
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items()) or "none"
    return value


def c_servers(result, name):
    """The C servers that `name` is compared with: ours, or the one that an application names."""
    # With few and with many connections: to the C servers of the same number.
    suffix = name[name.index(","):] if "," in name else ""
    names = result["rounds"][0]
    return ([other for other in names if other.startswith("c ") and other.endswith(suffix)]
            or [other for other in names if not other.startswith("ours ")])


def spread(values):
    """The median and, in brackets, the least and the most."""
    digits = 4 if median(values) < 0.1 else 3 if median(values) < 1 else 2
    return (f"{median(values):.{digits}f} "
            f"({min(values):.{digits}f}–{max(values):.{digits}f})")


def _count(value):
    if value is None:
        return "–"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def _aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for index, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]
        yield f"| {' | '.join(cells)} |"
        if index == 0:
            rest = "|".join("-" * (width + 1) + ":" for width in widths[1:])
            yield f"|{'-' * (widths[0] + 2)}|{rest}|"
