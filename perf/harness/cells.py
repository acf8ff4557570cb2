"""What is compared with what, and how near it has to be.

A cell is one kind of load; its contenders are the servers that have to bear it. A target is a bound
on a figure of one contender.
"""

from dataclasses import dataclass, field

from .rivals import RIVALS

# C servers take their buffers as large as suits the messages.
SMALL_BUFFERS = 8 << 10
LARGE_BUFFERS = 64 << 10

C_SERVERS = ("c uring", "c epoll")
ALL_OTHERS = (*C_SERVERS, *RIVALS)


@dataclass(frozen=True)
class Contender:
    """A server, as configured for a cell."""

    name: str
    is_ours: bool
    driver: str
    connections: int
    # Ours: whether lines are borrowed bytes. C: the size of a buffer.
    bytes: bool = False
    buffer_size: int = SMALL_BUFFERS
    # Datagrams instead of streams.
    udp: bool = False


@dataclass(frozen=True)
class Target:
    """`figure` of `contender` is at most `bound`; a `cpu` figure is a ratio to the best of `to`.

    It holds only where all of `to` were measured: rivals are not, unless they are asked for.
    """

    figure: str  # cpu, syscalls or mallocs
    contender: str
    bound: float
    to: tuple = ()


@dataclass(frozen=True)
class Cell:
    """One kind of load."""

    name: str
    title: str
    protocol: str
    size: int
    pipeline: int = 1
    rate: int = 0
    # A new connection for each request.
    connects: bool = False
    contenders: tuple = ()
    targets: tuple = field(default=())


def _servers(connections, buffer_size=SMALL_BUFFERS, is_line=False, suffix="", rivals=()):
    ours = []
    for driver in ("uring", "poll"):
        ours.append(Contender(f"ours {driver}{suffix}", True, driver, connections))
        if is_line:
            ours.append(
                Contender(f"ours {driver} --bytes{suffix}", True, driver, connections, bytes=True))
    theirs = [
        Contender(f"{name}{suffix}", False, name.split()[1], connections, buffer_size=buffer_size)
        for name in C_SERVERS
    ]
    return (*ours, *theirs, *(Contender(name, False, name, connections) for name in rivals))


def _cpu(contender, bound, to=C_SERVERS):
    return Target("cpu", contender, bound, to)


def _fallback(contender):
    return _cpu(contender, 1.2, ("c epoll",))


# "None": what a few stray allocations in a second of load come to is no more than this.
NONE = 0.005


def _echo():
    yield Cell(
        "echo-64-c50", "echo, 64 B, 50 connections", "echo", 64,
        contenders=_servers(50, rivals=RIVALS),
        targets=(
            _cpu("ours uring", 1.10), _fallback("ours poll"),
            _cpu("ours uring", 0.70, ("nio",)), _cpu("ours uring", 0.40, ("nioasync",)),
            Target("syscalls", "ours uring", 0.6),
            Target("mallocs", "ours uring", NONE), Target("mallocs", "ours poll", NONE)))
    yield Cell(
        "echo-64-c1", "echo, 64 B, one connection", "echo", 64,
        contenders=_servers(1, rivals=RIVALS),
        targets=(_cpu("ours uring", 1.15), _fallback("ours poll")))
    yield Cell(
        "echo-16k-c8", "echo, 16 KiB, 8 connections", "echo", 16 << 10,
        contenders=_servers(8, LARGE_BUFFERS, rivals=RIVALS),
        targets=(_cpu("ours uring", 1.10), Target("mallocs", "ours uring", NONE)))
    yield Cell(
        "echo-256k-c4", "echo, 256 KiB, 4 connections", "echo", 256 << 10,
        contenders=_servers(4, LARGE_BUFFERS, rivals=RIVALS),
        targets=(
            _cpu("ours uring", 1.10), _cpu("ours uring", 1.0, ALL_OTHERS),
            Target("mallocs", "ours uring", NONE)))


def _line():
    servers = _servers(50, is_line=True, rivals=RIVALS)
    one_at_most = [Target("mallocs", f"ours {driver}", 1 + NONE) for driver in ("uring", "poll")]
    none = [Target("mallocs", f"ours {driver} --bytes", NONE) for driver in ("uring", "poll")]
    yield Cell(
        "line-40-p1", "line, 40 B, 50 connections, pipeline 1", "line", 40, contenders=servers,
        targets=(
            _cpu("ours uring", 1.15), _cpu("ours uring --bytes", 1.15),
            _fallback("ours poll"), _fallback("ours poll --bytes"),
            Target("syscalls", "ours uring", 0.6), Target("syscalls", "ours uring --bytes", 0.6),
            *one_at_most, *none))
    yield Cell(
        "line-40-p32", "line, 40 B, 50 connections, pipeline 32", "line", 40, pipeline=32,
        contenders=servers,
        targets=(
            _cpu("ours uring", 1.4), _cpu("ours uring --bytes", 1.2),
            _cpu("ours uring", 0.75, ("nio",)), _cpu("ours uring", 1 / 30, ("nioasync",)),
            Target("syscalls", "ours uring", 0.05), Target("syscalls", "ours uring --bytes", 0.05),
            *one_at_most, *none))


def _ping():
    for pipeline in (1, 32):
        yield Cell(
            f"ping-p{pipeline}", f"ping, inline, 50 connections, pipeline {pipeline}", "ping", 6,
            pipeline=pipeline, contenders=_servers(50))


def _connect():
    yield Cell(
        "connect-64", "connect, one request of 64 B, close: 16 at a time", "echo", 64, connects=True,
        contenders=_servers(16),
        targets=tuple(_cpu(f"ours {driver}", 1.2, ("c epoll",)) for driver in ("uring", "poll")))


C_UDP_SERVERS = ("c many", "c one")
# A datagram as the largest that the C servers take.
DATAGRAMS = 2048


def _udp():
    # The queue of the server's socket must hold all that are under way.
    connections = 4
    ours = [
        Contender(f"ours {driver}", True, driver, connections, udp=True)
        for driver in ("uring", "poll")
    ]
    theirs = [
        Contender(name, False, name.split()[1], connections, buffer_size=DATAGRAMS, udp=True)
        for name in C_UDP_SERVERS
    ]
    yield Cell(
        "udp-64-p32", f"UDP echo, 64 B, {connections} sockets, pipeline 32", "echo", 64,
        pipeline=32, contenders=(*ours, *theirs),
        targets=(
            *(_cpu(contender.name, 1.25, ("c many",)) for contender in ours),
            *(_cpu(contender.name, 1.0, ("c one",)) for contender in ours),
            *(Target("mallocs", contender.name, NONE) for contender in ours)))


FEW, MANY = 50, 9000


def _many(rate):
    few, many = _servers(FEW, suffix=f", {FEW}"), _servers(MANY, suffix=f", {MANY}")
    ours = [f"ours {driver}" for driver in ("uring", "poll")]
    yield Cell(
        "echo-64-many", f"echo, 64 B, {rate} requests/s in all, {FEW} and {MANY} connections",
        "echo", 64, rate=rate,
        # A server with few connections and the same with many run right after each other.
        contenders=tuple(server for pair in zip(few, many) for server in pair),
        targets=tuple(_cpu(f"{name}, {MANY}", 1.3, (f"{name}, {FEW}",)) for name in ours))


def all_cells(rate):
    """Every cell, in the order of the tables."""
    return [*_echo(), *_line(), *_ping(), *_udp(), *_connect(), *_many(rate)]
