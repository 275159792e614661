"""What passing media on costs (``make bench-media``): Janus with our files, and beside it with Debian's.

cpu       CPU of Janus for each forwarded packet, at 30,000 a second or more
people    in rooms of six, as many as get along with at most 1 % of packets lost

Each sends 125 packets a second (50 of sound with 80 bytes, 75 of picture with 1,000) and receives those of
the five others; the kernel counts what comes and throws it away. Janus may use every core. So may the load,
which goes first where both want one. What it takes is told, and taken off: with G of C cores for the load,
people count C / (C - G) times, as many as would have found room without it.

Both in turn; the first pair is not counted. ``RUNS`` of each, ``SECONDS`` a run, ``ROOMS`` for ``cpu``.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.media.load import Crowd, Outcome
from bench.media.people import A_SECOND, SIX
from bench.media.servers import debians, ours
from lasna.room.adapters.janus import Janus
from lasna.tests.certificate import certificate_for

RUNS = int(os.environ.get("RUNS", "10"))
SECONDS = float(os.environ.get("SECONDS", "5"))
RATE = 30_000  # forwarded packets a second
ROOMS = int(os.environ.get("ROOMS", str(RATE // (A_SECOND * SIX * (SIX - 1)) + 1)))
CORES = os.cpu_count() or 1
CPU, PEOPLE, LOSS = 0.8, 1.25, 0.01
DOWN = 2  # rooms below what was carried the last time, where the next climb begins
T = TypeVar("T")
Pair = tuple[list[T], list[T]]


@dataclass(frozen=True)
class Carried:
    """The most rooms that a server carried, and how that went."""

    rooms: int
    outcome: Outcome

    @property
    def people(self) -> float:
        """Without the load beside it."""
        return self.rooms * SIX * CORES / (CORES - self.outcome.cores)


class Climb:
    """Room by room until too much is lost, twice: once may be something else on this machine."""

    def __init__(self, crowd: Crowd, begin: int) -> None:
        self.crowd, self.begin = crowd, begin

    async def __call__(self) -> Carried:
        rooms = max(self.begin - DOWN, 1)
        carried = await self._carried(rooms)
        while not carried and rooms > 1:
            rooms -= 1
            carried = await self._carried(rooms)
        if not carried:
            raise RuntimeError(f"{self.crowd.server.name} does not carry one room of six")
        while more := await self._carried(carried.rooms + 1):
            carried = more
        self.begin = carried.rooms
        return carried

    async def _carried(self, rooms: int) -> Carried | None:
        for _ in range(2):
            outcome = await self.crowd.send(rooms, SECONDS)
            if outcome.loss <= LOSS:
                return Carried(rooms, outcome)
        return None


async def in_turn(one: Callable[[], Awaitable[T]], other: Callable[[], Awaitable[T]]) -> Pair[T]:
    found: Pair[T] = ([], [])
    for run in range(-1, RUNS):  # the first fills caches
        pair = (await one(), await other()) if run % 2 else (await other(), await one())[::-1]
        if run >= 0:
            found[0].append(pair[0])
            found[1].append(pair[1])
    return found


def _say(name: str, value: str, goal: str, baseline: str, *, holds: bool) -> bool:
    said = f"media.{name}: {value} (goal {goal}; baseline {baseline})"
    print(f"{said} {'holds' if holds else 'falls short'}", flush=True)
    return holds


def _median(values: list[Outcome], of: Callable[[Outcome], float]) -> float:
    return statistics.median(map(of, values))


def say_cpu(runs: Pair[Outcome]) -> bool:
    """Each run beside its own baseline."""
    ratio = statistics.median(one.each / other.each for one, other in zip(*runs, strict=True))
    mine, theirs = (_median(each, lambda outcome: outcome.each * 1e6) for each in runs)
    baseline = f"{theirs:.1f} us a forwarded packet, ours {mine:.1f} us"
    held = [_say("cpu", f"{ratio:.2f} x", f"<= {CPU} x", baseline, holds=ratio <= CPU)]
    mine, theirs = (_median(each, lambda outcome: outcome.rate) for each in runs)
    value, goal = f"{mine:.0f} forwarded packets a second", f">= {RATE}"
    held.append(_say("rate", value, goal, f"{theirs:.0f}", holds=min(mine, theirs) >= RATE))
    for name, each in zip(("ours", "debians"), runs, strict=True):
        _say_load(f"cpu.{name}", each)
    return all(held)


def say_people(runs: Pair[Carried]) -> bool:
    ratio = statistics.median(one.people / other.people for one, other in zip(*runs, strict=True))
    mine, theirs = (statistics.median(each.people for each in some) for some in runs)
    counted = [statistics.median(each.rooms * SIX for each in some) for some in runs]
    baseline = f"{theirs:.0f} people, ours {mine:.0f}; beside the load {counted[1]:.0f} and {counted[0]:.0f}"
    held = _say("people", f"{ratio:.2f} x", f">= {PEOPLE} x", baseline, holds=ratio >= PEOPLE)
    for name, each in zip(("ours", "debians"), runs, strict=True):
        _say_load(f"people.{name}", [carried.outcome for carried in each])
    return held


def _say_load(name: str, outcomes: list[Outcome]) -> None:
    """No goal: what the load took, and whether it was one."""
    load, janus = (
        _median(outcomes, of) for of in (lambda each: each.cores, lambda each: each.cpu / each.seconds)
    )
    loss, behind = _median(outcomes, lambda each: each.loss), max(each.behind for each in outcomes)
    said = f"media.{name}: Janus {janus:.2f} cores of {CORES}, load {load:.2f}"
    print(f"{said}, at worst {behind * 1000:.0f} ms behind; {loss:.2%} lost", flush=True)


async def main() -> int:
    async with AsyncExitStack() as stack:
        crowds = []
        for start in (ours, debians):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lasna-bench-")))
            certificate_for("bench", folder)
            server = stack.enter_context(start(folder))
            janus = await stack.enter_async_context(Janus(server.url, server.secret))
            crowds.append(Crowd(server, janus, folder))
        one, other = crowds
        held = [say_cpu(await in_turn(lambda: one.send(ROOMS, SECONDS), lambda: other.send(ROOMS, SECONDS)))]
        held.append(say_people(await in_turn(Climb(one, ROOMS), Climb(other, ROOMS))))
    if RUNS < 10:
        print(f"only {RUNS} runs: a try, not a measurement")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
