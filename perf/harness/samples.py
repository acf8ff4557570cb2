"""What perf recorded: read through perf script, demangled, added up."""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .processes import Failure

_FRAME = re.compile(r"^\s*[0-9a-f]+ (.*) \((.*)\)$")
_MANGLED = re.compile(r"\$[sS][\w$]+")
SCRIPT_SECONDS = 300


@dataclass(frozen=True)
class Frame:
    """A function in a library, or in the kernel."""

    symbol: str
    library: str

    @property
    def is_kernel(self):
        return self.library == "kernel"


def read(data):
    """Every sample of a recording: a list of stacks, each innermost frame first."""
    words = ["perf", "script", "-i", str(data), "-F", "ip,sym,dso", "--no-inline"]
    done = subprocess.run(
        words, capture_output=True, text=True, errors="replace", timeout=SCRIPT_SECONDS,
        check=False)
    if done.returncode != 0:
        raise Failure(f"perf script failed: {done.stderr.strip()}")
    stacks, stack = [], []
    for line in done.stdout.splitlines():
        match = _FRAME.match(line)
        if match:
            stack.append((match[1], _library(match[2])))
        elif stack:
            stacks.append(stack)
            stack = []
    if stack:
        stacks.append(stack)
    names = _demangled({symbol for stack in stacks for symbol, _ in stack})
    return [[Frame(names[symbol], library) for symbol, library in stack] for stack in stacks]


def _library(path):
    if path.startswith("[") and path != "[unknown]" and path != "[vdso]":
        return "kernel"
    return Path(path).name


def _demangled(symbols):
    """Swift's names in words; what is not Swift's stays."""
    mangled = sorted({name for symbol in symbols for name in _MANGLED.findall(symbol)})
    words = ["swift", "demangle", "--compact", "--simplified"]
    try:
        done = subprocess.run(
            words, input="\n".join(mangled), capture_output=True, text=True, timeout=120,
            check=False)
        lines = done.stdout.splitlines()
    except OSError:
        lines = []
    plain = dict(zip(mangled, lines)) if len(lines) == len(mangled) else {}
    return {
        symbol: _MANGLED.sub(lambda name: plain.get(name[0], name[0]), symbol)
        for symbol in symbols}


def folded(stacks):
    """For the flame graph: outermost first, the kernel's frames marked."""
    counts = Counter()
    for stack in stacks:
        names = [
            frame.symbol.replace(";", ",") + ("_[k]" if frame.is_kernel else "")
            for frame in reversed(stack)]
        counts[";".join(names)] += 1
    return [f"{names} {count}" for names, count in sorted(counts.items())]


def by_library(stacks):
    """Samples by the library in which they were taken."""
    return Counter(stack[0].library for stack in stacks)


def by_symbol(stacks):
    """Samples by frame: in it itself, and in it or in what it called."""
    own = Counter(stack[0] for stack in stacks)
    with_called = Counter(frame for stack in stacks for frame in set(stack))
    return own, with_called
