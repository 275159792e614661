"""Two organisations, two offices, every role: what is another's answers as what does not exist. # N44

Status, words, headers, length, and the statements asked of the database, which stand for time (``make
bench-crawl`` measures it). The addresses come from the table of URLs, entrances and commands from their
registries: what is added is tried by itself. A new parameter has to say here whose it is.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lasna.around.tests.scene import material_of
from lasna.booking.tests.scene import exception_of, hours_of, link_of
from lasna.clients.models import ClientImport
from lasna.contacts.models import Contact
from lasna.contacts.tests.agreeing import agreement_of
from lasna.correspondence.tests.letters import letter_of
from lasna.correspondence.tests.scene import lost_message_of
from lasna.guidance.tests.asking import request_of
from lasna.kernel import clock, keys
from lasna.knocking.tests.scene import knock_of
from lasna.meetings.tests.choosing import reason_of
from lasna.meetings.tests.groups import group_of, seat_of
from lasna.meetings.tests.places import some_place
from lasna.meetings.tests.scene import Scene, person
from lasna.organisation.models import Edition
from lasna.own.tests.scene import wish_of
from lasna.people.models import Office, Person, StaffImport
from lasna.people.tests.passkeys import passkey_for
from lasna.reception.tests.scene import day_of, opening_of, reception_of, visit_of
from lasna.tests.test_roles import FIELDS, NAMES, partner_of, stage
from lasna.wording.models import Wording

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]
Ask = Callable[[Browser, str], Any]
MISSING = 987_654_321
"""An id that nothing has."""


# ---- whose things are tried --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    """``within``: who may not have it, everybody outside the ``office`` or outside the ``organisation``."""

    within: str
    id_of: Callable[[Scene], int]


def _import(made: Scene) -> int:
    kept = ClientImport.objects.filter(person=made.adviser).first() or ClientImport.objects.create(
        person=made.adviser,
        office=made.office,
        content=keys.sealed('[["Nimi"], [[2, ["Aino"]]]]'),
        created_at=clock.now(),
    )
    return kept.pk


def _contact(made: Scene) -> int:
    return Contact.objects.filter(client=made.client).order_by("pk")[0].pk


def _edition(made: Scene) -> int:
    kept = Edition.objects.filter(organisation=made.organisation).first() or Edition.objects.create(
        organisation=made.organisation,
        kind="card",
        by=made.adviser,
        written_at=clock.now(),
        published_at=clock.now(),
    )
    return kept.pk


def _wording(made: Scene) -> int:
    own = {"message": "invitation_video", "channel": "post", "language": "fi", "by": made.adviser}
    kept = Wording.objects.filter(organisation=made.organisation).first() or Wording.objects.create(
        organisation=made.organisation, at=clock.now(), **own
    )
    return kept.pk


def _staff_import(made: Scene) -> int:
    kept = StaffImport.objects.filter(person=made.adviser).first() or StaffImport.objects.create(
        person=made.adviser, content=keys.sealed('[["Nimi"], [[2, ["Aino"]]]]'), created_at=clock.now()
    )
    return kept.pk


def _factor(made: Scene) -> int:
    own = Authenticator.objects.filter(user_id=made.adviser.pk, type=Authenticator.Type.WEBAUTHN).first()
    return int((own or passkey_for(made.adviser)).pk)


def _colleague_with_factor(made: Scene) -> int:
    colleague = person(made.organisation, made.office)
    passkey_for(colleague)
    return colleague.pk


PARAMETERS: dict[str, Parameter] = {
    "client_id": Parameter("office", lambda made: made.client.pk),
    "meeting_id": Parameter("office", lambda made: made.meeting.pk),
    "contact_id": Parameter("office", _contact),
    "group_id": Parameter("office", lambda made: group_of(made).pk),
    "seat_id": Parameter("office", lambda made: seat_of(made).pk),
    "import_id": Parameter("office", _import),
    "edition_id": Parameter("organisation", _edition),
    "office_id": Parameter("organisation", lambda made: made.office.pk),
    "person_id": Parameter("organisation", lambda made: made.adviser.pk),
    "participant_id": Parameter("office", lambda made: partner_of(made).pk),
    "type_id": Parameter("organisation", lambda made: made.type.pk),
    "place_id": Parameter("organisation", lambda made: some_place(made).pk),
    "reason_id": Parameter("organisation", lambda made: reason_of(made.organisation).pk),
    "factor_id": Parameter("office", _factor),
    "hours_id": Parameter("office", lambda made: hours_of(made).pk),
    "exception_id": Parameter("office", lambda made: exception_of(made).pk),
    "agreement_id": Parameter("office", lambda made: agreement_of(made).pk),
    "wish_id": Parameter("office", lambda made: wish_of(made).pk),
    "material_id": Parameter("organisation", lambda made: material_of(made).pk),
    "link_id": Parameter("office", lambda made: link_of(made).pk),
    "request_id": Parameter("organisation", lambda made: request_of(made).pk),
    "letter_id": Parameter("office", lambda made: letter_of(made).pk),
    "message_id": Parameter("organisation", lambda made: lost_message_of(made.organisation).pk),
    "reception_id": Parameter("office", lambda made: reception_of(made).pk),
    "knock_id": Parameter("office", lambda made: knock_of(made).pk),
    "visit_id": Parameter("office", lambda made: visit_of(made).pk),
    "opening_id": Parameter("organisation", lambda made: opening_of(made).pk),
    "day_id": Parameter("organisation", lambda made: day_of(made).pk),
}
"""Ids of things: in an address, ``something_id``."""
AT: dict[tuple[str, str], Parameter] = {
    ("keep_client", "client_id"): Parameter("organisation", lambda made: made.client.pk),
    ("words_on_paper", "edition_id"): Parameter("organisation", _wording),
    ("meeting_task", "participant_id"): Parameter("office", lambda made: made.guest.pk),
    ("take_factors", "person_id"): Parameter("organisation", _colleague_with_factor),
    ("check_staff_import", "import_id"): Parameter("organisation", _staff_import),
    ("write_staff_import", "import_id"): Parameter("organisation", _staff_import),
    ("drop_staff_import", "import_id"): Parameter("organisation", _staff_import),
}
"""Where a parameter is not what it is elsewhere: (address's name, parameter)."""
WORDS = {
    "kind": "card",
    "message": "invitation_video",
    "channel": "sms",
    "language": "fi",
    "version": 1,
    "colour": "0b5a60",
    "name": "0" * 64,
    "slug": "demo",
    "key": "0" * 16,
}
"""Parameters that name no thing of somebody's."""
OPEN = {"item_id"}
"""The demo's mailbox: everybody's. And links, which are for who holds them: test_guessing."""

DRAWN = {"add_app", "add_passkey", "lock_passkey", "lock_now"}
"""About who asks alone, and never twice the same: fresh secrets, and the lock, which one press shuts."""

SENT: dict[str, Callable[[Scene], int]] = {
    "client": lambda made: made.client.pk,
    "client_id": lambda made: made.client.pk,
    "meeting": lambda made: made.meeting.pk,
    "contact": _contact,
    "participant": lambda made: made.guest.pk,
    "admit": lambda made: made.guest.pk,
    "adviser": lambda made: made.adviser.pk,
    "person": lambda made: made.adviser.pk,
    "who": lambda made: made.adviser.pk,
    "to": lambda made: made.adviser.pk,
    "colleague": lambda made: made.adviser.pk,
    "office": lambda made: made.office.pk,
    "offices": lambda made: made.office.pk,
    "type": lambda made: made.type.pk,
}
"""Names under which a form or an address bar may carry an id: each is tried at every address."""

HOW = "Say in lasna/tests/test_walls.py whose it is ({table}), and the crawl tries it."


# ---- who tries ---------------------------------------------------------------------------------------------


def signed_in(somebody: Person, role: str) -> Browser:
    Person.objects.filter(pk=somebody.pk).update(role=role)
    browser = Browser()
    browser.force_login(Person.objects.get(pk=somebody.pk))
    return browser


def strangers(mine: Scene, *, within: str) -> Iterator[tuple[str, Browser, Scene]]:
    """Everybody who may not have what is ``mine``, with the scene that they have themselves."""
    theirs = stage()
    yield "nobody", Browser(), theirs
    theirs.pass_the_code()
    guest = Browser()
    guest.cookies.load(theirs.cookies())
    yield "a guest by link", guest, theirs
    for role in Person.Role.values:
        yield f"{role} of another organisation", signed_in(theirs.adviser, role), theirs
    if within == "organisation":
        return
    office = Office.objects.create(organisation=mine.organisation, name="Toinen")
    for role in Person.Role.values:
        colleague = person(mine.organisation, office)
        yield f"{role} of another office", signed_in(colleague, role), replace(theirs, adviser=colleague)


# ---- what they get -----------------------------------------------------------------------------------------

_CHANGING = re.compile(r'(nonce-|nonce="|csrfmiddlewaretoken" value=")[\w-]+|x-request-id.*?\)')


@dataclass(frozen=True)
class Answer:
    status: int
    length: int
    body: str
    headers: str
    statements: tuple[str, ...]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked in this block, the log of who looked included; values left out."""
    told: list[str] = []
    with CaptureQueriesContext(connection) as asked:
        yield told
    told += [re.sub(r"'(?:[^']|'')*'|\d+", "N", query["sql"]) for query in asked]


def answer(ask: Callable[[], HttpResponse], ids: set[int]) -> Answer:
    """With the ids masked that were asked for: a page may say them back."""
    with statements() as told:
        given = ask()
    mask = re.compile(r"\b(" + "|".join(str(each) for each in ids) + r")\b")
    body = _CHANGING.sub("", mask.sub("ID", given.content.decode(errors="replace")))
    # The length is compared below, without what changes; as a number it may happen to be the id.
    others = sorted(
        (name.lower(), value) for name, value in given.headers.items() if name != "Content-Length"
    )
    headers = mask.sub("ID", _CHANGING.sub("", str(others).lower()))
    return Answer(given.status_code, len(body), body, headers, tuple(told))


def same(ask: Callable[[int], HttpResponse], foreign: int, at: str) -> Answer:
    """What is another's and what does not exist are answered the same, from the second request on: the first
    list of a quarter of an hour is written down, whatever was asked for."""
    ids = {foreign, MISSING}
    there = answer(lambda: ask(foreign), ids)
    nowhere = answer(lambda: ask(MISSING), ids)
    for part in ("status", "body", "headers", "statements", "length"):
        assert getattr(there, part) == getattr(nowhere, part), f"{at}: {part}"
    return there


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    """Pages tell the time of the day."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def parameter_at(name: str, parameter: str) -> Parameter:
    return AT.get((name, parameter)) or PARAMETERS[parameter]


def address_of(name: str, made: Scene, **others: int) -> str:
    """Everything in it is of ``made`` but ``others``."""
    values = {
        each: WORDS[each] if each in WORDS else parameter_at(name, each).id_of(made) for each in NAMES[name]
    }
    return reverse(name, kwargs=values | others)


def _ask(ask: Ask, browser: Browser, theirs: Scene, name: str, parameter: str, number: int) -> Any:
    return ask(browser, address_of(name, theirs, **{parameter: number}))


WITH_IDS = [
    (name, parameter)
    for name, parameters in NAMES.items()
    for parameter in parameters
    if parameter in PARAMETERS and not set(parameters) & {"token"}
]
METHODS: dict[str, Ask] = {
    "GET": lambda browser, address: browser.get(address),
    "HX": lambda browser, address: browser.get(address, headers={"HX-Request": "true"}),
    "POST": lambda browser, address: browser.post(address, FIELDS | {"to": "up"}),
    "empty POST": lambda browser, address: browser.post(address),
}


def _send(ask: Callable[..., Any], address: str, field: str, number: int) -> Any:
    return ask(address, {field: number})


def test_every_parameter_of_an_address_says_whose_it_is() -> None:
    known = {*PARAMETERS, *WORDS, *OPEN, "token"}
    for name, parameters in NAMES.items():
        for parameter in parameters:
            assert parameter in known, f"{name}: {parameter}. " + HOW.format(table="PARAMETERS or WORDS")


@pytest.mark.parametrize(("name", "parameter"), WITH_IDS)
def test_what_is_anothers_answers_as_what_does_not_exist(name: str, parameter: str) -> None:
    mine = stage()
    kind = parameter_at(name, parameter)
    foreign = kind.id_of(mine)
    tried = 0
    for who, browser, theirs in strangers(mine, within=kind.within):
        for method, ask in METHODS.items():
            at = f"{method} {name} of {who}"
            _ask(ask, browser, theirs, name, parameter, MISSING)
            given = same(partial(_ask, ask, browser, theirs, name, parameter), foreign, at)
            outside = "_auth_user_id" not in browser.session
            assert given.status in ({302, 401, 404, 405} if outside else {404, 405}), f"{at}: {given.status}"
            tried += 1
    assert tried >= 24


@pytest.mark.parametrize("name", sorted({name for name, _parameter in WITH_IDS}))
def test_the_same_address_answers_those_whose_it_is(name: str) -> None:
    """Else the crawl would prove nothing."""
    mine = stage()
    address = address_of(name, mine)
    said = set()
    for role in Person.Role.values:
        browser = signed_in(mine.adviser, role)
        said |= {ask(browser, address).status_code for ask in METHODS.values()}
    assert said - {404, 405}


@pytest.mark.parametrize("name", sorted(set(NAMES) - {name for name, _parameter in WITH_IDS}))
def test_an_id_that_is_sent_along_tells_nothing_of_another(name: str) -> None:
    if set(NAMES[name]) - set(WORDS) or name in DRAWN:
        return  # links and the demo's mailbox: whoever holds one
    mine = stage()
    address = reverse(name, kwargs={each: WORDS[each] for each in NAMES[name]})
    for who, browser, theirs in strangers(mine, within="organisation"):
        if "of another organisation" not in who:
            continue
        for method in ("GET", "POST"):
            ask = browser.get if method == "GET" else browser.post
            for turn, (field, id_of) in enumerate(SENT.items()):
                at = f"{method} {name} with {field} of {who}"
                send = partial(_send, ask, address, field)
                if not turn or "_auth_user_id" not in browser.session:  # the page for signing out
                    browser.force_login(theirs.adviser)
                    ask(address)
                    send(MISSING)
                same(send, id_of(mine), at)
