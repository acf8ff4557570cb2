"""On what it was measured. Names neither the machine nor a path on it."""

import os
import platform
from datetime import datetime, timezone
from pathlib import Path

from .processes import answer_of
from .programs import ROOT


def describe():
    """What a figure depends on, by name."""
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "commit": _commit(),
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        "kernel": platform.release(),
        "congestion_control": _read("/proc/sys/net/ipv4/tcp_congestion_control"),
        "liburing": answer_of(["pkg-config", "--modversion", "liburing"]),
        "swift": _first_line(answer_of(["swift", "--version"])),
        "c_compiler": _first_line(answer_of(["cc", "--version"])),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _commit():
    commit = answer_of(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT)
    built = ("Sources", "perf/reference", "perf/rivals")
    changed = answer_of(["git", "status", "--porcelain", *built], cwd=ROOT)
    return f"{commit} with changes" if changed else commit


def _processor():
    for line in _read("/proc/cpuinfo").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _read(path):
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def _first_line(text):
    return text.splitlines()[0] if text else ""
