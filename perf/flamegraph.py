#!/usr/bin/env python3
"""Draws a flame graph: folded stacks on standard input, SVG on standard output.

A folded stack is `outermost;...;innermost COUNT`. Frames are as wide as they were sampled and as
high as they are deep; those too narrow to see are left out. Pointing at a frame shows its title.
"""

import sys
from html import escape

WIDTH = 1400
ROW = 17
MARGIN = 10
HEAD = 40
CHARACTER = 6.6
NARROWEST = 0.4


class Frame:
    """A function as called by that path, and how often it was found there."""

    def __init__(self, name):
        self.name, self.count, self.called = name, 0, {}

    def add(self, names, count):
        self.count += count
        if names:
            self.called.setdefault(names[0], Frame(names[0])).add(names[1:], count)

    def depth(self):
        return 1 + max((frame.depth() for frame in self.called.values()), default=0)


def folded(lines):
    """The root of all stacks."""
    root = Frame("all")
    for line in lines:
        stack, _, count = line.rstrip("\n").rpartition(" ")
        if stack:
            root.add(stack.split(";"), int(count))
    return root


def color(name):
    """By where the code comes from, as far as its name tells; a little different for each name."""
    shade = sum(name.encode()) % 30
    if name.endswith("_[k]"):
        return f"rgb({225 + shade}, {150 + shade}, {80 + shade})"
    if name.startswith(("swift_", "_swift", "Swift.", "swift::")):
        return f"rgb({160 + shade}, {130 + shade}, {215 + shade})"
    if "Sluice" in name or "curing" in name or "io_uring" in name:
        return f"rgb({110 + shade}, {195 + shade}, {120 + shade})"
    return f"rgb({130 + shade}, {175 + shade}, {215 + shade})"


def draw(root, title):
    """The picture, as text."""
    rows = root.depth()
    height = HEAD + rows * ROW + MARGIN
    scale = (WIDTH - 2 * MARGIN) / max(root.count, 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="monospace" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="{WIDTH / 2}" y="22" text-anchor="middle" font-size="15">{escape(title)}</text>',
    ]

    def place(frame, start, level):
        width = frame.count * scale
        if width < NARROWEST:
            return
        x, y = MARGIN + start * scale, height - MARGIN - (level + 1) * ROW
        share = f"{frame.count} samples, {100 * frame.count / root.count:.2f} %"
        letters = int((width - 4) / CHARACTER)
        shown = frame.name if len(frame.name) <= letters else frame.name[:max(letters - 1, 0)] + "…"
        parts.append(f"<g><title>{escape(frame.name)} ({share})</title>")
        parts.append(
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 1}" rx="1" '
            f'fill="{color(frame.name)}"/>')
        if letters >= 3:
            parts.append(f'<text x="{x + 2:.1f}" y="{y + 12}">{escape(shown)}</text>')
        parts.append("</g>")
        for name in sorted(frame.called):
            place(frame.called[name], start, level + 1)
            start += frame.called[name].count

    place(root, 0, 0)
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    print(draw(folded(sys.stdin), sys.argv[1] if len(sys.argv) > 1 else "Flame graph"), end="")
