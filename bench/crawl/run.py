"""Does the time of a 404 tell whether something exists? (``make bench-crawl``)

What is another organisation's, and two ids that nothing has, are asked for in turn, in an order drawn anew
each round. ``RUNS`` rounds an address; ``ONLY``: ``sqlite`` or ``postgres``.
"""

import math
import os
import random
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import partial

from bench import served
from bench.served import Visitor, quantile

RUNS = int(os.environ.get("RUNS", "300"))
Seconds = dict[str, list[float]]


def _seconds(visitor: Visitor, paths: dict[str, str]) -> Seconds:
    """Asked in an order drawn anew each round, so that no place in it is the warm one."""
    seconds: Seconds = {name: [] for name in paths}
    lengths = set()
    order, dice = list(paths), random.Random(7)  # noqa: S311  # draws an order, no secret
    for run in range(-10, RUNS):
        dice.shuffle(order)
        for name in order:
            answer = visitor.get(paths[name])
            if answer.status not in (404, 405):
                raise RuntimeError(f"{paths[name]} answered {answer.status}")
            lengths.add(len(answer.body))
            if run >= 0:
                seconds[name].append(answer.seconds)
    if len(lengths) != 1:
        raise RuntimeError(f"{paths['foreign']}: pages of {sorted(lengths)} bytes")
    return seconds


def told_right(seconds: Seconds) -> float:
    """How often who took longer would be told rightly from one time of each: by chance half the time."""
    nothing = sorted(seconds["missing"] + seconds["also missing"])
    slower = sum(
        (bisect_left(nothing, each) + bisect_right(nothing, each)) / 2 for each in seconds["foreign"]
    ) / (len(nothing) * len(seconds["foreign"]))
    return max(slower, 1 - slower)


def _report(name: str, seconds: Seconds) -> bool:
    runs = len(seconds["foreign"])
    # Four times the spread of the rank sum where there is no difference: once in 16,000 by chance.
    goal = 0.5 + 4 * math.sqrt((3 * runs + 1) / (12 * runs * 2 * runs))
    right, median = told_right(seconds), {each: quantile(times, 0.5) for each, times in seconds.items()}
    medians = f"medians {median['foreign'] * 1000:.2f} ms beside {median['missing'] * 1000:.2f} ms"
    kept = right <= goal
    said = f"told apart {right:.1%} (goal <= {goal:.1%}; by chance 50 %; {medians})"
    print(f"{name}: {said} {'holds' if kept else 'falls short'}", flush=True)
    return kept


def _measured(kind: str, port: int) -> Iterator[bool]:
    from lasna.people.models import Person
    from lasna.tests.test_roles import stage
    from lasna.tests.test_walls import MISSING, WITH_IDS, address_of, parameter_at

    mine, theirs = stage(), stage()
    for role in ("adviser", "administrator"):
        Person.objects.filter(pk=theirs.adviser.pk).update(role=role)
        visitor = Visitor(port, served.signed_in(theirs.adviser.pk))
        for name, parameter in WITH_IDS:
            path = partial(address_of, name, theirs)
            paths = {
                "foreign": path(**{parameter: parameter_at(name, parameter).id_of(mine)}),
                "missing": path(**{parameter: MISSING}),
                "also missing": path(**{parameter: MISSING - 1}),
            }
            if visitor.get(paths["missing"]).status == 404:  # else a press, which a page in pytest tries
                yield _report(f"crawl.{kind}.{name}.{role}", _seconds(visitor, paths))


def measure(kind: str) -> bool:
    environment = {name: value for name, value in os.environ.items() if name.startswith("LASNA_")}
    with served.serving(environment, ["-m", "lasna.config.cli", "web"], "/sign-in") as port:
        return all(list(_measured(kind, port)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        served.use({name: value for name, value in os.environ.items() if name.startswith("LASNA_")})
        sys.exit(0 if measure(sys.argv[1]) else 1)
    sys.exit(served.on_each("bench.crawl.run", ["manage", "migrate", "--verbosity=0"]))
