"""Who looked at one client's data, told to the client: by day, in plain words, without numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from lasna.clients.models import Client
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.personal import Section
from lasna.oversight.queries import days_about
from lasna.people.models import Person

MOST_ROWS = 2000
"""Who did what on one day is a row. More help nobody; the whole log is the administrator's."""


@dataclass(frozen=True)
class Reading:
    """One member of staff on one day: what they did, and how often."""

    who: str
    office: str
    what: str
    times: int


@dataclass(frozen=True)
class Day:
    day: date
    readings: list[Reading]


def readers_of(client: Client) -> list[Day]:
    """The newest day first. Four statements, however long the list."""
    told = days_about(client.organisation_id, client.pk, zone=client.office.zone, most=MOST_ROWS)
    people = _people({who for _day, who, _deed, _times in told})
    counted: Counter[tuple[date, str, str, str]] = Counter()
    for day, who, deed, times in told:
        # What the client did themselves, by their link, is no news to them.
        if not who.startswith(("participant:", "client:")):
            counted[(day, *_who(who, people), plain_words(deed))] += times
    days: dict[date, list[Reading]] = {}
    for (day, who, office, what), times in counted.items():
        days.setdefault(day, []).append(Reading(who, office, what, times))
    return [Day(day, readings) for day, readings in days.items()]


def told_of_readers(client: Client) -> Section:
    columns = [("day", _("Day")), ("who", _("Who")), ("office", _("Office")), ("what", _("What"))]
    columns.append(("times", _("Times")))
    rows = [
        (day.day, reading.who, reading.office, reading.what, reading.times)
        for day in readers_of(client)
        for reading in day.readings
    ]
    return Section("who_looked", _("Who looked at your data"), columns, rows)


@lru_cache(64)
def _kept_people(count: int) -> Kept[Person]:
    people = Person.objects.order_by("pk", "offices").values_list("pk", "name", "offices__name")
    return Kept(lambda *numbers: people.filter(pk__in=numbers), *some_ids(count))


def _people(names: set[str]) -> dict[str, tuple[str, str]]:
    """``person:3`` → name and office."""
    numbers = sorted(int(name[7:]) for name in names if name.startswith("person:"))
    offices: dict[tuple[int, str], list[str]] = {}
    for number, name, office in _kept_people(len(numbers)).rows(*numbers) if numbers else []:
        offices.setdefault((number, name), []).extend([office] if office else [])
    return {f"person:{number}": (name, ", ".join(own)) for (number, name), own in offices.items()}


def _who(who: str, people: dict[str, tuple[str, str]]) -> tuple[str, str]:
    return people.get(who, (_("The service itself"), ""))


def plain_words(deed: str) -> str:
    """What was done, as somebody who is no official would say it."""
    subject, _dot, verb = deed.partition(".")
    if verb == "listed":
        return (
            _("checked who has looked at your data") if subject == "audit" else _("saw your name in a list")
        )
    if verb == "looked":
        return _("looked at your data")
    if deed in ("client.added", "clients.imported", "client.changed", "client.wish_chosen"):
        return _("wrote down or changed your data")
    if deed in ("client.exported", "audit.exported"):
        return _("made a copy of your data")
    return _plain_of_work(subject)


def _plain_of_work(subject: str) -> str:
    if subject == "meeting":
        return _("took care of your meeting")
    if subject == "contact":
        return _("wrote about a contact with you")
    return _("handled your data")
