"""Measures one contender once.

Timing and counting are runs of their own: a tracepoint on every system call and a counted malloc
cost CPU time.
"""

from contextlib import ExitStack

from . import answers
from .loads import make_load
from .servers import Server
from .system_calls import SystemCallCount


def check_answers(programs, cell, contender):
    """Raises Failure unless the contender answers rightly."""
    with Server(programs, contender, cell.protocol) as server:
        if contender.udp:
            answers.check_datagrams(server.address, contender.name)
        else:
            answers.check(server.address, cell.protocol, contender.name)
        server.stop()


def time_once(programs, cell, contender, client, warm_up, seconds):
    """CPU time per request, and throughput."""
    clock = []
    with Server(programs, contender, cell.protocol) as server:
        load = make_load(client, programs, server.address, cell, contender, warm_up, seconds)
        read = lambda: clock.append(server.cpu_seconds())
        result = load.run(read, read)
        server.stop()
    cpu = clock[1] - clock[0]
    return {
        "requests": result["requests"],
        "seconds": round(result["seconds"], 4),
        "requests_per_second": round(result["requests_per_second"], 1),
        "cpu_seconds": round(cpu, 6),
        "cpu_microseconds_per_request": cpu / result["requests"] * 1e6,
    }


def count_once(programs, cell, contender, client, warm_up, seconds, with_perf):
    """System calls and allocations per request in the steady state, and the server's own count.

    The server's own enters are of its whole life, and so are the requests they are divided by.
    """
    allocations, counts = [], {}
    with ExitStack() as stack:
        server = stack.enter_context(
            Server(programs, contender, cell.protocol, counts_allocations=True))
        calls = stack.enter_context(SystemCallCount(server.pid)) if with_perf else None

        def begin():
            allocations.append(server.allocations())
            if calls:
                calls.enable()

        def end():
            if calls:
                calls.disable()
            allocations.append(server.allocations())

        load = make_load(client, programs, server.address, cell, contender, warm_up, seconds)
        result = load.run(begin, end)
        if calls:
            counts = calls.finish()
        own = server.stop()
    requests = result["requests"]
    return {
        "requests": requests,
        "mallocs_per_request": (allocations[1] - allocations[0]) / requests,
        "system_calls_per_request": counts["total"] / requests if counts else None,
        "system_calls_by_name": {
            name: count / requests for name, count in counts.items()
            if name != "total" and count / requests >= 0.0005},
        "own_enters_per_request": own["enters"] / result["all_requests"] if own else None,
        "own_statistics": own,
    }
