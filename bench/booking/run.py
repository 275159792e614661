"""Free times and bookings (``make bench-booking``).

search    one page of free times by HTTP: 200 advisers, eight weeks, 100,000 meetings that are agreed on;
          beside it a bare indexed SELECT of the meetings of one of them
booked    bookings a second of the service function (PostgreSQL), beside the very statements that it makes,
          one transaction a booking, by psycopg
http      the same by HTTP: no goal

``RUNS`` pages a database, and ``BATCHES`` of ``BOOKINGS`` in turn, each in a fresh copy of one database.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from itertools import islice
from typing import Any

from bench import served
from bench.served import Visitor, quantile

RUNS = int(os.environ.get("RUNS", "200"))
BATCHES = int(os.environ.get("BATCHES", "10"))
BOOKINGS = int(os.environ.get("BOOKINGS", "100"))
ADVISERS, MEETINGS = 200, 100_000
P95, RATE = 150.0, 0.25  # ms, times the bare rate
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Office:
    """``links``: ids, one for each client."""

    adviser_id: int
    links: list[int]


def _office(advisers: int, clients: int) -> Office:
    """One office whose advisers can be met from eight to four, and clients who may choose among all."""
    from datetime import time as clock

    from lasna.booking.models import OpeningHour
    from lasna.booking.services import OfferWish, offer_times
    from lasna.clients.models import Client
    from lasna.meetings.models import MeetingType
    from lasna.people.models import Office as Row
    from lasna.people.models import Organisation, Person

    organisation = Organisation.objects.get(is_demo=True)
    office = Row.objects.create(organisation=organisation, name="Demo-toimisto, mitattu")
    people = []
    for number in range(advisers):
        person = Person.objects.create_person(
            email=f"measured-{number}@demo.invalid", name=f"Demo-{number}", organisation=organisation
        )
        person.offices.add(office)
        people.append(person)
    OpeningHour.objects.bulk_create(
        OpeningHour(person=person, office=office, weekday=day, starts=clock(8), ends=clock(16))
        for person in people
        for day in range(5)
    )
    type = MeetingType.objects.filter(organisation=organisation, closed_at=None)[0]
    type.minutes = 30
    type.channels = ""
    type.save()
    links = []
    for number in range(clients):
        client = Client.objects.create(
            organisation=organisation,
            office=office,
            first_name=f"Demo-{number}",
            email=f"client-{number}@demo.invalid",
            phone="+358401234567",
        )
        wish = OfferWish(type.pk, with_anybody=True, send_by="email")
        links.append(offer_times(client_id=client.pk, by=people[0], wish=wish).pk)
    return Office(people[0].pk, links)


def _agree_on(count: int) -> None:
    """So many meetings within the eight weeks, spread over everybody: half an hour each, as rows alone. Each
    is busy elsewhere too, half an hour a day."""
    from lasna.booking.services import recount
    from lasna.calendars.models import BusyTime
    from lasna.clients.models import Client
    from lasna.kernel import clock
    from lasna.kernel.live.models import Room
    from lasna.meetings.models import Meeting, MeetingType
    from lasna.people.models import Person

    people = list(Person.objects.filter(email__startswith="measured-").select_related("organisation"))
    client = Client.objects.filter(email="client-0@demo.invalid").select_related("office")[0]
    type = MeetingType.objects.filter(organisation=client.organisation_id)[0]
    first = clock.now().replace(hour=5, minute=0, second=0, microsecond=0)
    days = [day for plus in range(56) if (day := first + timedelta(days=plus)).weekday() < 5]
    each = -(-count // (len(people) * len(days)))
    spans = [
        (person, day + timedelta(minutes=30 * place))
        for person in people
        for day in days
        for place in range(1, each + 1)
    ][:count]
    for begin in range(0, len(spans), 5000):
        part = spans[begin : begin + 5000]
        rooms = Room.objects.bulk_create(Room(kind=Room.Kind.MEETING) for _span in part)
        Meeting.objects.bulk_create(
            Meeting(
                organisation_id=client.organisation_id,
                office=client.office,
                adviser=person,
                client=client,
                type=type,
                room=room,
                starts=starts,
                ends=starts + timedelta(minutes=30),
                zone=client.office.zone,
                planned_channel="phone",
            )
            for (person, starts), room in zip(part, rooms, strict=True)
        )
    BusyTime.objects.bulk_create(
        BusyTime(person=person, starts=day + timedelta(hours=1), ends=day + timedelta(minutes=90))
        for person in people
        for day in days
    )
    for person in people:
        recount(person)
    if Meeting.objects.filter(adviser__in=people).count() < count:
        raise RuntimeError("not all meetings were agreed on")


# ---- search ------------------------------------------------------------------------------------------------


def _bare(adviser_id: int) -> Callable[[], float]:
    """The meetings of one adviser within eight weeks, by their index."""
    from django.db import connection

    from lasna.kernel import clock
    from lasna.meetings.models import Meeting

    now = clock.now()
    rows = Meeting.objects.filter(adviser=adviser_id, starts__gte=now, starts__lt=now + timedelta(days=56))
    sql, values = rows.values_list("starts", "ends").query.sql_with_params()

    def ask() -> float:
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()
        return time.perf_counter() - began

    return ask


def search(kind: str, office: Office) -> bool:
    from lasna.booking.access import links
    from lasna.booking.queries.links import token_of

    path = f"/b/{token_of(links().get(pk=office.links[0]))}?way=phone"
    environment = {name: value for name, value in os.environ.items() if name.startswith("LASNA_")}
    bare = _bare(office.adviser_id)
    ours: list[float] = []
    beside: list[float] = []
    with served.serving(environment, ["-m", "lasna.config.cli", "web"], "/sign-in") as port:
        visitor = Visitor(port)
        for run in range(-5, RUNS):
            answer = visitor.get(path)
            if answer.status != 200 or b"picks" not in answer.body:
                raise RuntimeError(f"{path} answered {answer.status} without free times")
            seconds = bare()
            if run >= 0:
                ours.append(answer.seconds)
                beside.append(seconds)
    p95 = quantile(ours, 0.95) * 1000
    holds = p95 <= P95
    print(
        f"booking.search.{kind}: p95 {p95:.1f} ms (goal <= {P95:.0f} ms; baseline {_ms(beside)} ms for an"
        f" indexed SELECT of one adviser's meetings; median {statistics.median(ours) * 1000:.1f} ms)"
        f" {'holds' if holds else 'falls short'}",
        flush=True,
    )
    return holds


def _ms(seconds: list[float]) -> str:
    return f"{quantile(seconds, 0.95) * 1000:.1f}"


# ---- bookings ----------------------------------------------------------------------------------------------


class Copies:
    """Fresh copies of one PostgreSQL database, each gone after its block."""

    def __init__(self) -> None:
        from django.db import connection

        self.original = str(connection.settings_dict["NAME"])
        self.server = {
            "host": connection.settings_dict["HOST"],
            "port": connection.settings_dict["PORT"],
            "user": connection.settings_dict["USER"],
        }

    def use(self) -> str:
        """Django's connection leads to a fresh copy."""
        from django.db import connection

        _let_go()
        self._admin(f'DROP DATABASE IF EXISTS "{self.original}_copy"')
        self._admin(f'CREATE DATABASE "{self.original}_copy" TEMPLATE "{self.original}"')
        connection.settings_dict["NAME"] = f"{self.original}_copy"
        return f"{self.original}_copy"

    def _admin(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(dbname="postgres", autocommit=True, **self.server) as admin:
            admin.execute(statement.encode())


def _let_go() -> None:
    """No connection of ours stays, nor the pool that keeps them."""
    from django.db import connection

    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()


def _times(office: Office) -> list[datetime]:
    """Times that do not touch each other, a few of them for each of the advisers."""
    from lasna.booking.access import links
    from lasna.booking.queries.free import free_times
    from lasna.booking.queries.links import wanted_of
    from lasna.booking.states import each_bit

    free = free_times(wanted_of(links().get(pk=office.links[0]), "phone"))
    found = [free.window.moment(bit) for bit in islice(each_bit(free.all), BOOKINGS)]
    if len(found) < BOOKINGS:
        raise RuntimeError(f"only {len(found)} free times")
    return found


def _service(office: Office, times: list[datetime]) -> float:
    from lasna.booking.services import book

    began = time.perf_counter()
    for link, starts in zip(office.links, times, strict=True):
        book(link_id=link, starts=starts, channel="phone")
    return len(times) / (time.perf_counter() - began)


def _made(office: Office, times: list[datetime]) -> list[list[Statement]]:
    """The statements of each booking."""
    from django.db import connection

    from lasna.booking.services import book

    made: list[list[Statement]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        made[-1].append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        for link, starts in zip(office.links, times, strict=True):
            made.append([])
            book(link_id=link, starts=starts, channel="phone")
    return made


def _replayed(copies: Copies, name: str, made: list[list[Statement]]) -> float:
    import psycopg

    _let_go()
    with psycopg.connect(dbname=name, **copies.server) as bare:
        began = time.perf_counter()
        for statements in made:
            with bare.cursor() as cursor:
                for sql, params in statements:
                    cursor.execute(sql.encode(), params)
                    if cursor.description:
                        cursor.fetchall()
            bare.commit()
        return len(made) / (time.perf_counter() - began)


def booked(office: Office) -> bool:
    copies, times = Copies(), _times(office)
    copies.use()
    made = _made(office, times)
    ours: list[float] = []
    bare: list[float] = []
    for batch in range(-1, BATCHES):  # the first pair is not counted
        for which in (0, 1) if batch % 2 else (1, 0):
            name = copies.use()
            rate = _service(office, times) if which == 0 else _replayed(copies, name, made)
            if batch >= 0:
                (ours if which == 0 else bare).append(rate)
    mine, floor = statistics.median(ours), statistics.median(bare)
    holds = bool(mine >= RATE * floor)
    statements = statistics.median(map(len, made))
    print(
        f"booking.rate: {mine / floor:.2f} x (goal >= {RATE} x; baseline {floor:.0f} a second by psycopg with"
        f" the same {statements:.0f} statements, ours {mine:.0f}) {'holds' if holds else 'falls short'}",
        flush=True,
    )
    _by_http(copies, office, times)
    return holds


def _by_http(copies: Copies, office: Office, times: list[datetime]) -> None:
    from lasna.booking.access import links
    from lasna.booking.queries.links import token_of

    copies.use()
    tokens = [token_of(link) for link in links().in_bulk(office.links).values()]
    _let_go()
    environment = {name: value for name, value in os.environ.items() if name.startswith("LASNA_")}
    environment["LASNA_DATABASE_URL"] += "_copy"
    with served.serving(environment, ["-m", "lasna.config.cli", "web"], "/sign-in") as port:
        began = time.perf_counter()
        for status in _posted(port, tokens, times):
            if status != 302:
                raise RuntimeError(f"a booking answered {status}")
        rate = len(times) / (time.perf_counter() - began)
    print(f"booking.http: {rate:.0f} bookings a second by HTTP, one after the other (no goal)")


def _posted(port: int, tokens: list[str], times: list[datetime]) -> Iterator[int]:
    secret = "m" * 32
    headers = {
        "Cookie": f"csrftoken={secret}",
        "X-CSRFToken": secret,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = HTTPConnection("localhost", port, timeout=60)
    for token, starts in zip(tokens, times, strict=True):
        said = f"way=phone&at={starts:%Y%m%dT%H%MZ}"
        connection.request("POST", f"/b/{token}/take", said, headers)
        answer = connection.getresponse()
        answer.read()
        yield answer.status


def measure(kind: str) -> bool:
    kept = True
    office = _office(ADVISERS, BOOKINGS)
    if kind == "postgres":
        kept = booked(office)
        from django.db import connection

        _let_go()
        connection.settings_dict["NAME"] = str(connection.settings_dict["NAME"]).removesuffix("_copy")
    _agree_on(MEETINGS)
    return search(kind, office) and kept


if __name__ == "__main__":
    if len(sys.argv) > 1:
        served.use({name: value for name, value in os.environ.items() if name.startswith("LASNA_")})
        sys.exit(0 if measure(sys.argv[1]) else 1)
    if RUNS < 100 or BATCHES < 10:
        print(f"only {RUNS} pages and {BATCHES} batches: a try, not a measurement")
    sys.exit(
        served.on_each("bench.booking.run", ["seed", "--offices", "1", "--staff", "4", "--clients", "0"])
    )
