"""Builds both sides, and says where the programs are."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .processes import Failure, answer_of

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
# A scratch path of its own: the flags differ, and neither build then undoes the other.
PROFILE_BUILD = BUILD / "profile"
# Of the release build with the Swift libraries in it.
STATIC_BUILD = BUILD / "static"
BUILD_SECONDS = 1800


@dataclass(frozen=True)
class Programs:
    """Paths of what is run."""

    sluice: Path
    c_uring: Path
    c_epoll: Path
    c_load: Path
    c_udp_many: Path
    c_udp_one: Path
    c_udp_load: Path
    c_connect_load: Path
    malloc_count: Path
    # By name, those that are compared.
    rivals: dict = field(default_factory=dict)


def _run(words, what):
    print(f"building {what}", flush=True)
    done = subprocess.run(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=BUILD_SECONDS, check=False)
    if done.returncode != 0:
        raise Failure(f"{what} could not be built:\n{done.stdout}")


def build(sluice=None, for_profile=False):
    """Builds the C side, and ours unless a built `sluice` is given."""
    out = BUILD / "perf"
    _run(["make", "-C", "perf/reference", f"OUT={out}"], "the C side")
    if sluice is None:
        sluice = build_sluice(for_profile)
    return Programs(
        Path(sluice).resolve(), out / "reference-uring", out / "reference-epoll",
        out / "reference-load", out / "reference-udp-many", out / "reference-udp-one",
        out / "reference-udp-load", out / "reference-connect-load", out / "malloc-count.so")


def build_sluice(for_profile=False):
    """Builds ours alone, and says where it is."""
    # With the Swift libraries linked in, as one would deploy it: calls into them are plain calls.
    into = PROFILE_BUILD if for_profile else STATIC_BUILD
    words = ["swift", "build", "-c", "release", "--product", "sluice"]
    words += ["--static-swift-stdlib", "--scratch-path", str(into)]
    if for_profile:
        words += ["-Xswiftc", "-g", "-Xcc", "-g", "-Xcc", "-fno-omit-frame-pointer"]
    _run(words, "ours")
    return into / "release" / "sluice"


def has_perf():
    """Whether perf(1) is there and runs."""
    return answer_of(["perf", "--version"]) != ""


def require_perf():
    """Installs perf(1) through apt where it is missing."""
    if has_perf():
        return
    if shutil.which("apt-get") is None:
        raise Failure("perf is missing: install it with the package manager of this system")
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if answer_of(["apt-cache", "show", "linux-perf"]) == "":
        _run([*apt, "update"], "apt's list of packages, which does not name linux-perf,")
    _run([*apt, "install", "-y", "--no-install-recommends", "linux-perf"], "perf through apt")
    if not has_perf():
        raise Failure("linux-perf is installed, and yet perf does not run")


def build_rival(package, into):
    """Builds a package of perf/rivals in the way ours is built."""
    words = ["swift", "build", "-c", "release", "--static-swift-stdlib"]
    words += ["--package-path", f"perf/rivals/{package}", "--scratch-path", str(into)]
    _run(words, f"the rivals in perf/rivals/{package}")
