"""A copy of the package, in which sources are changed, and its build of `simulate`."""

import glob
import re
import shutil
import subprocess
from pathlib import Path

import helpers
import sites as finding

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".build" / "mutants"

SCOPE = ["Sources/SluiceCore/Buffers/*.swift", "Sources/SluiceCore/Steps/*.swift",
         "Sources/SluiceCore/Lines/*.swift", "Sources/SluiceCore/StreamState.swift",
         "Sources/SluiceCore/TimerQueue.swift", "Sources/SluiceLoop/Loop/*.swift",
         "Sources/Sluice/Stream/*.swift"]


def write(path, text):
    """Writes what has changed, so that nothing else is built again."""
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def manifest():
    """Package.swift, without the rules that are not for generated code."""
    text = (ROOT / "Package.swift").read_text()
    return re.sub(r"\n  \.(strictMemorySafety\(\)|treatAllWarnings\(as: \.error\)),", "", text)


def copy(place, changed):
    """The sources at `place`, with other texts for some paths."""
    names = set()
    for folder in "Sources", "Tests":
        for path in sorted((ROOT / folder).rglob("*")):
            name = str(path.relative_to(ROOT))
            if not path.is_file() or "__pycache__" in name or name.startswith("Tests/Mutants/"):
                continue
            names.add(name)
            write(place / name, changed.get(name) or path.read_text())
    for name in set(changed) - names:
        write(place / name, changed[name])
        names.add(name)
    for path in [*place.glob("Sources/**/*.swift"), *place.glob("Tests/**/*.swift")]:
        if str(path.relative_to(place)) not in names:
            path.unlink()
    write(place / "Package.swift", manifest())
    for name in "Package.resolved", ".swift-format":
        if (ROOT / name).exists():
            write(place / name, (ROOT / name).read_text())
    fetched = place / ".build"
    fetched.mkdir(parents=True, exist_ok=True)
    # What has been fetched already is not fetched again.
    for name in "checkouts", "repositories", "workspace-state.json":
        source, target = ROOT / ".build" / name, fetched / name
        if source.is_dir() and not target.exists():
            shutil.copytree(source, target, symlinks=True)
        elif source.is_file() and not target.exists():
            shutil.copy(source, target)


def build(place, under):
    """Builds `simulate`: its path, or nil and what the compiler says."""
    command = [*under, "swift", "build", "-c", "release", "--product", "simulate"]
    done = subprocess.run(command, cwd=place, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    (place / "build.log").write_text(done.stdout)
    return place / ".build/release/simulate" if done.returncode == 0 else None


def all_sites():
    """Every site within the scope, numbered, and the lines of each file."""
    found, texts = [], {}
    for pattern in SCOPE:
        for path in sorted(glob.glob(str(ROOT / pattern))):
            name = str(Path(path).relative_to(ROOT))
            texts[name] = Path(path).read_text().split("\n")
            found += finding.sites(name, texts[name])
    for number, site in enumerate(found, 1):
        site.number = number
    return found, texts


def mutated(found, texts):
    """The texts of the files with these sites in them."""
    changed = {"Sources/SluiceCore/Mutants.swift": helpers.source(found)}
    for name, lines in texts.items():
        inside = [site for site in found if site.path == name]
        if not inside:
            continue
        text = "\n".join(finding.rewritten(lines, inside))
        if not name.startswith("Sources/SluiceCore"):
            text += "\npublic import SluiceCore\n"
        changed[name] = text
    return changed


def rejected(place, found):
    """The sites that the compiler complained of in the last build: those on the line, or what may have
    been left out shortly before it."""
    log = (place / "build.log").read_text()
    lines = {(Path(path).resolve(), int(line)) for path, line in
             re.findall(r"^(/\S+\.swift):(\d+):\d+: error", log, re.M)}
    out = []
    for path, line in lines:
        inside = [site for site in found if (place / site.path).resolve() == path]
        near = [site for site in inside if site.line == line]
        around = [site for site in inside if abs(site.line - line) <= 6]
        out += near or [site for site in around if site.kind == "statement"] or around
    return out


def build_mutants(under, say):
    """Builds all mutants at once, without those that are not Swift. The path and the sites."""
    place = WORK / "package"
    found, texts = all_sites()
    left_out = WORK / "rejected"
    known = set(left_out.read_text().split("\n")) if left_out.exists() else set()
    key = lambda site: f"{site.path}:{site.line}:{site.column}:{site.kind}:{site.original}"
    while True:
        kept = [site for site in found if key(site) not in known]
        copy(place, mutated(kept, texts))
        say(f"building {len(kept)} mutants")
        binary = build(place, under)
        if binary:
            return binary, kept
        out = rejected(place, kept)
        if not out:
            raise SystemExit(f"the copy does not build: see {place}/build.log")
        say(f"{len(out)} of them are not Swift")
        known |= {key(site) for site in out}
        left_out.write_text("\n".join(sorted(known)))
