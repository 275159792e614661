"""Every address × every role: the whole table of who may open and press what. # N44"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lasna.booking.queries.links import token_of as token_of_booking
from lasna.booking.tests.scene import exception_of, hours_of, link_of
from lasna.calendars.models import OwnCalendar
from lasna.calendars.queries.feeds import token_of as token_of_feed
from lasna.calendars.services import make_feed
from lasna.clients.models import Client
from lasna.contacts.models import Contact
from lasna.contacts.tests.agreeing import agreement_of
from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.tests.scene import lost_message_of
from lasna.guidance.access import try_token
from lasna.guidance.tests.asking import request_of
from lasna.kernel import clock, keys
from lasna.meetings import services
from lasna.meetings.access import companion_link
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.tests.choosing import reason_of
from lasna.meetings.tests.places import some_place
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.own.queries.links import token_of as token_of_own
from lasna.own.tests.scene import own_link_of, wish_of
from lasna.people.models import Office
from lasna.people.services import invite, make_sign_in_link
from lasna.people.services import token_of as token_of_link
from lasna.reception.tests.scene import day_of, opening_of, reception_of, visit_of

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]
ROLES = ("nobody", "link", "other organisation", "other office", "colleague", "own")

LIST = (302, 302, 200, 200, 200, 200)
THING = (302, 302, 404, 404, 200, 200)
CHANGES = (302, 302, 404, 404, 302, 302)
"""To the sign-in page, not here, and, done, back to the thing."""
TRIES = (302, 302, 404, 404, 200, 200)
"""As ``CHANGES``, but an empty form comes back with what is missing."""
INCOMPLETE = (302, 302, 400, 400, 400, 400)
HOST = (302, 302, 404, 404, 404, 200)
ADMINISTERS = (302, 302, 404, 404, 404, 404)
"""None of these roles runs the organisation."""
ANYBODY = (200,) * 6
NO = (405,) * 6

# Name: what opening and what pressing answer, for each role in turn.
TABLE: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "hand_over": (ADMINISTERS, ADMINISTERS),
    "account_login": ((200, 200, 302, 302, 302, 302), (200, 200, 302, 302, 302, 302)),
    "account_logout": ((302, 302, 200, 200, 200, 200), (302,) * 6),
    "sign_in_by_link": ((302,) * 6, NO),
    "accept_invitation": (ANYBODY, (400,) * 6),
    "mfa_authenticate": ((302,) * 6, (302,) * 6),
    "mfa_login_webauthn": ((302,) * 6, (302,) * 6),
    "forgotten_password": (ANYBODY, (400,) * 6),
    "new_password": ((404,) * 6, (404,) * 6),
    "lock": ((302,) * 6, INCOMPLETE),
    "lock_now": (NO, (302,) * 6),
    "lock_state": (NO, LIST),
    "lock_passkey": (LIST, NO),
    "sessions": (LIST, NO),
    "end_session": (NO, (302, 302, 404, 404, 404, 404)),
    "factors": (LIST, NO),
    "confirm": (LIST, INCOMPLETE),
    "add_app": (LIST, INCOMPLETE),
    "add_passkey": (LIST, INCOMPLETE),
    "recovery_codes": ((302,) * 6, (302,) * 6),
    "name_passkey": (NO, (302, 302, 404, 404, 404, 404)),
    "remove_factor": (NO, (302, 302, 404, 404, 404, 404)),
    "sign_in_rules": (ADMINISTERS, ADMINISTERS),
    "take_factors": (NO, ADMINISTERS),
    "sso_choose": (ANYBODY, (400,) * 6),
    "sso_left": (ANYBODY, NO),
    "sso_begin": ((404,) * 6, NO),
    "sso_back": ((404,) * 6, NO),
    "sso_logout": (NO, (404,) * 6),
    "sso_at": ((404,) * 6, NO),
    "single_sign_on": (ADMINISTERS, ADMINISTERS),
    "try_single_sign_on": (NO, ADMINISTERS),
    "switch_single_sign_on": (NO, ADMINISTERS),
    "forget_identity": (NO, ADMINISTERS),
    "language": (NO, (302,) * 6),
    "administration": ((302, 302, 404, 404, 404, 404), NO),
    "outbox": (ADMINISTERS, NO),
    "send_again": (NO, ADMINISTERS),
    "note_arrival": (NO, ADMINISTERS),
    "audit": ((302, 302, 404, 404, 404, 404), NO),
    "export_audit": (NO, (302, 302, 404, 404, 404, 404)),
    "verify_audit": (NO, (302, 302, 404, 404, 404, 404)),
    "import_clients": (ADMINISTERS, ADMINISTERS),
    "check_import": (ADMINISTERS, NO),
    "write_import": (NO, ADMINISTERS),
    "drop_import": (NO, ADMINISTERS),
    "offices": (ADMINISTERS, ADMINISTERS),
    "office": (ADMINISTERS, ADMINISTERS),
    "close_office": (NO, ADMINISTERS),
    "open_office": (NO, ADMINISTERS),
    "staff": (ADMINISTERS, NO),
    "new_staff": (ADMINISTERS, ADMINISTERS),
    "staff_member": (ADMINISTERS, ADMINISTERS),
    "invite_again": (NO, ADMINISTERS),
    "end_access": (NO, ADMINISTERS),
    "give_access_back": (NO, ADMINISTERS),
    "import_staff": (ADMINISTERS, ADMINISTERS),
    "check_staff_import": (ADMINISTERS, NO),
    "write_staff_import": (NO, ADMINISTERS),
    "drop_staff_import": (NO, ADMINISTERS),
    "appearance": (ADMINISTERS, ADMINISTERS),
    "appearance_preview": (NO, ADMINISTERS),
    "senders": (ADMINISTERS, ADMINISTERS),
    "senders_preview": (NO, ADMINISTERS),
    "offered_languages": (ADMINISTERS, ADMINISTERS),
    "published_pages": (ADMINISTERS, NO),
    "write_page": (ADMINISTERS, ADMINISTERS),
    "preview_page": (ADMINISTERS, NO),
    "publish_page": (NO, ADMINISTERS),
    "bring_back_edition": (NO, ADMINISTERS),
    "message_words": (ADMINISTERS, NO),
    "write_words": (ADMINISTERS, ADMINISTERS),
    "theme_style": ((200,) * 6, NO),
    "theme_logo": ((404,) * 6, NO),
    "public_accessibility": ((404,) * 6, NO),
    "public_data_protection": ((404,) * 6, NO),
    "public_card": ((404,) * 6, NO),
    "own_settings": (LIST, INCOMPLETE),
    "change_password": (LIST, INCOMPLETE),
    "clients": (LIST, NO),
    "new_client": (LIST, LIST),
    "client": (THING, NO),
    "edit_client": (THING, TRIES),
    "client_wish": (NO, CHANGES),
    "hours": (LIST, LIST),
    "remove_hours": (NO, (302, 302, 404, 404, 404, 302)),
    "add_exception": (NO, LIST),
    "remove_exception": (NO, (302, 302, 404, 404, 404, 302)),
    "book_for": (THING, TRIES),
    "offer_times": (THING, TRIES),
    "hands_on": (THING, NO),
    "agreement": (THING, TRIES),
    "end_agreement": (NO, CHANGES),
    "agreement_kept": (NO, CHANGES),
    "agreement_not_answered": (NO, CHANGES),
    "put_off_agreement": (NO, (302, 302, 404, 404, 302, 302)),
    "call_round": (LIST, NO),
    "send_try_link": (NO, CHANGES),
    "help_requests": (ADMINISTERS, NO),
    "take_help": (NO, ADMINISTERS),
    "put_help_back": (NO, ADMINISTERS),
    "say_help": (NO, ADMINISTERS),
    "settle_help": (NO, ADMINISTERS),
    "try_it": (ANYBODY, NO),
    "try_load": (ANYBODY, NO),
    "try_own": (ANYBODY, NO),
    "keep_trial": (NO, (400,) * 6),
    "try_relay": (NO, ANYBODY),
    "withdraw_offer": (NO, CHANGES),
    "calendars": (LIST, NO),
    "make_feed": (NO, (302,) * 6),
    "name_calendar": (NO, LIST),
    "read_calendar": (NO, (302, 302, 404, 404, 404, 302)),
    "forget_calendar": (NO, (302, 302, 404, 404, 404, 302)),
    "end_feed": (NO, (302, 302, 404, 404, 404, 302)),
    "calendar_feed": (ANYBODY, NO),
    "own_page": (ANYBODY, NO),
    "own_ask_code": (NO, (302,) * 6),
    "own_code": (ANYBODY, NO),
    "own_enter": (NO, (409,) * 6),
    "own_leave": (NO, (302,) * 6),
    "own_meetings": ((302,) * 6, NO),
    "own_wish": ((302,) * 6, (302,) * 6),
    "own_tried": ((302,) * 6, NO),
    "own_agreed": ((302,) * 6, NO),
    "own_in_touch": ((302,) * 6, NO),
    "own_looked_at": ((302,) * 6, NO),
    "another_way": (ANYBODY, (404,) * 6),
    "own_from_meeting": ((404, 200, 404, 404, 404, 404), (404, 302, 404, 404, 404, 404)),
    "own_page_of": (THING, NO),
    "send_own_link": (NO, CHANGES),
    "read_own_code": (NO, THING),
    "withdraw_own_link": (NO, CHANGES),
    "see_wish": (NO, CHANGES),
    "reception": (ANYBODY, NO),
    "join_reception": (NO, ANYBODY),
    "reception_place": (NO, (404,) * 6),
    "reception_way": (NO, (404,) * 6),
    "leave_reception": (NO, (404,) * 6),
    "come_in": (NO, (404,) * 6),
    "receptions": ((302, 302, 200, 200, 302, 302), NO),
    "receptions_waiting": ((302,) * 6, NO),
    "reception_desk": (THING, NO),
    "serve_reception": (NO, CHANGES),
    "take_next": (NO, CHANGES),
    "say_open": (NO, CHANGES),
    "visit": ((302, 302, 404, 404, 302, 200), NO),
    "visit_here": (NO, (302, 302, 404, 404, 200, 204)),
    "begin_visit": (NO, (302, 302, 404, 404, 302, 200)),
    "put_back_visit": (NO, CHANGES),
    "visit_not_here": (NO, CHANGES),
    "take_over_visit": (NO, CHANGES),
    "reception_offices": (ADMINISTERS, NO),
    "reception_settings": (ADMINISTERS, ADMINISTERS),
    "add_reception_hours": (NO, ADMINISTERS),
    "add_reception_day": (NO, ADMINISTERS),
    "reception_link": (ADMINISTERS, NO),
    "remove_reception_hours": (NO, ADMINISTERS),
    "remove_reception_day": (NO, ADMINISTERS),
    "booking": (ANYBODY, NO),
    "take_time": (NO, (404,) * 6),
    "ask_call_off": ((302,) * 6, NO),
    "wait_for_time": (NO, (404,) * 6),
    "call_off": (NO, (409,) * 6),
    "export_client": (ADMINISTERS, ADMINISTERS),
    "client_readers": (ADMINISTERS, NO),
    "erase_client": (ADMINISTERS, ADMINISTERS),
    "cancel_before_erasing": (NO, ADMINISTERS),
    "keep_client": (NO, ADMINISTERS),
    "retention": (ADMINISTERS, ADMINISTERS),
    "own_readers": ((404, 200, 404, 404, 404, 404), NO),
    "door": (ANYBODY, NO),
    "door_ask_code": (NO, (302,) * 6),
    "door_code": ((200, 302, 200, 200, 200, 200), NO),
    "door_enter": (NO, (409,) * 6),
    "door_ask_call": (NO, (302,) * 6),
    "door_answer": (ANYBODY, ANYBODY),
    "companion": (ANYBODY, (302,) * 6),
    "health": (ANYBODY, ANYBODY),
    "health_live": (ANYBODY, ANYBODY),
    "health_ready": (ANYBODY, ANYBODY),
    "metrics": ((404,) * 6, (404,) * 6),
    "today": (LIST, NO),
    "week": (LIST, NO),
    "new_meeting": (LIST, LIST),
    "preview_meeting": (NO, TRIES),
    "new_series": (THING, TRIES),
    "series": (THING, CHANGES),
    "meeting": (THING, NO),
    "move_meeting": (THING, TRIES),
    "cancel_meeting": (THING, CHANGES),
    "meeting_outcome": (NO, CHANGES),
    "meeting_call": (NO, CHANGES),
    "called_before": (NO, (302, 302, 404, 404, 409, 409)),  # the meeting has begun
    "meeting_link": (NO, CHANGES),
    "meeting_vouch": (NO, (302, 302, 404, 404, 404, 302)),
    "meeting_code": (NO, HOST),
    "meeting_room": (HOST, NO),
    "join_meeting": ((302, 302, 404, 404, 404, 302), NO),
    "add_partner": (THING, TRIES),
    "add_colleague": (THING, (302, 302, 404, 404, 404, 404)),
    "remove_partner": (NO, (302, 302, 404, 404, 404, 302)),
    "tell_consent": (NO, (302, 302, 404, 404, 404, 302)),
    "take_over": (NO, (302, 302, 404, 404, 409, 302)),
    "meeting_types": (ADMINISTERS, NO),
    "add_meeting_type": (ADMINISTERS, ADMINISTERS),
    "meeting_type": (ADMINISTERS, ADMINISTERS),
    "move_meeting_type": (NO, ADMINISTERS),
    "close_meeting_type": (NO, ADMINISTERS),
    "reopen_meeting_type": (NO, ADMINISTERS),
    "places": (LIST, NO),
    "meeting_places": (ADMINISTERS, NO),
    "add_meeting_place": (ADMINISTERS, ADMINISTERS),
    "meeting_place": (ADMINISTERS, ADMINISTERS),
    "close_meeting_place": (NO, ADMINISTERS),
    "reopen_meeting_place": (NO, ADMINISTERS),
    "answer_offer": (NO, CHANGES),
    "offer_reasons": (ADMINISTERS, NO),
    "add_offer_reason": (ADMINISTERS, ADMINISTERS),
    "add_ready_reasons": (NO, ADMINISTERS),
    "offer_reason": (ADMINISTERS, ADMINISTERS),
    "close_offer_reason": (NO, ADMINISTERS),
    "reopen_offer_reason": (NO, ADMINISTERS),
    "practices": (ADMINISTERS, NO),
    "practice": (ADMINISTERS, ADMINISTERS),
    "reminders": (ADMINISTERS, ADMINISTERS),
    "booking_rules": (ADMINISTERS, ADMINISTERS),
    "rules": (ADMINISTERS, NO),
    "rules_of_organisation": (ADMINISTERS, ADMINISTERS),
    "rules_of_office": (ADMINISTERS, ADMINISTERS),
    "rules_of_type": (ADMINISTERS, ADMINISTERS),
    "rules_of_meeting": (THING, (302, 302, 404, 404, 404, 302)),
    "contacts": (LIST, NO),
    "new_contact": (LIST, LIST),
    "contact": (THING, NO),
    "finish_contact": (NO, CHANGES),
    "undo_contact": (NO, (302, 302, 404, 404, 409, 302)),
    "sms_receipts": ((404,) * 6, (404,) * 6),
    "mailbox": (ANYBODY, NO),
    "mailbox_calendar": (ANYBODY, NO),
}
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
    *("own_tried", "own_agreed", "own_in_touch", "own_looked_at"),
]
TOKENS: dict[str, Callable[[Scene], str]] = {
    **dict.fromkeys(
        ("booking", "take_time", "ask_call_off", "call_off", "wait_for_time"),
        lambda made: token_of_booking(link_of(made)),
    ),
    **dict.fromkeys(("calendar_feed", "end_feed"), lambda made: token_of_feed(make_feed(by=made.adviser))),
    **dict.fromkeys(("try_own", "try_relay", "keep_trial"), lambda made: try_token(made.client.pk)),
    **dict.fromkeys(OF_OWN_PAGE, lambda made: token_of_own(own_link_of(made))),
}
"""Of links that are none of a meeting."""


def address(name: str, made: Scene) -> str:
    ids: dict[str, object] = {
        "client_id": made.client.pk,
        "meeting_id": made.meeting.pk,
        "participant_id": partner_of(made).pk,
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
        "agreement_id": agreement_of(made).pk,
        "request_id": request_of(made).pk,
        "wish_id": wish_of(made).pk,
        "reception_id": reception_of(made).pk,
        "visit_id": visit_of(made).pk,
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
