"""The link that brings a new member of staff to their first password. # N44"""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser

from lasna.correspondence import tasks
from lasna.correspondence.models import MailboxItem, Message
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.people.models import Organisation, Person, PersonLink
from lasna.people.services import INVITATION, invite, token_of

pytestmark = pytest.mark.django_db
PASSWORD = "sininen vene lähtee"


@pytest.fixture
def invited() -> Person:
    organisation = Organisation.objects.create(name="Työllisyysalue", is_demo=True)
    return Person.objects.create_person(email="uusi@example.org", name="Uusi", organisation=organisation)


def link_to(person: Person) -> str:
    with transaction.atomic():
        return f"/sign-in/invitation/{token_of(invite(person))}"


def choose(address: str, password: str = PASSWORD, again: str = "") -> tuple[Browser, int]:
    browser = Browser()
    told = {"new_password1": password, "new_password2": again or password}
    return browser, browser.post(address, told).status_code


def test_the_link_brings_to_a_password_and_in(invited: Person) -> None:
    browser, answer = choose(link_to(invited))
    assert answer == 302 and browser.get("/settings").status_code == 200
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)
    row = AuditRow.objects.get()
    assert (row.deed, row.who, row.ids) == (
        "person.invitation_accepted",
        f"person:{invited.pk}",
        [invited.pk],
    )


def test_opening_the_link_changes_nothing(invited: Person) -> None:
    address = link_to(invited)
    before = PersonLink.objects.values().get()
    for _ in range(3):
        assert Browser().get(address).status_code == 200
    assert PersonLink.objects.values().get() == before
    assert choose(address)[1] == 302


@pytest.mark.parametrize("password", ["lyhyt", "yksitoista1", "qwertyuiop123"])
def test_a_password_that_is_easily_guessed_is_refused_and_the_link_stays(
    invited: Person, password: str
) -> None:
    address = link_to(invited)
    assert choose(address, password)[1] == 400
    assert choose(address, PASSWORD, "toinen salasana")[1] == 400
    assert choose(address)[1] == 302


def dead(address: str) -> bytes:
    """What a link that does not work shows, the same when opened and when pressed."""
    browser = Browser()
    opened, pressed = browser.get(address), browser.post(address, {"new_password1": PASSWORD})
    assert (opened.status_code, pressed.status_code) == (404, 404)
    return opened.content.partition(b"<main")[2].partition(b"</main>")[0]


def test_links_that_are_unknown_used_replaced_old_or_of_somebody_gone_share_one_page(invited: Person) -> None:
    unknown = dead(f"/sign-in/invitation/{'a' * 43}")
    assert b"Linkki ei toimi" in unknown
    replaced = link_to(invited)
    newer = link_to(invited)
    assert dead(replaced) == unknown
    Person.objects.update(is_active=False)
    assert dead(newer) == unknown
    Person.objects.update(is_active=True)
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert dead(newer) == unknown
    assert choose(newer)[1] == 302
    assert dead(newer) == unknown


def test_a_link_of_another_kind_does_not_invite(invited: Person) -> None:
    address = link_to(invited)
    PersonLink.objects.update(kind="password_reset")
    assert choose(address)[1] == 404
    PersonLink.objects.update(kind=INVITATION)
    assert choose(address)[1] == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "word"),
    [("fi", "Valitse ensin salasana"), ("sv", "Välj först"), ("en", "Choose a password first")],
)
def test_the_mail_speaks_the_persons_language_and_the_row_holds_no_token(
    invited: Person, language: str, word: str
) -> None:
    Person.objects.update(language=language)
    invited.refresh_from_db()
    address = link_to(invited)
    message = Message.objects.get()
    assert address.rpartition("/")[2] not in str(Message.objects.values().get())
    assert (message.kind, message.address, message.language) == (INVITATION, "uusi@example.org", language)
    assert tasks.send_mails()
    mail = MailboxItem.objects.get()
    assert word in mail.text and address in mail.text and "Työllisyysalue" in mail.text


@pytest.mark.django_db(transaction=True)
def test_only_the_newest_link_leaves_and_none_that_was_used(invited: Person) -> None:
    link_to(invited)
    newer = link_to(invited)
    while tasks.send_mails():
        pass
    assert [newer in mail.text for mail in MailboxItem.objects.all()] == [True]
    last = link_to(invited)
    choose(last)
    tasks.send_mails()
    assert Message.objects.latest("pk").state == Message.State.DROPPED


@pytest.mark.django_db(transaction=True)
def test_who_rolls_back_has_invited_nobody(invited: Person) -> None:
    with transaction.atomic():
        invite(invited)
        transaction.set_rollback(True)
    assert not Message.objects.exists() and not PersonLink.objects.exists()
