"""Every address × every role: the whole table of who may open and press what. # N44"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lasna.around.tests.scene import material_of, sent_to
from lasna.booking.queries.links import token_of as token_of_booking
from lasna.booking.tests.scene import exception_of, hours_of, link_of
from lasna.calendars.models import OwnCalendar
from lasna.calendars.queries.feeds import token_of as token_of_feed
from lasna.calendars.services import make_feed
from lasna.clients.models import Client
from lasna.contacts.models import Contact
from lasna.contacts.tests.agreeing import agreement_of
from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.queries.paper import paper_code
from lasna.correspondence.tests.letters import letter_of
from lasna.correspondence.tests.scene import lost_message_of
from lasna.guidance.access import try_token
from lasna.guidance.tests.asking import request_of
from lasna.kernel import clock, keys
from lasna.knocking.tests.scene import knock_of
from lasna.meetings import services
from lasna.meetings.access import companion_link
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.tests.choosing import reason_of
from lasna.meetings.tests.groups import group_of, seat_of
from lasna.meetings.tests.places import some_place
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.own.queries.links import token_of as token_of_own
from lasna.own.tests.scene import own_link_of, wish_of
from lasna.people.models import Office
from lasna.people.services import invite, make_sign_in_link
from lasna.people.services import token_of as token_of_link
from lasna.reception.tests.scene import day_of, opening_of, reception_of, visit_of
from lasna.tests.table_of_roles import ROLES, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]
AT_RECEPTION = (
    "reception",
    "join_reception",
    "reception_place",
    "reception_way",
    "leave_reception",
    "come_in",
)
FIELDS = {
    "wish": "video",
    "language": "sv",
    "outcome": "met",
    "offer": "accepted",
    "answered": "no",
    "way": "sms",
    "how": "Tunnen",
    "to": "tomorrow",
}


def named(patterns: list[URLPattern | URLResolver]) -> dict[str, list[str]]:
    """Name → its parameters."""
    found: dict[str, list[str]] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= named(pattern.url_patterns)
        else:
            assert pattern.name, pattern
            found[pattern.name] = list(pattern.pattern.converters)
    return found


NAMES = named(get_resolver("lasna.config.urls").url_patterns)


def stage() -> Scene:
    made = scene()
    Meeting.objects.filter(pk=made.meeting.pk).update(series=uuid4())
    # Made by hand, so that the meeting stays open.
    Contact.objects.create(
        organisation=made.organisation,
        office=made.office,
        client=made.client,
        adviser=made.adviser,
        channel="phone",
        began=clock.now() - timedelta(hours=1),
        ended=clock.now(),
        written_at=clock.now(),
        zone=made.office.zone,
        outcome="met",
    )
    message = Message.objects.get(kind="invitation", about=made.invitation.pk)
    MailboxItem.objects.create(
        message=message, channel="email", text="x", calendar="BEGIN:VCALENDAR", received_at=clock.now()
    )
    own_link_of(made)
    address = keys.sealed("https://demo.invalid/a.ics")
    OwnCalendar.objects.create(person=made.adviser, address=address, due_at=clock.now())
    return made


def browser_of(role: str, made: Scene) -> Browser:
    browser = Browser()
    if role == "link":
        made.pass_the_code()
        browser.cookies.load(made.cookies())
    people: dict[str, Callable[[], object]] = {
        "other organisation": lambda: scene().adviser,
        "other office": lambda: person(
            made.organisation, Office.objects.create(organisation=made.organisation, name="Muu")
        ),
        "colleague": lambda: person(made.organisation, made.office),
        "own": lambda: made.adviser,
    }
    if role in people:
        browser.force_login(people[role]())  # type: ignore[arg-type]  # a Person
    return browser


def partner_of(made: Scene) -> Participant:
    """Somebody else who is asked to the meeting."""
    place = made.meeting.participants.filter(role="doctor").first()
    wish = services.PartnerWish("doctor", "Tohtori Oksa", email="oksa@example.invalid")
    return place or services.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=wish)


OF_OWN_PAGE = [
    *("own_page", "own_ask_code", "own_code", "own_enter", "own_leave", "own_meetings", "own_wish"),
    *("own_tried", "own_agreed", "own_in_touch", "own_looked_at", "own_task"),
    *("own_quick", "own_quick_place", "own_quick_back", "own_quick_in"),
]
TOKENS: dict[str, Callable[[Scene], str]] = {
    **dict.fromkeys(
        ("booking", "take_time", "ask_call_off", "call_off", "wait_for_time", "take_seat", "give_seat_up"),
        lambda made: token_of_booking(link_of(made)),
    ),
    **dict.fromkeys(("calendar_feed", "end_feed"), lambda made: token_of_feed(make_feed(by=made.adviser))),
    **dict.fromkeys(("try_own", "try_relay", "keep_trial"), lambda made: try_token(made.client.pk)),
    "from_paper": lambda made: paper_code(letter_of(made)),
    "door_task": lambda made: sent_to(made).token,
    **dict.fromkeys(OF_OWN_PAGE, lambda made: token_of_own(own_link_of(made))),
}
"""Of links that are none of a meeting."""


def address(name: str, made: Scene) -> str:
    ids: dict[str, object] = {
        "client_id": made.client.pk,
        "meeting_id": made.meeting.pk,
        "participant_id": made.guest.pk if name == "meeting_task" else partner_of(made).pk,
        "group_id": group_of(made).pk,
        "seat_id": seat_of(made).pk,
        "type_id": made.type.pk,
        "place_id": some_place(made).pk,
        "reason_id": reason_of(made.organisation).pk,
        "contact_id": Contact.objects.filter(client=made.client).values_list("pk", flat=True).first(),
        "item_id": MailboxItem.objects.get(message__organisation=made.organisation).pk,
    }
    ids |= {
        "hours_id": hours_of(made).pk,
        "exception_id": exception_of(made).pk,
        "link_id": link_of(made).pk,
        "message_id": lost_message_of(made.organisation).pk,
        "letter_id": letter_of(made).pk,
        "agreement_id": agreement_of(made).pk,
        "request_id": request_of(made).pk,
        "wish_id": wish_of(made).pk,
        "material_id": material_of(made).pk,
        "reception_id": reception_of(made).pk,
        "visit_id": visit_of(made).pk,
        "knock_id": knock_of(made).pk,
        "opening_id": opening_of(made).pk,
        "day_id": day_of(made).pk,
        "kind": "card",
        "edition_id": 1,
        "factor_id": 1,
        "import_id": 1,
        "office_id": made.office.pk,
        "person_id": made.adviser.pk,
        "message": "invitation_video",
        "channel": "sms",
        "language": "fi",
        "version": 1,
        "colour": "0b5a60",
        "name": "0" * 64,
        "slug": "demo",
        "key": reception_of(made).key if name in AT_RECEPTION else "0" * 16,
    }
    token = made.token
    if name == "sign_in_by_link":
        token = make_sign_in_link(person=made.adviser, leads_to="/").split("/")[-1]
    if name == "accept_invitation":
        with transaction.atomic():
            token = token_of_link(invite(made.adviser))
    if name in TOKENS:
        token = TOKENS[name](made)
    if name == "companion":
        Participant.objects.filter(pk=made.host.pk).update(state=Participant.State.PRESENT)
        token = companion_link(services.invite_companion(participant_id=made.host.pk))
    return reverse(name, kwargs={key: token if key == "token" else ids[key] for key in NAMES[name]})


def test_the_table_names_every_address() -> None:
    assert set(TABLE) == set(NAMES)


@pytest.mark.parametrize("name", TABLE)
def test_each_role_opens_what_the_table_says(name: str) -> None:
    opened = []
    for role in ROLES:
        made = stage()
        opened.append(browser_of(role, made).get(address(name, made)).status_code)
    assert dict(zip(ROLES, opened, strict=True)) == dict(zip(ROLES, TABLE[name][0], strict=True))


@pytest.mark.parametrize("name", TABLE)
def test_each_role_presses_what_the_table_says(name: str) -> None:
    pressed = []
    for role in ROLES:
        made = stage()
        answer = browser_of(role, made).post(address(name, made), FIELDS)
        pressed.append(answer.status_code)
    assert dict(zip(ROLES, pressed, strict=True)) == dict(zip(ROLES, TABLE[name][1], strict=True))


@pytest.mark.parametrize("name", ["meeting", "client", "contact", "clients", "today", "contacts"])
@pytest.mark.parametrize("role", ["other organisation", "other office"])
def test_who_may_not_see_a_client_is_not_told_that_there_is_one(name: str, role: str) -> None:
    made = stage()
    Client.objects.filter(pk=made.client.pk).update(last_name="Kanarialintu")
    made.wait()
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    seen = browser_of(role, made).get(address(name, made)).content.decode()
    own = browser_of("own", made).get(address(name, made)).content.decode()
    assert "Kanarialintu" in own
    assert "Kanarialintu" not in seen
