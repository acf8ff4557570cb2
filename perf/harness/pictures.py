"""A cell as a picture: CPU time per request of each contender, as bars in an SVG.

Narrow enough for a phone at its full width; colours of its own on a ground of its own, so that it
is readable on any page, by night, and in print. Bars begin at nought, and each carries its name and
figure: the colours only say again who belongs together.
"""

import textwrap
from statistics import median
from xml.sax.saxutils import escape

from .report import cpu_rounds

WIDTH = 440
MARGIN = 16
# Of the title, in characters of the widest usual font.
TITLE_WIDTH = 42
TITLE_LINE = 20
ROW = 36
BAR = 10

_STYLE = """
svg { --ground: #fff; --ink: #1b1b1a; --soft: #5c5b57; --rule: #c9c8c2;
  --ours: #1f6fd0; --c: #85847d; --rival: #c96a12; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #191918; --ink: #f4f4f2; --soft: #b7b6ae; --rule: #4a4a46;
    --ours: #5aa2f5; --c: #96958d; --rival: #e39142; }
}
@media print {
  svg { --ground: #fff; --ink: #000; --soft: #333; --rule: #999;
    --ours: #1f6fd0; --c: #85847d; --rival: #c96a12; }
}
text { font: 15px system-ui, "Helvetica Neue", Arial, sans-serif; fill: var(--ink); }
.title { font-size: 16px; font-weight: 600; }
.soft { font-size: 13px; fill: var(--soft); }
.figure { text-anchor: end; font-variant-numeric: tabular-nums; }
.ground { fill: var(--ground); }
.axis { stroke: var(--rule); }
.ours { fill: var(--ours); } .c { fill: var(--c); } .rival { fill: var(--rival); }
.span { stroke: var(--ink); stroke-width: 1.5; }
"""


def picture(cell, result):
    """The SVG, as text."""
    names = list(result["rounds"][0])
    costs = {name: cpu_rounds(result, name) for name in names}
    width = WIDTH - 2 * MARGIN
    scale = width / max(max(values) for values in costs.values())
    title = textwrap.wrap(cell.title, TITLE_WIDTH)
    head = 38 + TITLE_LINE * len(title)
    height = head + ROW * len(names) + MARGIN // 2
    rounds = len(result["rounds"])
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-labelledby="title">',
        f'<title id="title">{escape(_in_words(cell, costs))}</title>',
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="6"/>',
        *(f'<text class="title" x="{MARGIN}" y="{26 + TITLE_LINE * index}">{escape(line)}</text>'
          for index, line in enumerate(title)),
        f'<text class="soft" x="{MARGIN}" y="{head - 13}">CPU µs a request: median of '
        f"{rounds} round{'s' * (rounds > 1)}, least to most</text>",
    ]
    for index, name in enumerate(names):
        lines += _row(name, costs[name], head + ROW * index, scale)
    bottom = head + ROW * len(names)
    lines.append(
        f'<line class="axis" x1="{MARGIN}" y1="{head}" x2="{MARGIN}" y2="{bottom - 6}"/>')
    return "\n".join([*lines, "</svg>", ""])


def _row(name, values, top, scale):
    kind = "ours" if name.startswith("ours ") else "c" if name.startswith("c ") else "rival"
    middle = top + 18 + BAR / 2
    length = max(median(values) * scale, 1)
    least, most = (MARGIN + value * scale for value in (min(values), max(values)))
    return [
        f'<text x="{MARGIN + 4}" y="{top + 14}">{escape(name)}</text>',
        f'<text class="figure" x="{WIDTH - MARGIN}" y="{top + 14}">{_figure(values)}</text>',
        f'<rect class="{kind}" x="{MARGIN}" y="{top + 18}" width="{length:.1f}" height="{BAR}"/>',
        f'<line class="span" x1="{least:.1f}" y1="{middle}" x2="{most:.1f}" y2="{middle}"/>',
    ]


def _figure(values):
    return f"{median(values):#.3g}" if median(values) < 100 else f"{median(values):.0f}"


def _in_words(cell, costs):
    figures = ", ".join(f"{name} {_figure(values)}" for name, values in costs.items())
    return f"{cell.title}: CPU microseconds a request: {figures}"
