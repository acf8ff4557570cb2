"""The rivals: what else one would write such a server with in Swift, packages in perf/rivals."""

import json

from .processes import Failure
from .programs import BUILD, ROOT, build_rival

# By name: the package, and the executable in it.
RIVALS = {
    "nio": ("nio", "nio-handlers"),
    "nioasync": ("nio", "nio-async"),
    "flyingsocks": ("flyingsocks", "flyingsocks"),
}


def named(text):
    """The rivals that a list such as `nio,flyingsocks` means; `all` and `none` are known, too."""
    if text in ("all", "none"):
        return list(RIVALS) if text == "all" else []
    names = text.split(",")
    unknown = [name for name in names if name not in RIVALS]
    if unknown:
        raise Failure(f"no rival is called {unknown[0]}; there are {', '.join(RIVALS)}")
    return [name for name in RIVALS if name in names]


def _scratch_path(package):
    return BUILD / "rivals" / package


def build(names):
    """Builds what is named, in the way ours is built; where each is, by name."""
    for package in dict.fromkeys(RIVALS[name][0] for name in names):
        build_rival(package, _scratch_path(package))
    return {name: _scratch_path(RIVALS[name][0]) / "release" / RIVALS[name][1] for name in names}


def versions(names):
    """The versions of what they are built on, by package."""
    found = {}
    for package in dict.fromkeys(RIVALS[name][0] for name in names):
        resolved = ROOT / "perf" / "rivals" / package / "Package.resolved"
        for pin in json.loads(resolved.read_text())["pins"]:
            found[pin["identity"]] = pin["state"].get("version", pin["state"]["revision"])
    return found
