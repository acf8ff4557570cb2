"""The table of what became of each mutant."""

from pathlib import Path

HERE = Path(__file__).resolve().parent


def outcome(result):
    text = {"seed": f"found by seed {result.seeds}", "crash": f"found by a crash within {result.seeds} seeds",
            "hang": f"found by a hang within {result.seeds} seeds",
            "survived": f"**alive** after {result.seeds} seeds"}[result.how]
    return text + (f": {result.detail}" if result.detail else "")


def reasons():
    """Why mutants change nothing: `path ¦ line ¦ original → mutated ¦ reason`, a line each."""
    path = HERE / "Reasons.txt"
    found = {}
    for line in path.read_text().split("\n") if path.exists() else []:
        parts = [part.strip() for part in line.split(" ¦ ")]
        if len(parts) == 4:
            found[tuple(parts[:3])] = parts[3]
    return found


def cell(text):
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`" if text else ""


def key(site, lines):
    """What names a site although numbers change."""
    return (site.path, lines[site.line - 1].strip(), f"{site.original} → {site.mutated}")


def write(found, known, seeds, sites):
    root = HERE.parents[1]
    texts, why, rows = {}, reasons(), []
    counts = {"found": 0, "changes nothing": 0, "alive": 0, "not tried": 0, "not reached": 0, "no difference": 0}
    for site in found:
        lines = texts.setdefault(site.path, (root / site.path).read_text().split("\n"))
        result = known.get(site.number)
        reason = why.get(key(site, lines), "")
        if result and result.is_found:
            kind, text = "found", outcome(result)
        elif reason:
            kind, text = "changes nothing", f"changes nothing: {reason}"
        elif result:
            kind, text = "alive", outcome(result)
        elif sites and not sites[site.number]:
            kind, text = "not reached", f"not reached by {seeds} seeds"
        elif sites and sites[site.number] == 1:
            kind, text = "no difference", f"the same value wherever {seeds} seeds reach it"
        else:
            kind, text = "not tried", "not tried"
        counts[kind] += 1
        rows.append(f"| {site.number} | {site.path.removeprefix('Sources/')}:{site.line} | "
                    f"{cell(site.original)} → {cell(site.mutated)} | {text} |")
    tried = counts["found"] + counts["alive"] + counts["changes nothing"]
    head = f"""# What became of each mutant

Made by `Tests/Mutants/mutate`; see there. Of {len(found)} mutants of the buffers, the steps, the loop and
the streams {tried} were tried: {counts["found"]} were found, {counts["changes nothing"]} change nothing,
{counts["alive"]} are alive. {counts["not reached"]} are at places that {seeds} seeds do not reach, {counts["no difference"]}
have the same value as the original wherever these seeds reach them, {counts["not tried"]} were not tried.

| | where | change | |
|---|---|---|---|
"""
    (HERE / "Results.md").write_text(head + "\n".join(rows) + "\n")
    print(counts)


def write_planted(results):
    text = "# What became of each planted fault\n\nMade by `Tests/Mutants/mutate --planted`.\n\n| fault | |\n|---|---|\n"
    for name, result in results:
        text += f"| {name} | {outcome(result)} |\n"
    (HERE / "Planted.md").write_text(text)
