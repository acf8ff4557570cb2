"""The newest results as a section of the README, between two comments; the bad figures as well."""

import json
import os
import textwrap
from statistics import median

from . import applications
from .cells import all_cells
from .processes import Failure
from .programs import ROOT
from .report import c_servers, cpu_rounds, ratios, verdicts
from .rivals import RIVALS

BEGIN = "<!-- performance: written by perf/compare --readme -->"
END = "<!-- end of performance -->"
RESULTS = ROOT / "perf" / "results"
OURS = "ours uring"
# What the pictures are of, where they are there.
PICTURED = ("line-40-p32", "echo-64-c50")


def newest():
    """The folder of the newest results."""
    folders = sorted(path.parent for path in RESULTS.glob("*/results.json"))
    if not folders:
        raise Failure("there are no results yet")
    return folders[-1]


def write_readme(folder, readme=ROOT / "README.md"):
    """Puts the summary of the results in `folder` into the README."""
    text = readme.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise Failure(f"{readme.name} has no place for it: {BEGIN} … {END}")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n{section(folder)}{END}{after}")


def section(folder):
    """The summary, in Markdown."""
    everything = json.loads((folder / "results.json").read_text())
    known = [*all_cells(everything["settings"]["rate"]), *applications.all_cells()]
    cells = {cell.name: cell for cell in known}
    results = [r for r in everything["results"] if r["cell"] in cells]
    settings, machine = everything["settings"], everything["machine"]
    found = [(cells[r["cell"]], v) for r in results for v in verdicts(cells[r["cell"]], r)]
    met = sum(v["met"] is True for _, v in found)
    missed = [(cell, v) for cell, v in found if v["met"] is False]
    where = os.path.relpath(folder, ROOT)
    words = (
        "CPU time of the server for a request, with one loop on one core over loopback: medians of "
        f"{settings['rounds']} interleaved rounds, {machine['date'][:10]}, "
        f"{machine['cpu']}, Linux {machine['kernel']}, {_versions(machine)}. Ratios are of the "
        f"same round: below 1, ours costs less. {_names(machine)}[All of it, with the spread]({where}/README.md), and "
        "[how it is measured](perf/README.md).")
    lines = [
        *textwrap.wrap(words, 110, break_long_words=False, break_on_hyphens=False), "",
        *_table(cells, results), "",
        *(f"![{cells[name].title}]({where}/{name}.svg)" for name in PICTURED
          if name in cells and (folder / f"{name}.svg").exists()), "",
        f"Of {len(found)} bounds {met} are met. "
        + ("Missed are:" if missed else "None is missed."), "",
        *(f"- {cell.title}: {v['contender']} {v['text']}, at most {v['bound']:.4g}"
          for cell, v in missed), ""]
    return "\n".join(line for index, line in enumerate(lines)
                     if line or index == 0 or lines[index - 1]).rstrip() + "\n"


def _versions(machine):
    rivals = machine.get("rivals", {})
    names = {
        "swift-nio": "SwiftNIO", "flyingfox": "FlyingSocks", "redis-server": "redis-server",
        "nginx": "nginx"}
    found = [f"{names[key]} {rivals[key]}" for key in names if key in rivals]
    return ", ".join([f"liburing {machine['liburing']}", *found])


def _names(machine):
    if "swift-nio" not in machine.get("rivals", {}):
        return ""
    return ("`nio` is SwiftNIO with channel handlers written by hand, `nioasync` its "
            "`NIOAsyncChannel` as documented. ")


def _table(cells, results):
    others = [o for o in RIVALS if any(o in r["rounds"][0] for r in results)]
    rows = [("load", "ours, µs", "÷ better C", *(f"÷ {other}" for other in others))]
    for result in results:
        names = result["rounds"][0]
        ours = next((name for name in names if name.split(",")[0] == OURS), None)
        if ours is None or "," in ours:
            # Cells that compare a server with itself stand in the results alone.
            continue
        cpu = median(cpu_rounds(result, ours))
        to = [c_servers(result, ours), *([other] if other in names else [] for other in others)]
        rows.append((
            cells[result["cell"]].title, f"{cpu:.3g}" if cpu < 100 else f"{cpu:.0f}",
            *(_ratio(median(ratios(result, ours, one)[0])) if one else "–" for one in to)))
    yield f"| {' | '.join(rows[0])} |"
    yield f"|---|{'---:|' * (len(rows[0]) - 1)}"
    for row in rows[1:]:
        yield f"| {' | '.join(row)} |"


def _ratio(value):
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
