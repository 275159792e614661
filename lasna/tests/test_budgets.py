"""Every page asks the database as often for thirty of everything as for one, and a dozen times at most."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser

from lasna.around.models import ClientTask
from lasna.around.tests.scene import material_of, task_for
from lasna.booking.models import BookingLink, OpeningException, OpeningHour
from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.contacts.models import Agreement, Contact
from lasna.correspondence.tests.letters import letter_about
from lasna.guidance.models import HelpRequest, Trial
from lasna.kernel import clock
from lasna.kernel.audit import services as audit
from lasna.knocking.models import Knock
from lasna.meetings import services
from lasna.meetings.models import Meeting, MeetingType, OfferReason, Participant
from lasna.meetings.tests.groups import client_of
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import Scene, person
from lasna.people.models import Office, Person
from lasna.reception.models import Reception, ReceptionDay, ReceptionHour, Serving, Visit, told_box
from lasna.reception.tests.scene import reception_of
from lasna.tests.test_roles import NAMES, stage
from lasna.tests.test_walls import OPEN, address_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]
BUDGET = 12
"""Statements a page, of business tables and of the log of who looked; session and transaction control not."""
_COUNTS = "counts what each package holds: a statement each"
OVER_BUDGET: dict[str, str] = dict.fromkeys(("export_client", "erase_client", "retention"), _COUNTS) | {
    "today": "what is due comes from each package that has something: a statement each"
}
"""Pages that need more, each with its reason."""
LISTS = ["/clients?q=aino", "/clients?mine=on", "/contacts?q=aino", "/?day=2027-01-04"]


def add_row(made: Scene, number: int) -> None:
    """One more of everything that a page could list."""
    organisation, office = made.organisation, made.office
    somebody = person(organisation, office, name=f"Työntekijä {number}")
    Office.objects.create(organisation=organisation, name=f"Toimisto {number}")
    OfferReason.objects.create(organisation=organisation, key=f"r{number}", answer="declined")
    MeetingType.objects.create(
        organisation=organisation, key=f"t{number}", name_fi="Puhe", name_sv="Tal", name_en="Talk", minutes=1
    )
    place_of(made, f"Huone {number}")
    client = Client.objects.create(
        organisation=organisation,
        office=office,
        adviser=made.adviser,
        first_name=f"Aino{number}",
        last_name="Demo",
        phone="+358401234567",
    )
    _promise_and_open(made, client, number)
    _knock(made, client)
    _add_group(made, number)
    for adviser, of in ((made.adviser, client), (somebody, made.client)):
        planned = services.plan_meeting(
            adviser=adviser,
            client=of,
            type=MeetingType.objects.get(organisation=organisation, key=f"t{number}"),
            starts=clock.now() + timedelta(hours=2, minutes=2 * number),
            planned_channel="video",
            send_by="sms",
        )
        letter_about(planned)
        _ask_help(made, of)
        _ask_before(made, of, number)
        Contact.objects.create(
            organisation=organisation,
            office=office,
            client=of,
            adviser=made.adviser,
            channel="phone",
            began=clock.now() - timedelta(hours=1, minutes=number),
            ended=clock.now() - timedelta(hours=1),
            written_at=clock.now(),
            zone=office.zone,
            outcome="met",
        )


def _ask_before(made: Scene, client: Client, number: int) -> None:
    """A task before the meeting, and something to read."""
    place = Participant.objects.filter(client=client).select_related("meeting__type").order_by("-pk")[0]
    task = task_for(place.meeting.type)
    ClientTask.objects.create(participant=place, task=task, sent_at=clock.now())
    material_of(made, title_fi=f"Aineisto {number}", type=place.meeting.type)


def _ask_help(made: Scene, client: Client) -> None:
    """Now, and before."""
    place = Participant.objects.filter(client=client).order_by("-pk")[0]
    for state, settled_at in (("asked", None), ("solved", clock.now())):
        HelpRequest.objects.create(
            participant=place,
            office=made.office,
            what="hear",
            state=state,
            asked_at=clock.now(),
            settled_at=settled_at,
        )


def _knock(made: Scene, client: Client) -> None:
    """Now, and once in vain."""
    now = clock.now()
    for state, ended_at in (("waiting", None), ("unanswered", now)):
        Knock.objects.create(
            client=client,
            adviser=made.adviser,
            state=state,
            channel="video",
            asked_at=now,
            rings_at=now,
            seen_at=now,
            ended_at=ended_at,
        )


def _promise_and_open(made: Scene, client: Client, number: int) -> None:
    """What is agreed on being in touch, hours, days away, links for choosing a time, trials."""
    today = clock.now().date()
    Agreement.objects.create(
        client=client,
        rhythm="weekly",
        agreed_on=today,
        agreed_by=made.adviser,
        nominal_on=today,
        due_on=today,
    )
    line = OpeningHour.objects.create(
        person=made.adviser, office=made.office, weekday=number % 7, starts=time(9), ends=time(15)
    )
    line.types.set([made.type])
    OpeningException.objects.create(person=made.adviser, opens=False, first=today, last=today)
    BookingLink.objects.create(
        organisation=made.organisation,
        client=made.client,
        adviser=made.adviser,
        type=made.type,
        sent_by="email",
        token_hash=f"budget {number} {made.client.pk}",
        made_by=made.adviser,
        made_at=clock.now(),
        until=clock.now() + timedelta(days=9),
    )
    Trial.objects.create(client=made.client, key=str(number), at=clock.now(), device=f"Demo {number}")
    _at_the_reception(made, number)


def _at_the_reception(made: Scene, number: int) -> None:
    """Its hours and days, who waits there, who is met, who serves."""
    reception, now = reception_of(made), clock.now()
    Reception.objects.filter(pk=reception.pk).update(most=200)
    ReceptionHour.objects.create(reception=reception, weekday=number % 7, starts=time(9), ends=time(15))
    day = now.date() + timedelta(days=40 + number)  # beyond those that the set-up opens
    ReceptionDay.objects.create(reception=reception, opens=False, first=day, last=day)
    somebody = person(made.organisation, made.office)
    Serving.objects.create(reception=reception, person=somebody, since=now)
    for state, led in (("waiting", False), ("led", True)):
        Visit.objects.create(
            reception=reception,
            state=state,
            channel="video",
            language="fi",
            told_box=told_box(f"Demo {number}", ""),
            joined_at=now,
            seen_at=now,
            client=made.client if led else None,
            taken_by=somebody if led else None,
        )


def _add_group(made: Scene, number: int) -> None:
    """One more group; and one more client in the first."""
    client = client_of(made, f"Ryhmäläinen {number}")
    type = MeetingType.objects.get(organisation=made.organisation, key=f"t{number}")
    starts = clock.now() + timedelta(hours=4, minutes=2 * number)
    wish = services.GroupWish(made.office.pk, type.pk, f"Ryhmä {number}", 18, starts, "video")
    group = services.plan_group(by=made.adviser, wish=wish)
    first = Meeting.objects.filter(office=made.office, seats=18).order_by("pk").first() or group
    if number < 18:
        services.give_seat(meeting_id=first.pk, by=made.adviser, client_id=client.pk)


def statements_of_pages(made: Scene) -> dict[str, int]:
    """Page and role → how many statements it takes, for each page that this role may open."""
    connection.queries_log.clear()  # it holds nine thousand
    names = [name for name, parameters in NAMES.items() if not set(parameters) & {*OPEN, "token"}]
    addresses = {name: address_of(name, made) for name in names}
    addresses |= {address: address for address in LISTS}
    taken = {}
    for role in Person.Role.values:
        browser: Browser = signed_in(made.adviser, role)
        for name, address in addresses.items():
            with counted() as statements:
                answer = browser.get(address)
            if answer.status_code == 200:
                taken[f"{name} for {role}"] = len(statements)
    return taken


def test_a_page_takes_as_many_statements_for_thirty_of_everything_as_for_one_and_a_dozen_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audit, "SAME_LIST_WITHIN", timedelta(0))  # each list is written down each time
    statements_of_pages(stage())  # what the process asks once
    of_one = statements_of_pages(stage())
    many = stage()
    for number in range(1, 30):
        add_row(many, number)
    of_many = statements_of_pages(many)
    assert len(of_one) > 50
    grown = {page: (of_one[page], count) for page, count in of_many.items() if of_one.get(page) != count}
    assert grown == {}
    beyond = {page: count for page, count in of_many.items() if count > BUDGET}
    assert {page.split(" for ")[0] for page in beyond} == set(OVER_BUDGET), beyond
