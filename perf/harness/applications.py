"""Whole applications beside those that everybody knows: `resp` and redis-server, `http` and nginx.

Programs of their own measure them, under the clients that they were made for: perf/redis and
perf/http. Here their raw rounds become cells and results like all others.
"""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .cells import Cell, Target
from .processes import answer_of
from .programs import ROOT

SECONDS = 3600


@dataclass(frozen=True)
class Application:
    """What is served, the program that compares it, and the name of the other there and here."""

    protocol: str
    program: str
    theirs: str
    name: str
    version: str  # what says its version
    # By cell: its title, and the most that ours may cost of theirs.
    cells: dict


APPLICATIONS = (
    Application("resp", "perf/redis", "redis", "redis-server", "redis-server --version", {
        f"{test}-p{pipeline}": (
            f"resp, {test}, pipeline {pipeline}, under redis-benchmark; C is redis-server", 1.0)
        for pipeline in (1, 32) for test in ("set", "get", "incr", "mset")}),
    Application("http", "perf/http", "nginx", "nginx", "nginx -v 2>&1", {
        "plain": ("http, plaintext, 64 connections, under wrk; C is nginx", 1.0),
        "pipelined": ("http, plaintext, pipeline 16, under wrk; C is nginx", 0.25)}),
)


def all_cells():
    """The cells of all applications."""
    return [cell for application in APPLICATIONS for cell in _cells(application).values()]


def _cells(application):
    return {
        name: Cell(
            f"{application.protocol}-{name}", title, application.protocol, 0,
            targets=tuple(
                Target("cpu", f"ours {driver}", bound, (application.name,))
                for driver in ("uring", "poll")))
        for name, (title, bound) in application.cells.items()}


def measure(application, sluice, rounds, drivers):
    """The results of its cells, or None where its program could not measure them and said why."""
    if not (ROOT / application.program).exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "rounds.json")
        words = [
            str(ROOT / application.program), "--rounds", str(rounds), "--drivers", drivers,
            "--sluice", str(sluice), "--out", str(out)]
        # Its status tells of missed bounds, too; what counts is whether it has measured.
        subprocess.run(words, cwd=ROOT, timeout=SECONDS, check=False)
        if not out.exists():
            return None
        return results(application, json.loads(out.read_text()))


def version(application):
    """The version of the other, or "unknown"."""
    found = re.search(r"\d+(\.\d+)+", answer_of(["sh", "-c", application.version]))
    return found[0] if found else "unknown"


def results(application, raw):
    """Its raw rounds in the shape of all others."""
    cells = raw.get("cells", raw)
    return [
        {"cell": cell.name, "rounds": [_round(application, run) for run in cells[name]],
         "counts": {}}
        for name, cell in _cells(application).items() if name in cells]


def _round(application, run):
    # Who begins changes from round to round; in the tables ours come first.
    ours = {f"ours {name}": run[name] for name in ("uring", "poll") if name in run}
    every = {**ours, application.name: run[application.theirs]}
    return {name: _figures(figures) for name, figures in every.items()}


def _figures(run):
    cost = run["cpu_us"] if "cpu_us" in run else run["cpu"] * 1e6
    rate = run["requests_per_second"] if "requests_per_second" in run else run["rate"]
    return {"cpu_microseconds_per_request": cost, "requests_per_second": rate}
