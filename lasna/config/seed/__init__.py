"""A believable demo organisation of any size: offices, staff, clients, a year of contacts, coming meetings.

For trying and for measuring. The same size and seed draw the same on the same day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from random import Random
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from lasna.booking.models import OpeningHour
from lasna.booking.services import recount_all
from lasna.clients.models import Client
from lasna.config import demo
from lasna.config.ready_made import add_ready_made
from lasna.config.seed import people, rows
from lasna.config.seed.year import Calendar, Encounter, year_of
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.models import MeetingType
from lasna.people.models import Office, Organisation, Person

BATCH = 250
"""Clients a transaction: a service that runs meanwhile waits for none of them long."""
FIRST_EMAIL = "demo-administrator-1@demo.invalid"


class Refused(Exception):
    """Why nothing was made, in words."""


@dataclass(frozen=True)
class Size:
    offices: int
    staff: int
    clients: int
    contacts_per_client: float
    seed: int


def seed(size: Size, *, organisation_id: int | None, say: Callable[[str], None]) -> list[str]:
    """Make it in the demo organisation (or in ``organisation_id``). What to print afterwards."""
    _require_sensible(size)
    organisation = _organisation(organisation_id)
    if Person.objects.filter(email=FIRST_EMAIL).exists():
        raise Refused("This service has been seeded already. Take a fresh one: --data, LASNA_DATABASE_URL.")
    dice = Random(size.seed)  # noqa: S311  # draws demo people, no secret
    with transaction.atomic():
        offices = people.make_offices(organisation, size.offices)
        teams = people.make_staff(organisation, offices, size.staff, dice)
        _record(organisation, "staff.seeded", "person", [a.pk for team in teams for a in team.advisers])
    calendar = Calendar(clock.now(), ZoneInfo(offices[0].zone), dice)
    # They begin on the hour, one after the other: what takes longer would run into the next.
    types = list(MeetingType.objects.filter(organisation=organisation, minutes__lte=60))
    began, done, contacts = monotonic(), 0, 0
    while done < size.clients:
        last = min(done + BATCH, size.clients)
        fresh = [people.new_client(n, teams[n % len(teams)], calendar.today, dice) for n in range(done, last)]
        contacts += _write(organisation, fresh, types, size.contacts_per_client, calendar)
        done = last
        if done % 1000 == 0 or done == size.clients:
            say(f"{done} clients, {contacts} contacts, {monotonic() - began:.0f} s")
    _open(teams)
    recount_all()
    return welcome(offices)


@transaction.atomic
def _open(teams: list[people.Team]) -> None:
    """Everybody who advises can be met on the mornings and afternoons of four days."""
    OpeningHour.objects.bulk_create(
        OpeningHour(person=adviser, office=team.office, weekday=weekday, starts=starts, ends=ends)
        for team in teams
        for adviser in team.advisers
        for weekday in range(4)
        for starts, ends in ((time(9), time(11, 30)), (time(12), time(15)))
    )


def _require_sensible(size: Size) -> None:
    if settings.LASNA_PRODUCTION:
        raise Refused("A production service has no demo people. Unset LASNA_PRODUCTION to try.")
    least = 2 + 2 * size.offices
    if size.offices < 1 or size.staff < least:
        raise Refused(f"{size.offices} offices need a staff of {least} at least.")
    if not 0 <= size.clients <= 2_000_000 or not 0 <= size.contacts_per_client <= 200:
        raise Refused("Choose 0 to 2,000,000 clients with 0 to 200 contacts each.")


def _organisation(number: int | None) -> Organisation:
    """Never one that is not a demo: real people's clients are not mixed with drawn ones."""
    if number is None:
        demo.load()
        return Organisation.objects.filter(is_demo=True).order_by("pk")[0]
    found = Organisation.objects.filter(pk=number).first()
    if found is None or not found.is_demo:
        raise Refused(f"Organisation {number} is not a demo organisation.")
    if not MeetingType.objects.filter(organisation=found).exists():
        add_ready_made(found)
    return found


def _record(organisation: Organisation, deed: str, subject: str, ids: list[int]) -> None:
    record(chain=organisation.pk, who="system", deed=deed, subject=subject, ids=ids)


@transaction.atomic
def _write(
    organisation: Organisation,
    fresh: list[Client],
    types: list[MeetingType],
    per_client: float,
    calendar: Calendar,
) -> int:
    """One batch. How many contacts it made."""
    clients = Client.objects.bulk_create(fresh)
    drawn: list[Encounter] = []
    for client in clients:
        drawn += year_of(client, types, per_client, calendar)
    rows.write(drawn, calendar.now, calendar.dice)
    _record(organisation, "clients.seeded", "client", [client.pk for client in clients])
    return sum(not each.coming for each in drawn)


def welcome(offices: list[Office]) -> list[str]:
    """How to sign in."""
    return [
        f"{offices[0].organisation.name}: {len(offices)} more offices.",
        f"One password for all: {demo.password()}",
        "Sign in as demo-adviser-1@demo.invalid, demo-lead-1@demo.invalid, demo-support-1@demo.invalid",
        f"or {FIRST_EMAIL}; other advisers have other numbers.",
    ]
