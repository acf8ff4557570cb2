"""From raw rounds to tables and verdicts."""

from statistics import median

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
        if target.contender not in present:
            continue
        count = result["counts"].get(target.contender, {})
        if target.figure == "cpu":
            values, better = ratios(result, target.contender, target.to)
            figure, text = median(values), f"× {better}: {_spread(values)}"
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
        values, _ = ratios(result, name, _c_servers(result, name))
        rows.append((
            name, _spread(cpu), f"{_rate(result, name):,.0f}",
            _count(count.get("system_calls_per_request")),
            _count(count.get("mallocs_per_request")), _spread(values)))
    lines = [f"## {cell.title}", "", *_aligned(rows), ""]
    late = [name for name in result["rounds"][0] if _rate(result, name) < ON_TIME * cell.rate]
    if late:
        lines += [f"The rate was not reached by {'; '.join(late)}.", ""]
    for verdict in verdicts(cell, result):
        words = {True: "met", False: "MISSED", None: "not measured"}[verdict["met"]]
        lines.append(
            f"- {verdict['contender']} {verdict['text']}; at most {verdict['bound']:g}: {words}")
    return "\n".join(lines).rstrip() + "\n"


def document(results, cells, machine, settings):
    """The summary of a whole comparison, in Markdown."""
    reached = [v["met"] for r in results for v in verdicts(cells[r["cell"]], r)]
    facts = [f"- {name.replace('_', ' ')}: {value}" for name, value in machine.items()]
    text = [
        "# Sluice against C", "",
        f"{settings['rounds']} interleaved rounds of {settings['seconds']:g} s: of {len(reached)} "
        f"targets {reached.count(True)} met, {reached.count(False)} missed, "
        f"{reached.count(None)} not measured. Medians, with the least and the most in brackets. "
        "`perf/README.md` says what is measured and how; `results.json` holds every round.", "",
        *facts, ""]
    return "\n".join(text) + "\n" + "\n".join(table(cells[r["cell"]], r) for r in results)


def _c_servers(result, name):
    # With few and with many connections: to the C servers of the same number.
    suffix = name[name.index(","):] if "," in name else ""
    return [other for other in result["rounds"][0]
            if other.startswith("c ") and other.endswith(suffix)]


def _spread(values):
    digits = 3 if median(values) < 1 else 2
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
