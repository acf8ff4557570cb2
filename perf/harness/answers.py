"""Whether a server gives the right answers; asked before it is measured.

Each conversation is a list of pairs: what is sent, in pieces, and what must come back.
"""

import random
import socket

from .processes import Failure

ANSWER_SECONDS = 10


def _echo():
    generator = random.Random(7)
    for size in (1, 64, 4096, 65_537):
        data = generator.randbytes(size)
        yield [data], data


def _line():
    yield [b"as it is\r\n"], b"as it is\r\n"
    yield [b"bare\n"], b"bare\r\n"
    yield [b"\n\r\n"], b"\r\n\r\n"
    yield [b"a\rb\n", b"c\r\r\n"], b"a\rb\r\nc\r\r\n"
    yield ["grüße\n".encode()], "grüße\r\n".encode()
    yield [bytes([byte]) for byte in b"in pieces\r\nand more\n"], b"in pieces\r\nand more\r\n"
    yield [b"one\ntwo\r\nthr", b"ee\n"], b"one\r\ntwo\r\nthree\r\n"
    long = b"0123456789" * 2000
    yield [long, long, b"\n"], long + long + b"\r\n"


def _ping():
    yield [b"PING\r\n"], b"+PONG\r\n"
    yield [b"ping\n\r\nPING hi\r\n"], b"+PONG\r\n$2\r\nhi\r\n"
    yield [b"*1\r\n$4\r\nPING\r\n"], b"+PONG\r\n"
    yield [b"*2\r\n$4\r\nPI", b"NG\r\n$3\r\na\nb\r\n"], b"$3\r\na\nb\r\n"
    yield [b"PING a b\r\n"], b"-ERR wrong number of arguments for 'ping' command\r\n"
    save = b"*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$4\r\nsave\r\n"
    yield [save], b"*2\r\n$4\r\nsave\r\n$0\r\n\r\n"
    append = save.replace(b"$4\r\nsave", b"$10\r\nappendonly")
    yield [append], b"*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"
    yield [b"CONFIG GET other\r\n"], b"*0\r\n"
    yield [b"COMMAND DOCS\r\n"], b"*0\r\n"
    yield [b"nix a\r\n"], b"-ERR unknown command 'nix', with args beginning with: 'a' \r\n"
    yield [b"PING\r\n" * 100], b"+PONG\r\n" * 100
    yield [b"QUIT\r\n"], b"+OK\r\n"


_CONVERSATIONS = {"echo": _echo, "line": _line, "ping": _ping}


def check(address, protocol, name):
    """Raises Failure at the first answer of `name` that is wrong."""
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for pieces, expected in _CONVERSATIONS[protocol]():
            for piece in pieces:
                peer.sendall(piece)
            answer = _receive(peer, len(expected))
            if answer != expected:
                raise Failure(f"{name}: {protocol} {pieces!r:.200} is answered by {answer!r:.200}")
        peer.shutdown(socket.SHUT_WR)
        rest = _receive(peer, 1)
        if rest:
            raise Failure(f"{name}: {protocol}: too much came: {rest!r}")


def check_datagrams(address, name):
    """Raises Failure unless `name` sends datagrams back, each as it came."""
    host, port = address.rsplit(":", 1)
    generator = random.Random(7)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.settimeout(ANSWER_SECONDS)
        peer.connect((host, int(port)))
        for size in (1, 0, 64, 2048):
            data = generator.randbytes(size)
            peer.send(data)
            answer = peer.recv(65_536)
            if answer != data:
                raise Failure(f"{name}: a datagram of {size} bytes is answered by {answer!r:.200}")


def _receive(peer, count):
    received = b""
    while len(received) < count:
        try:
            piece = peer.recv(count - len(received))
        except TimeoutError:
            break
        if not piece:
            break
        received += piece
    return received
