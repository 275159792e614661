"""A forgotten password. # N44"""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lasna.correspondence import tasks
from lasna.correspondence.models import MailboxItem, Message
from lasna.people import services
from lasna.people.models import Organisation, PasswordAsked, Person, PersonLink
from lasna.people.tests.browsing import deeds, person_of, sign_in, signed_in, with_app

pytestmark = pytest.mark.django_db
FRESH = {"new_password1": "punainen mökki rannalla", "new_password2": "punainen mökki rannalla"}


@pytest.fixture
def meri() -> Person:
    return person_of(Organisation.objects.create(name="Työllisyysalue", is_demo=True))


def ask(email: str = "meri@example.org", **meta: str) -> int:
    return Client(**meta).post("/sign-in/forgotten", {"email": email}).status_code  # type: ignore[arg-type]


def letter() -> str:
    """The link of the newest letter, as the mailbox shows it."""
    services.look_up_asked()
    tasks.send_mails()
    text = MailboxItem.objects.order_by("-pk").first()
    assert text is not None
    return next(line for line in text.text.split() if "/sign-in/new-password/" in line).removeprefix(
        "http://testserver"
    )


def test_the_link_brings_a_new_password_and_signs_out_everywhere(meri: Person) -> None:  # N44
    inside = signed_in()
    assert ask() == 200
    address = letter()
    assert Client().get(address).status_code == 200
    assert Client().post(address, FRESH)["Location"] == "/sign-in"
    assert inside.get("/settings").status_code == 302
    assert sign_in(Client()) == "" and sign_in(Client(), password=FRESH["new_password1"]) == "/"
    assert "person.password_reset" in deeds(meri)


def test_the_second_factor_is_still_asked_for(meri: Person) -> None:
    with_app(meri)
    ask()
    Client().post(letter(), FRESH)
    assert sign_in(Client(), password=FRESH["new_password1"]) == "/sign-in/second-factor"


def test_the_link_works_once_for_an_hour_and_the_newest_only(meri: Person) -> None:
    with time_machine.travel("2027-05-03T09:00:00Z", tick=False) as time:
        ask()
        first = letter()
        time.shift(timedelta(minutes=1))
        ask()
        second = letter()
        assert Client().get(first).status_code == 404
        time.shift(timedelta(minutes=59))
        assert Client().get(second).status_code == 200
        time.shift(timedelta(minutes=1))
        dead = Client().post(second, FRESH)
        assert dead.status_code == 404
        time.shift(timedelta(minutes=1))
        ask()
        third = letter()
        assert Client().post(third, FRESH).status_code == 302
        again = Client().post(third, FRESH)
        unknown = Client().get("/sign-in/new-password/" + "a" * 43)
        assert again.status_code == unknown.status_code == 404


def test_opening_the_link_changes_nothing(meri: Person) -> None:
    ask()
    address = letter()
    before = PersonLink.objects.values().get()
    for _ in range(3):
        assert Client().get(address).status_code == 200
    assert PersonLink.objects.values().get() == before


def test_known_and_unknown_are_answered_by_the_same_page_and_the_same_work(meri: Person) -> None:  # N44
    told, work = [], []
    for email in ("meri@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            page = Client().post("/sign-in/forgotten", {"email": email}).content.decode()
        told.append(page.replace(email, ""))
        work.append([query["sql"].split(" ")[0] for query in asked])
    assert work[0] == work[1]
    said = [page[page.index("<main") : page.index("</main>")] for page in told]
    assert said[0] == said[1]


def test_a_letter_goes_only_to_who_has_a_password_and_is_with_us(meri: Person) -> None:
    no_password = person_of(meri.organisation, "kutsuttu@example.org")
    no_password.set_unusable_password()
    no_password.save()
    person_of(meri.organisation, "lahtenyt@example.org", is_active=False)
    for email in ("kutsuttu@example.org", "lahtenyt@example.org", "nobody@example.org"):
        ask(email)
    services.look_up_asked()
    assert not Message.objects.exists()
    ask(" MERI@Example.org ")
    services.look_up_asked()
    assert Message.objects.get().address == "meri@example.org"


def test_what_was_typed_is_sealed_and_wiped(meri: Person) -> None:
    ask()
    assert "meri" not in str(PasswordAsked.objects.values().get())
    services.look_up_asked()
    assert PasswordAsked.objects.get().email_sealed == ""


def test_asking_has_an_end_by_person_and_by_place(meri: Person) -> None:  # N44
    with time_machine.travel("2027-05-03T09:00:00Z", tick=False) as time:
        for number in range(3):
            assert ask(REMOTE_ADDR=f"192.0.2.{number}") == 200
        assert ask(REMOTE_ADDR="192.0.2.9") == 400
        for number in range(20):
            assert ask(f"p{number}@example.org", REMOTE_ADDR="198.51.100.1") == 200
        assert ask("p99@example.org", REMOTE_ADDR="198.51.100.1") == 400
        time.shift(timedelta(hours=1, seconds=1))
        assert ask() == 200
        assert PasswordAsked.objects.count() == 1


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "\x00@x.fi", "x" * 9000 + "@example.org", "a@example.org\r\nBcc: b@c.fi"]
)
def test_what_is_no_address_is_refused_in_words(meri: Person, email: str) -> None:
    assert ask(email) == 400
    assert not PasswordAsked.objects.exists()


def test_a_weak_new_password_is_refused_and_the_link_still_works(meri: Person) -> None:
    ask()
    address = letter()
    assert Client().post(address, {"new_password1": "lyhyt", "new_password2": "lyhyt"}).status_code == 400
    assert Client().post(address, FRESH).status_code == 302
