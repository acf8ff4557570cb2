"""Servers of HTTP and their load: nginx, `sluice serve http`, and wrk."""

import os
import re
import shutil
import socket
import time
from pathlib import Path

from .processes import CLIENT_CORE, SERVER_CORE, Child, Failure

ANSWER_SECONDS = 10
BODY = "Hello, World!"
CONNECTIONS = 64

NGINX = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen {address};
    location = /plaintext {{ default_type text/plain; return 200 "{body}"; }}
  }}
}}
"""

# wrk's own way: each of its "requests" is what `request` returns, and it counts the answers.
PIPELINE = """
init = function(args)
  local one = wrk.format("GET", "/plaintext")
  local burst = {{}}
  for index = 1, {depth} do burst[index] = one end
  all = table.concat(burst)
end
request = function() return all end
"""


def nginx(folder):
    """A running nginx, and where it listens."""
    address = f"127.0.0.1:{_free_port()}"
    path = Path(folder, "nginx.conf")
    path.write_text(NGINX.format(folder=folder, address=address, body=BODY))
    child = Child([_installed("nginx"), "-c", str(path), "-e", "stderr"], core=SERVER_CORE)
    _wait_for(address)
    return child, address


def sluice(program, driver):
    """A running `sluice serve http`, and where it listens."""
    child = Child(
        [str(program), "serve", "http", "--listen", "127.0.0.1:0", "--loops", "1",
         "--driver", driver], core=SERVER_CORE)
    return child, child.read_line(20).split()[2]


def load(address, depth, seconds, folder):
    """wrk against `address`: how many requests were answered, all of them rightly."""
    words = [_installed("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}"]
    if depth > 1:
        script = Path(folder, "pipeline.lua")
        script.write_text(PIPELINE.format(depth=depth))
        words += ["-s", str(script)]
    with Child([*words, f"http://{address}/plaintext"], core=CLIENT_CORE) as child:
        said = child.read_all(seconds + 30)
    if "Non-2xx" in said or "Socket errors" in said:
        raise Failure(f"wrk was not served:\n{said}")
    return int(re.search(r"(\d+) requests in", said)[1])


def check(address, name):
    """Raises Failure unless `name` answers requests of HTTP for a short text, also in a burst."""
    host, port = address.rsplit(":", 1)
    burst = 16
    with socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS) as peer:
        peer.sendall(f"GET /plaintext HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() * burst)
        received = b""
        while received.count(b"\r\n\r\n" + BODY.encode()) < burst:
            piece = peer.recv(65_536)
            if not piece:
                raise Failure(f"{name} ended the connection after {received!r:.200}")
            received += piece
    fields = [b"HTTP/1.1 200 OK\r\n", b"Content-Length: %d\r\n" % len(BODY)]
    fields += [b"Content-Type: text/plain\r\n", b"\r\nDate: ", b"\r\nServer: "]
    for field in fields:
        if received.count(field) != burst:
            raise Failure(f"{name}: {field!r} is not in each answer of {received!r:.400}")


def _free_port():
    """A port that nobody had a moment ago, for servers that cannot be asked which they picked."""
    with socket.socket() as passive:
        passive.bind(("127.0.0.1", 0))
        return passive.getsockname()[1]


def _wait_for(address):
    """Returns once somebody accepts connections there."""
    host, port = address.rsplit(":", 1)
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            return socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise Failure(f"nobody listens at {address}") from None
            time.sleep(0.01)


def require_programs():
    """Raises Failure where nginx or wrk are missing."""
    for name in ("nginx", "wrk"):
        _installed(name)


def _installed(name):
    # Servers are often where only root looks.
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin")
    if path is None:
        raise Failure(f"{name} is not installed")
    return path
