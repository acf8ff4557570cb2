"""Counts the system calls of a process by tracepoint, through perf stat."""

import os
import select
import tempfile
from pathlib import Path

from .processes import Child, Failure

# All of them, and by name those that servers make.
TOTAL = "raw_syscalls:sys_enter"
NAMED = (
    "io_uring_enter", "epoll_wait", "epoll_pwait2", "epoll_ctl", "recvfrom", "sendto", "recvmsg",
    "sendmsg", "read", "write", "futex")


class SystemCallCount:
    """Attached to a process, silent until `enable`; `finish` answers with the counts."""

    def __init__(self, pid):
        self._folder = tempfile.TemporaryDirectory()
        control, answers, self._report = (
            str(Path(self._folder.name, name)) for name in ("control", "answers", "report"))
        os.mkfifo(control)
        os.mkfifo(answers)
        events = [TOTAL, *(f"syscalls:sys_enter_{name}" for name in NAMED)]
        # Opened for both directions, so that neither side waits for the other to open.
        self._control = os.open(control, os.O_RDWR)
        self._answers = os.open(answers, os.O_RDWR)
        self._child = Child([
            "perf", "stat", "-x,", "-o", self._report, "-e", ",".join(events), "--delay=-1",
            f"--control=fifo:{control},{answers}", "-p", str(pid)])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._child.__exit__()
        os.close(self._control)
        os.close(self._answers)
        self._folder.cleanup()

    def enable(self):
        self._order("enable")

    def disable(self):
        self._order("disable")

    def _order(self, order):
        os.write(self._control, f"{order}\n".encode())
        if not select.select([self._answers], [], [], 20)[0]:
            raise Failure(f"perf stat did not {order}. {self._child.errors()}")
        os.read(self._answers, 64)

    def finish(self):
        """The counts by name, `total` among them."""
        self._child.interrupt()
        self._child.wait(20)
        counts = {}
        for line in Path(self._report).read_text().splitlines():
            columns = line.split(",")
            if len(columns) > 2 and columns[0].isdigit():
                name = columns[2].removeprefix("syscalls:sys_enter_")
                counts["total" if name == TOTAL else name] = int(columns[0])
        if "total" not in counts:
            raise Failure("perf stat reported nothing")
        return counts
