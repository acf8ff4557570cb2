"""Runs `simulate` with a mutant alive, more and more seeds, until one of them finds it."""

import json
import os
import re
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass

# Seeds of each stage: most mutants are found by the first.
STAGES = [100, 1_000, 10_000, 100_000]
# So many at most in one process, so that a run can be stopped.
PIECE = 5_000
# A seed takes about 3 ms of the processor; a mutant that takes far more hangs.
SECONDS_A_SEED = 1 / 40


@dataclass
class Verdict:
    """`how`: a failed seed, a crash, a hang; or survived."""
    how: str
    seeds: int
    detail: str = ""

    @property
    def is_found(self):
        return self.how != "survived"


def simulate(binary, first, seeds, mutant, extra=None):
    """One process: what it says, and its exit status."""
    environment = dict(os.environ, SLUICE_MUTANT=str(mutant), SWIFT_BACKTRACE="enable=no", **(extra or {}))
    seconds = int(10 + seeds * SECONDS_A_SEED)

    def limited():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    # One at a time: the seed that finds a mutant is the first, and what is recorded has one writer.
    command = [str(binary), "--until-failure", "--jobs", "1", "--first", str(first),
               "--seeds", str(seeds)]
    with tempfile.TemporaryFile() as output:
        # By the clock only as a last resort: the machine may be busy, or the mutant asleep.
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment,
                                   preexec_fn=limited)
        try:
            status = process.wait(timeout=60 + 10 * seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        output.seek(0)
        return status, output.read().decode(errors="replace")


def verdict(binary, first, seeds, mutant):
    """What became of the mutant from `first` on; seeds are counted from 1."""
    status, text = simulate(binary, first, seeds, mutant)
    last = first + seeds - 1
    if status == 0:
        return Verdict("survived", last)
    if status == 1:
        seed = re.search(r"seed (\d+)", text)
        reason = re.search(r"seed \d+ failed: *(.*)", text)
        return Verdict("seed", int(seed.group(1)) if seed else last, reason.group(1)[:100] if reason else "")
    if status in (-9, -24):
        return Verdict("hang", last)
    message = re.search(r"(?:Fatal error|Precondition failed|Assertion failed)(.*)", text)
    return Verdict("crash", last, message.group(1).strip(" :")[:100] if message else f"signal {-status}")


def try_mutant(binary, mutant, known, limit, until):
    """Goes on from what is known to `limit` seeds, as far as that comes until the time `until`."""
    result = known or Verdict("survived", 0)
    while not result.is_found and result.seeds < limit and time.time() < until:
        result = verdict(binary, result.seeds + 1, min(limit - result.seeds, PIECE), mutant)
    return result


def record(binary, path, seeds, chunk, until):
    """Which sites the seeds reach, and where another result would have come out: bits 0 and 1 of a byte
    each. Goes on where an earlier call has stopped."""
    state = {"seeds": 0, "sites": ""}
    if path.exists():
        state = json.loads(path.read_text())
    while state["seeds"] < seeds and time.time() < until:
        with tempfile.NamedTemporaryFile() as file:
            status, text = simulate(binary, state["seeds"] + 1, chunk, "record",
                                    {"SLUICE_MUTANT_SITES": file.name})
            if status != 0:
                raise SystemExit(f"without any mutant a seed fails:\n{text[-2000:]}")
            new = open(file.name, "rb").read()
        old = bytes.fromhex(state["sites"]) or bytes(len(new))
        state = {"seeds": state["seeds"] + chunk, "sites": bytes(a | b for a, b in zip(old, new)).hex()}
        path.write_text(json.dumps(state))
    return state["seeds"], bytes.fromhex(state["sites"])
