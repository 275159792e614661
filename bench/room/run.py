"""What a room costs the web process (``make bench-room``): 500 rooms of two and 50 of six, one process.

signals   deliveries per CPU second of the server, beside a bare loop that hands texts on in the same rooms
stored    events stored and told per CPU second, beside a Django transaction that writes the same rows
memory    per connected person, beyond the bare loop's
p95       command → signal or event at each of the others, while nobody is in a hurry

Server on core 0, load on core 1, ours and bare in turn. ``RUNS`` of each; ``ONLY``: ``sqlite`` or
``postgres``; ``ROOMS``: how many of two and of six; ``SECONDS`` a run.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from bench import served

RUNS = int(os.environ.get("RUNS", "10"))
TWO, SIX = map(int, os.environ.get("ROOMS", "500 50").split())
SECONDS = float(os.environ.get("SECONDS", "2"))
UNHEARD = 100  # meetings of two in which the bare transactions write


@contextmanager
def writing(environment: dict[str, str], places: str) -> Iterator["subprocess.Popen[str]"]:
    """The bare transactions, on the server's core, waiting to be told for how many seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(places)
        file.flush()
        core = ["setpriv", "--pdeathsig=KILL", "--", "taskset", "--cpu-list", str(served.SERVER_CORE)]
        process = subprocess.Popen(
            [*core, sys.executable, "-m", "bench.room.writes", file.name],
            env=served.clean_environment() | environment,
            cwd=served.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.communicate()


def measure(kind: str) -> bool:
    import uvloop

    from bench.room.load import Load
    from bench.room.measuring import measured
    from bench.room.rooms import place, rooms, unheard

    at = place()
    twos, sixes = rooms(at, 2, TWO, first=0), rooms(at, 6, SIX, first=TWO)
    batches = [twos[number :: RUNS + 1] + sixes[number :: RUNS + 1] for number in range(RUNS + 1)]
    places = unheard(at, UNHEARD, first=TWO + SIX)
    environment = {name: value for name, value in os.environ.items() if name.startswith("LASNA_")}
    served.tidy(environment)
    with (
        served.process(environment, ["-m", "lasna.config.cli", "web"], "/health/live") as ours,
        served.process(environment, ["-m", "bench.room.bare"], "/") as bare,
        writing(environment, places) as writer,
    ):
        loads = Load(*ours, bare=False), Load(*bare, bare=True)
        return bool(uvloop.run(measured(kind, loads, batches, writer, (RUNS, SECONDS))))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        served.use({name: value for name, value in os.environ.items() if name.startswith("LASNA_")})
        sys.exit(0 if measure(sys.argv[1]) else 1)
    if RUNS < 10:
        print(f"only {RUNS} runs: a try, not a measurement")
    sys.exit(served.on_each("bench.room.run", ["migrate"]))
