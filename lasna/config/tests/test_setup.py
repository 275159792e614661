"""`lasna setup`: how an organisation begins, and that a second one does not disturb the first."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from lasna.config import setup
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.audit.verify import verify_all
from lasna.meetings.models import MeetingType
from lasna.meetings.states.ready_made import TYPES
from lasna.people.models import Office, Organisation, Person

pytestmark = pytest.mark.django_db
GIVEN = {
    "organisation": "Keskustan palvelu",
    "office": "Pohjoinen",
    "email": "Paula@keskusta.fi",
    "name": "Paula Pääkäyttäjä",
    "password": "kolme-vihreaa-tuolia",
}


def made(**changed: str) -> tuple[int, str]:
    said: list[str] = []
    status = setup.run(GIVEN | changed, said.append, asks=False)
    return status, "\n".join(said)


def test_an_organisation_begins_with_an_office_an_administrator_and_meeting_types() -> None:  # N17
    status, said = made()
    assert (status, said) == (
        0,
        "Made: Keskustan palvelu. paula@keskusta.fi signs in as its administrator.",
    )
    organisation, office, person = Organisation.objects.get(), Office.objects.get(), Person.objects.get()
    assert (organisation.name, organisation.is_demo, organisation.language) == (
        "Keskustan palvelu",
        False,
        "fi",
    )
    assert (office.name, office.zone, office.organisation) == ("Pohjoinen", "Europe/Helsinki", organisation)
    assert (person.name, person.role, list(person.offices.all())) == (
        "Paula Pääkäyttäjä",
        Person.Role.ADMINISTRATOR,
        [office],
    )
    assert MeetingType.objects.filter(organisation=organisation).count() == len(TYPES)
    assert AuditRow.objects.get().deed == "organisation.founded"
    assert [row for _chain, row in verify_all() if row is not None] == []
    browser = Browser()
    browser.post("/sign-in", {"login": "paula@keskusta.fi", "password": GIVEN["password"]})
    assert browser.get("/administration")["Location"] == "/settings/sign-in"  # the second factor first
    assert (organisation.second_factor, organisation.lock_after) == ("required", 30)


def test_the_doors_of_the_demo_do_not_exist() -> None:
    made()
    for address in ("/mailbox", "/mailbox/1/meeting.ics", "/sign-in/link/abc"):
        assert Browser().get(address).status_code == 404


def test_another_organisation_may_be_added_and_the_same_not_twice() -> None:
    assert made()[0] == 0
    status, said = made(organisation="KESKUSTAN palvelu")
    assert status == 1 and "an organisation of this name already" in said
    status, said = made(organisation="Toinen")
    assert status == 1 and "has this e-mail address already" in said
    assert Organisation.objects.count() == Person.objects.count() == 1
    assert made(organisation="Toinen", email="toinen@toinen.fi")[0] == 0
    assert Organisation.objects.count() == Person.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"organisation": ""}, "is missing: --organisation"),
        ({"password": ""}, "is missing: LASNA_SETUP_PASSWORD"),
        ({"organisation": "\u202e"}, "characters that can be seen"),
        ({"zone": "Europe/Nowhere"}, "Europe/Helsinki"),
        ({"zone": "../etc/passwd"}, "Europe/Helsinki"),
        ({"language": "de"}, "fi, sv or en"),
        ({"email": "paula"}, "not an e-mail address"),
        ({"password": "lyhyt"}, "12 characters"),
        ({"password": "password123456"}, "too common"),
    ],
)
def test_what_cannot_be_used_makes_nothing(changed: dict[str, str], reason: str) -> None:
    status, said = made(**changed)
    assert status == 1 and said.startswith("Nothing was made.") and reason in said
    assert GIVEN["password"] not in said
    assert not Organisation.objects.exists() and not Person.objects.exists()


def typing(lines: list[str]) -> Callable[[str], str]:
    return lambda _words: lines.pop(0)


def test_it_asks_again_until_an_answer_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = ["", "Palvelu", "Itä", "Mars", "", "sv", "x", "a@b.fi", "Anna"]
    passwords = [
        "lyhyt",
        "lyhyt",
        "kolme-vihreaa-tuolia",
        "muu",
        "kolme-vihreaa-tuolia",
        "kolme-vihreaa-tuolia",
    ]
    monkeypatch.setattr("builtins.input", typing(typed))
    monkeypatch.setattr("getpass.getpass", typing(passwords))
    said: list[str] = []
    assert setup.run({}, said.append, asks=True) == 0
    assert (typed, passwords) == ([], [])
    person = Person.objects.get()
    assert (person.organisation.name, person.language, person.offices.get().zone) == (
        "Palvelu",
        "sv",
        "Europe/Helsinki",
    )
    assert person.check_password("kolme-vihreaa-tuolia")
    assert "The two are not the same." in said
