"""Starting and stopping of processes.

Every process is pinned to a core, stopped by its id on every path, killed by the kernel if we are
killed, and waited for no longer than a stated time.
"""

import ctypes
import os
import resource
import select
import signal
import subprocess
import tempfile
import time

SERVER_CORE = 0
CLIENT_CORE = 1

_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def raise_open_files():
    """As many open files as this process may have, and those that it starts: how many that is."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Failure(Exception):
    """Something that was started did not do what it should; the text says what."""


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_on_signals():
    """Makes SIGTERM and SIGHUP unwind like Ctrl-C, so that what was started is stopped.

    SIGINT too: shells start what runs in the background with it ignored.
    """
    def leave(number, _frame):
        raise SystemExit(128 + number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


class Child:
    """A process of ours: `with Child([...], core=0) as child`."""

    def __init__(self, words, core=None, environment=None, cwd=None):
        pinned = ["taskset", "-c", str(core), *words] if core is not None else list(words)
        self._name = os.path.basename(words[0])
        self._errors = tempfile.TemporaryFile()
        self._unread = b""
        # A session of its own: Ctrl-C reaches us alone, and we stop it.
        self._process = subprocess.Popen(
            pinned, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, bufsize=0,
            cwd=cwd, env={**os.environ, **(environment or {})}, start_new_session=True,
            preexec_fn=_die_with_parent)
        self.pid = self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop(seconds=5, must_be_clean=False)
        self._errors.close()

    def read_line(self, seconds):
        """The next line of its standard output, without the newline."""
        deadline = time.monotonic() + seconds
        output = self._process.stdout
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([output], [], [], left)[0]:
                raise Failure(f"{self._name} said nothing for {seconds} s. {self.errors()}")
            piece = os.read(output.fileno(), 65536)
            if not piece:
                raise Failure(f"{self._name} ended early. {self.errors()}")
            self._unread += piece
        line, self._unread = self._unread.split(b"\n", 1)
        return line.decode()

    def read_all(self, seconds, statuses=(0,)):
        """The rest of its standard output, once it has ended with one of those statuses."""
        deadline = time.monotonic() + seconds
        output = self._process.stdout
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([output], [], [], left)[0]:
                raise Failure(f"{self._name} did not end within {seconds} s. {self.errors()}")
            piece = os.read(output.fileno(), 65536)
            if not piece:
                break
            self._unread += piece
        if self._process.wait(timeout=10) not in statuses:
            raise Failure(f"{self._name} failed. {self.errors()}")
        return self._unread.decode()

    def say(self, text):
        """Writes to its standard input."""
        self._process.stdin.write(text.encode())

    def interrupt(self):
        """SIGINT, and to it alone."""
        self._process.send_signal(signal.SIGINT)

    def send_signal(self, number):
        self._process.send_signal(number)

    def wait(self, seconds):
        """Its exit status."""
        try:
            return self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self._name} did not end within {seconds} s") from None

    def stop(self, seconds, must_be_clean=True):
        """SIGTERM; after `seconds`, SIGKILL, which is a failure where it `must_be_clean`."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
                if must_be_clean:
                    raise Failure(f"{self._name} did not stop within {seconds} s") from None
        self._process.stdin.close()
        self._process.stdout.close()

    def errors(self):
        """What it wrote to standard error so far."""
        # Its own offset must not move: the child shares it.
        size = os.fstat(self._errors.fileno()).st_size
        return os.pread(self._errors.fileno(), size, 0).decode(errors="replace").strip()


def answer_of(words, seconds=30, cwd=None):
    """What a short command says, or "" where it fails or is not there."""
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=seconds, cwd=cwd, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
