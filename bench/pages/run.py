"""How fast pages are with 200 staff and 10,000 clients, beside a bare page (``make bench-pages``).

One visitor, one request after the other, ours and the bare page in turn. Every page of the table of URLs is
measured by itself, so that what is added is measured too. ``RUNS`` requests a page; ``ONLY``: ``sqlite`` or
``postgres``.
"""

import math
import os
import sys
from collections.abc import Callable, Iterator

from bench import served
from bench.served import Visitor, quantile

RUNS = int(os.environ.get("RUNS", "200"))
PAGE_P95, RATIO, SEARCH_P95 = 150.0, 6.0, 100.0  # ms, times the bare page's median, ms
Measure = tuple[list[float], list[float]]


def _milliseconds(value: float) -> str:
    return f"{value * 1000:.1f} ms"


def report(name: str, ours: list[float], bare: list[float], goal: float, ratio: float = math.inf) -> bool:
    """One line a page. True when its goals are kept; a search has none beside the bare page."""
    p95, floor = quantile(ours, 0.95), quantile(bare, 0.95)
    kept = p95 * 1000 <= goal and p95 <= ratio * floor
    medians = f"median {_milliseconds(quantile(ours, 0.5))}, baseline {_milliseconds(quantile(bare, 0.5))}"
    beside = f"goal <= {ratio:.0f} x; " if ratio < math.inf else ""
    said = f"p95 {_milliseconds(p95)} (goal <= {goal:.0f} ms), {p95 / floor:.1f} x ({beside}"
    said += f"baseline {_milliseconds(floor)}; {medians})"
    print(f"{name}: {said} {'holds' if kept else 'falls short'}", flush=True)
    return kept


def in_turn(ours: Callable[[int], float], bare: Visitor) -> Measure:
    measured: Measure = ([], [])
    for run in range(-5, RUNS):  # the first rounds fill caches
        pair = (ours(run), bare.get("/").seconds) if run % 2 else (bare.get("/").seconds, ours(run))[::-1]
        if run >= 0:
            measured[0].append(pair[0])
            measured[1].append(pair[1])
    return measured


def opened(visitor: Visitor, path: str) -> Callable[[int], float]:
    def ask(run: int) -> float:
        answer = visitor.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer.seconds

    return ask


def _measured(kind: str, visitors: dict[str, Visitor], bare: Visitor) -> Iterator[bool]:
    from bench.pages.addresses import pages, searches
    from lasna.people.models import Person

    people = {role: Person.objects.get(email=f"demo-{role}-1@demo.invalid") for role in visitors}
    done: set[str] = set()
    for role, visitor in visitors.items():
        for page in pages(people[role]):
            if page.name not in done and visitor.get(page.path).status == 200:
                done.add(page.name)
                yield report(
                    f"pages.{kind}.{page.name}", *in_turn(opened(visitor, page.path), bare), PAGE_P95, RATIO
                )
    visitor = visitors["adviser"]
    for name, words in searches(people["adviser"]).items():
        paths = [f"/clients?q={word.replace(' ', '+')}" for word in map(_quoted, words)]
        ask = [opened(visitor, path) for path in paths]
        measured = in_turn(lambda run, ask=ask: ask[run % len(ask)](run), bare)  # type: ignore[misc]
        yield report(f"search.{kind}.{name}", *measured, SEARCH_P95)
    print(f"pages.{kind}: {len(done)} pages measured; never opened: {_never(done)}")


def _quoted(word: str) -> str:
    from urllib.parse import quote

    return quote(word, safe=" ")


def _never(done: set[str]) -> str:
    """What answers nobody by GET: presses."""
    from django.urls import get_resolver

    from bench.pages.addresses import NOT_MEASURED, named

    names = {name for name, parameters in named(get_resolver("lasna.config.urls").url_patterns)}
    return ", ".join(sorted(names - done - set(NOT_MEASURED)))


def measure(kind: str) -> bool:
    from bench.pages.addresses import ROLES
    from lasna.people.models import Person

    environment = {name: value for name, value in os.environ.items() if name.startswith("LASNA_")}
    with (
        served.serving(environment, ["-m", "lasna.config.cli", "web"], "/sign-in") as port,
        served.serving(environment, ["-m", "bench.pages.bare"], "/") as bare_port,
    ):
        emails = {role: f"demo-{role}-1@demo.invalid" for role in ROLES}
        visitors = {
            role: Visitor(port, served.signed_in(Person.objects.get(email=email).pk))
            for role, email in emails.items()
        }
        return all(list(_measured(kind, visitors, Visitor(bare_port))))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        served.use({name: value for name, value in os.environ.items() if name.startswith("LASNA_")})
        sys.exit(0 if measure(sys.argv[1]) else 1)
    if RUNS < 100:
        print(f"only {RUNS} runs: a try, not a measurement")
    sys.exit(served.on_each("bench.pages.run", ["seed", "--staff", "200", "--clients", "10000"]))
