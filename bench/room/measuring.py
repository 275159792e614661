"""Ours and the bare ones in turn, and what is said of it."""

import asyncio
import statistics
import subprocess
from collections.abc import Awaitable, Callable

from bench.room.load import Load
from bench.room.rooms import Seat
from bench.served import cpu_seconds, quantile, resident

AT_ONCE = 8  # rooms that open their sockets at the same time
SIGNALS, STORED, MEMORY = 0.4, 0.6, 32  # times the bare one, times the bare one, kB beyond the bare one
SIGNAL_P95, STORED_P95 = 100, 250  # ms
SIGNAL_EVERY, STORED_EVERY = 1.0, 10.0  # seconds, each person
Pair = tuple[list[float], list[float]]
Measure = Callable[[], Awaitable[float]]


async def measured(
    kind: str,
    loads: tuple[Load, Load],
    batches: list[list[list[Seat]]],
    writer: "subprocess.Popen[str]",
    size: tuple[int, float],
) -> bool:
    """``loads``: ours and the bare loop's; ``size``: how many runs, and seconds of each."""
    ours, bare = loads
    runs, seconds = size
    held = [_say_memory(f"{kind}.memory", (await _memory(ours, batches), await _memory(bare, batches)))]
    signals = await _in_turn(runs, lambda: ours.signals(seconds), lambda: bare.signals(seconds))
    held.append(_say_ratio(f"{kind}.signals", signals, SIGNALS, "deliveries per CPU second"))
    stored = await _in_turn(
        runs, lambda: ours.switches(seconds), lambda: asyncio.to_thread(_written, writer, seconds)
    )
    held.append(_say_ratio(f"{kind}.stored", stored, STORED, "events per CPU second"))
    waits = [await load.paced(seconds * 3, SIGNAL_EVERY, switching=False) for load in loads]
    held.append(_say_waits(f"{kind}.signal.p95", waits[0], waits[1], SIGNAL_P95))
    told = await ours.paced(seconds * 5, STORED_EVERY, switching=True)
    held.append(_say_waits(f"{kind}.event.p95", told, [], STORED_P95))
    return all(held)


async def _in_turn(runs: int, ours: Measure, bare: Measure) -> Pair:
    found: Pair = ([], [])
    for run in range(-1, runs):  # the first fills caches
        pair = (await ours(), await bare()) if run % 2 else (await bare(), await ours())[::-1]
        if run >= 0:
            found[0].append(pair[0])
            found[1].append(pair[1])
    return found


async def _memory(load: Load, batches: list[list[list[Seat]]]) -> list[float]:
    """kB a connection, batch by batch; the first warms up."""
    grown: list[float] = []
    number = 0
    for batch in batches:
        before, people = resident(load.pid), load.people
        for begin in range(0, len(batch), AT_ONCE):
            some = batch[begin : begin + AT_ONCE]
            await asyncio.gather(*(load.come(room, number + order) for order, room in enumerate(some)))
            number += len(some)
        grown.append((resident(load.pid) - before) / 1024 / (load.people - people))
    return grown[1:]


def _written(process: "subprocess.Popen[str]", seconds: float) -> float:
    """Bare transactions per CPU second."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("it was started with pipes")
    cpu = cpu_seconds(process.pid)
    process.stdin.write(f"{seconds}\n")
    process.stdin.flush()
    count = int(process.stdout.readline())
    return count / (cpu_seconds(process.pid) - cpu)


def _say(name: str, value: str, goal: str, baseline: str, *, holds: bool) -> bool:
    said = f"room.{name}: {value} (goal {goal}; baseline {baseline})"
    print(f"{said} {'holds' if holds else 'falls short'}", flush=True)
    return holds


def _say_memory(name: str, kilobytes: Pair) -> bool:
    ours, bare = map(statistics.median, kilobytes)
    value, goal = f"{ours - bare:.1f} kB beyond the bare one", f"<= {MEMORY} kB"
    return _say(name, value, goal, f"{bare:.1f} kB, ours {ours:.1f} kB", holds=ours - bare <= MEMORY)


def _say_ratio(name: str, runs: Pair, goal: float, unit: str) -> bool:
    """Each run beside its own baseline."""
    ratio = statistics.median(one / other for one, other in zip(*runs, strict=True))
    ours, bare = map(statistics.median, runs)
    baseline = f"{bare:.0f}, ours {ours:.0f} {unit}"
    return _say(name, f"{ratio:.2f} x", f">= {goal} x", baseline, holds=ratio >= goal)


def _say_waits(name: str, ours: list[float], bare: list[float], goal: int) -> bool:
    p95 = quantile(ours, 0.95) * 1000
    value = f"{p95:.1f} ms (median {quantile(ours, 0.5) * 1000:.1f} ms)"
    baseline = f"{quantile(bare, 0.95) * 1000:.1f} ms" if bare else "0 ms"
    return _say(name, value, f"<= {goal} ms", baseline, holds=p95 <= goal)
