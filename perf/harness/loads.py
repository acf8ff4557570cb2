"""The load on a server, by the C load or by `sluice load`."""

import json

from .processes import CLIENT_CORE, Child, Failure

CONNECT_SECONDS = 60
# With this status `sluice load` says that it could not load any more, which is no fault of its answers.
TOOL_WAS_LIMIT = 75


class CLoad:
    """perf/reference/load.c, which falls silent at a gate before and after the measured time."""

    def __init__(self, programs, address, cell, contender, warm_up, seconds):
        self._seconds = warm_up + seconds + CONNECT_SECONDS
        program = (
            programs.c_udp_load if contender.udp else
            programs.c_connect_load if cell.connects else programs.c_load)
        self._child = Child(
            [
                str(program), "--protocol", cell.protocol, "--size", str(cell.size),
                "--connections", str(contender.connections), "--pipeline", str(cell.pipeline),
                "--rate", str(cell.rate), "--warm-up", str(warm_up), "--seconds", str(seconds),
                "--gate", address,
            ], core=CLIENT_CORE)

    def run(self, at_begin, at_end):
        """Calls back when the measured time begins and ends, with nothing on its way."""
        with self._child as child:
            self._wait("begin")
            at_begin()
            child.say("\n")
            self._wait("end")
            at_end()
            child.say("\n")
            return json.loads(child.read_all(self._seconds))

    def _wait(self, name):
        line = self._child.read_line(self._seconds)
        if line != name:
            raise Failure(f"the load said {line}")


class SluiceLoad:
    """`sluice load`. It has no gates: what is measured includes connecting and closing."""

    def __init__(self, programs, address, cell, contender, warm_up, seconds):
        if cell.rate:
            raise Failure("sluice load knows no rate")
        self._warm_up, self._seconds = warm_up, seconds
        udp = ["--udp"] if contender.udp else []
        self._words = [
            str(programs.sluice), "load", cell.protocol, "--connect", address,
            "--connections", str(contender.connections), "--pipeline", str(cell.pipeline),
            "--json", *udp]
        if cell.protocol != "ping":
            self._words += ["--size", str(cell.size)]

    def run(self, at_begin, at_end):
        warm_up = self._once(self._warm_up)
        at_begin()
        result = self._once(self._seconds)
        at_end()
        result["all_requests"] = warm_up["requests"] + result["requests"]
        return result

    def _once(self, seconds):
        words = [*self._words, "--duration", str(seconds)]
        with Child(words, core=CLIENT_CORE) as child:
            output = child.read_all(seconds + CONNECT_SECONDS, (0, TOOL_WAS_LIMIT))
        report = json.loads(output)["results"]
        return {
            "requests": report["requests"], "seconds": report["seconds"],
            "requests_per_second": report["requests"] / report["seconds"]}


def make_load(client, *arguments):
    """A load by name: `c` or `sluice`. Only `c` can keep a rate or connect anew each time."""
    cell = arguments[2]
    return CLoad(*arguments) if client == "c" or cell.rate or cell.connects else SluiceLoad(*arguments)
