"""A contender's process: how it is started, and what can be read off it while it runs."""

import os
import signal
import tempfile
import time
from pathlib import Path

from .processes import SERVER_CORE, Child, Failure

_SNAPSHOT = signal.SIGRTMIN + 5
START_SECONDS = 20
# Ours waits for its connections to end; they have, for the load has.
STOP_SECONDS = 20


class Server:
    """`with Server(programs, contender, protocol) as server`: listens at `server.address`."""

    def __init__(self, programs, contender, protocol, counts_allocations=False):
        self._folder = tempfile.TemporaryDirectory()
        self._counts = Path(self._folder.name, "allocations")
        environment = {}
        if counts_allocations:
            environment["LD_PRELOAD"] = str(programs.malloc_count)
            environment["MALLOC_COUNT_FILE"] = str(self._counts)
        self._child = Child(
            _words(programs, contender, protocol), core=SERVER_CORE, environment=environment)
        self.pid = self._child.pid
        try:
            line = self._child.read_line(START_SECONDS)
            expected = line.startswith("listening on ") and f"(driver {contender.driver}," in line
            if not expected:
                raise Failure(f"{contender.name} said: {line}")
        except BaseException:
            self.__exit__()
            raise
        self.address = line.split()[2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._child.__exit__()
        self._folder.cleanup()

    def cpu_seconds(self):
        """utime+stime of all its threads so far, in full resolution (clock_getcpuclockid(3))."""
        return time.clock_gettime(~self.pid << 3 | 2)

    def allocations(self):
        """How many allocations it has made so far."""
        before = self._counts.stat().st_size
        os.kill(self.pid, _SNAPSHOT)
        deadline = time.monotonic() + 5
        while True:
            text = self._counts.read_text()
            if len(text) > before and text.endswith("\n"):
                return int(text.splitlines()[-1].split()[0])
            if time.monotonic() > deadline:
                raise Failure("no count of allocations came")
            time.sleep(0.001)

    def stop(self):
        """Ends it by SIGTERM: its own statistics by name, where it has any."""
        self._child.stop(STOP_SECONDS)
        rows = [row.split() for row in self._child.errors().splitlines()]
        return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def _words(programs, contender, protocol):
    address = "127.0.0.1:0"
    if contender.driver in programs.rivals:
        return [str(programs.rivals[contender.driver]), protocol, address]
    if not contender.is_ours:
        program = {
            "uring": programs.c_uring, "epoll": programs.c_epoll, "many": programs.c_udp_many,
            "one": programs.c_udp_one}[contender.driver]
        return [str(program), protocol, address, str(contender.buffer_size)]
    words = [
        str(programs.sluice), "serve", protocol, "--listen", address, "--loops", "1",
        "--driver", contender.driver]
    if contender.bytes:
        words.append("--bytes")
    if contender.udp:
        words.append("--udp")
    return words
