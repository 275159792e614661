"""`lasna seed`: a demo organisation for trying and measuring, plainly demo, the same for the same seed."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser
from django.test import override_settings

from lasna.clients.models import Client
from lasna.clients.queries import client_page
from lasna.config import cli, demo
from lasna.config.seed import Refused, Size, seed
from lasna.contacts.models import Contact, ContactLeg
from lasna.kernel.audit.verify import verify_all
from lasna.kernel.holidays import is_working_day
from lasna.meetings.models import Invitation, Meeting
from lasna.meetings.services.inviting import token_of
from lasna.people.models import Office, Organisation, Person

pytestmark = pytest.mark.django_db
SMALL = Size(offices=2, staff=9, clients=40, contacts_per_client=5, seed=7)
ZONE = ZoneInfo("Europe/Helsinki")
MORNING = "2027-05-03T04:30:00Z"


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def seeded(size: Size = SMALL) -> list[str]:
    return seed(size, organisation_id=None, say=lambda text: None)


def facts() -> list[Any]:
    """Everything drawn, without row numbers."""
    clients = Client.objects.order_by("pk").values_list(
        "first_name", "last_name", "phone", "wish", "adviser__email"
    )
    contacts = Contact.objects.order_by("pk").values_list(
        "began", "channel", "outcome", "moved_reason", "line"
    )
    meetings = Meeting.objects.order_by("pk").values_list(
        "starts", "status", "planned_channel", "adviser__email"
    )
    return [list(clients), list(contacts), list(meetings)]


def test_there_are_as_many_as_asked_for_and_each_role_is_there() -> None:
    demo.load()
    before = Client.objects.count(), Office.objects.count(), Person.objects.count()
    seeded()
    after = Client.objects.count(), Office.objects.count(), Person.objects.count()
    assert [b - a for a, b in zip(before, after, strict=True)] == [40, 2, 9]
    assert set(Person.objects.values_list("role", flat=True)) == set(Person.Role.values)
    assert verify_all() == [(Organisation.objects.get().pk, None)]


def test_everybody_is_plainly_demo() -> None:
    seeded()
    assert Organisation.objects.get().is_demo
    assert not Client.objects.exclude(last_name__startswith="Demo-").exists()
    assert not Person.objects.exclude(name__startswith="Demo-").exists()
    for kind in (Client, Person):
        addresses = kind.objects.exclude(email="").values_list("email", flat=True)
        assert [one for one in addresses if not one.endswith(".invalid")] == []


def test_contacts_lie_in_opening_hours_of_working_days_and_fit_their_legs() -> None:
    seeded()
    assert Contact.objects.count() > 100
    for contact in Contact.objects.all():
        local = contact.began.astimezone(ZONE)
        assert is_working_day(local.date()) and 8 <= local.hour < 16, local
        legs = list(ContactLeg.objects.filter(contact=contact))
        assert (legs[0].began, legs[-1].ended) == (contact.began, contact.ended)
        assert contact.moved_to_phone == (len(legs) > 1) == bool(contact.moved_reason)
    assert len(set(Contact.objects.values_list("channel", flat=True))) >= 4
    assert set(Contact.objects.values_list("outcome", flat=True)) >= {"met", "did_not_come", "cancelled"}


def test_no_adviser_has_two_meetings_at_once_and_links_of_coming_ones_work() -> None:
    seeded()
    spans = Meeting.objects.order_by("adviser", "starts").values_list("adviser", "starts", "ends")
    for (one, _starts, ends), (next_one, starts, _ends) in pairwise(spans):
        assert one != next_one or ends <= starts
    coming = Meeting.objects.filter(status="planned", starts__gt=Meeting.objects.earliest("starts").starts)
    invitation = Invitation.objects.filter(participant__meeting__in=coming).latest("pk")
    assert Browser().get(f"/m/{token_of(invitation)}").status_code == 200


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    drawn = []
    for number in (7, 7, 8):
        with transaction.atomic():
            seeded(Size(2, 9, 20, 4, number))
            drawn.append(facts())
            transaction.set_rollback(True)
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_seeded_adviser_signs_in_and_finds_a_client_by_any_part() -> None:
    seeded()
    browser = Browser()
    answer = browser.post("/sign-in", {"login": "demo-adviser-1@demo.invalid", "password": demo.password()})
    assert answer.status_code == 302
    adviser = Person.objects.get(email="demo-adviser-1@demo.invalid")
    client = Client.objects.filter(adviser=adviser).exclude(phone="")[0]
    for part in (client.last_name[6:9], client.phone[-5:]):
        assert client.pk in [found.pk for found in client_page(adviser, text=part).rows]


def test_nothing_is_made_twice_nor_in_an_organisation_that_is_no_demo() -> None:
    seeded()
    counted = Client.objects.count()
    real = Organisation.objects.create(name="Oikea", is_demo=False)
    with pytest.raises(Refused, match="already"):
        seeded()
    for number in (real.pk, real.pk + 1000):
        with pytest.raises(Refused, match="not a demo"):
            seed(SMALL, organisation_id=number, say=lambda text: None)
    assert Client.objects.count() == counted
    assert not Office.objects.filter(organisation=real).exists()


@pytest.mark.parametrize(
    "size", [Size(0, 9, 1, 1, 7), Size(2, 5, 1, 1, 7), Size(1, 9, -1, 1, 7), Size(1, 9, 1, 999, 7)]
)
def test_a_size_that_makes_no_sense_is_refused(size: Size) -> None:
    with pytest.raises(Refused):
        seeded(size)
    assert not Organisation.objects.exists()


def test_a_production_service_has_no_demo_people(capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(LASNA_PRODUCTION=True), pytest.raises(Refused, match="production"):
        seeded()
    assert not Organisation.objects.exists()


def test_coming_meetings_are_within_the_next_weeks() -> None:
    seeded()
    starts = Meeting.objects.filter(status="planned", adviser__email__startswith="demo-").values_list(
        "starts", flat=True
    )
    soon = Contact.objects.latest("began").began + timedelta(days=30)
    assert starts and all(at < soon and is_working_day(at.astimezone(ZONE).date()) for at in starts)
    assert cli.parser().parse_args(["seed"]).act is cli.seed
