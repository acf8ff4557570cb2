"""A server of ours that is looked at while it serves."""

import resource
import signal
import socket
from pathlib import Path

from harness.processes import SERVER_CORE, Child


class Served:
    """`with Served(sluice, "echo", driver) as server`: on loopback, at a port of its own, with one loop.

    `before` comes before the command, `more` behind its arguments.
    """

    def __init__(self, sluice, protocol, driver, before=(), more=()):
        words = [*before, str(sluice), "serve", protocol, "--listen", "127.0.0.1:0", "--loops", "1",
                 "--driver", driver, *more]
        self.child = Child(words, core=SERVER_CORE)
        host, port = self.child.read_line(20).split()[2].rsplit(":", 1)
        self.address = (host, int(port))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.__exit__()

    def connect(self, seconds=10):
        """A connection whose calls wait no longer than that."""
        return socket.create_connection(self.address, timeout=seconds)

    def resident(self):
        """Bytes of its resident memory."""
        pages = Path(f"/proc/{self.child.pid}/statm").read_text().split()[1]
        return int(pages) * resource.getpagesize()

    def end(self, sends=True):
        """SIGTERM: its exit status, and its counters by name."""
        if sends:
            self.child.send_signal(signal.SIGTERM)
        status = self.child.wait(20)
        rows = [row.split() for row in self.child.errors().splitlines()]
        return status, {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}
