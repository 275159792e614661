"""The page of who looked: found, taken out and checked by whoever answers for the service. # N44"""

import ast
import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import translation

from lasna.clients.tests.counting import counted
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.audit.services import record_all
from lasna.meetings.tests.scene import Scene, scene
from lasna.oversight.protocol import DEEDS, cell
from lasna.oversight.queries import Wanted, rows_of
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
PAGE, EXPORT, VERIFY = (
    "/administration/audit",
    "/administration/audit/export",
    "/administration/audit/verify",
)


@pytest.fixture
def made() -> Scene:
    return scene()


def browser_of(made: Scene, role: str = "administrator") -> Browser:
    Person.objects.filter(pk=made.adviser.pk).update(role=role, language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    return browser


def write(made: Scene, deed: str, subject: str, *ids: int, who: int | None = None) -> None:
    by = who or made.adviser.pk
    record_all(chain=made.organisation.pk, who=f"person:{by}", deeds=[(deed, subject, ids)])


def around() -> dict[str, str]:
    today = clock.now().date()
    return {"since": str(today - timedelta(days=2)), "until": str(today + timedelta(days=2))}


def deeds_about(made: Scene, client: int) -> list[tuple[str, list[int]]]:
    rows = rows_of(made.organisation.pk, Wanted(client=client))
    return [(row.deed, row.ids) for row in rows]


@pytest.mark.parametrize("role", ["adviser", "lead", "support", "administrator"])
def test_only_an_administrator_sees_takes_and_checks_the_log(made: Scene, role: str) -> None:  # N44
    browser = browser_of(made, role)
    told = around() | {"person": str(made.adviser.pk), "form": "csv"}
    answers = [browser.get(PAGE), browser.post(EXPORT, told), browser.post(VERIFY)]
    allowed = [200, 200, 302] if role == "administrator" else [404, 404, 404]
    assert [answer.status_code for answer in answers] == allowed


def test_all_that_names_a_client_is_found_and_no_more(made: Scene) -> None:  # N44
    mine, other = made.client.pk, made.client.pk * 10 + 1
    before = deeds_about(made, mine)
    write(made, "client.looked", "client", mine)
    write(made, "clients.listed", "client", other, mine, other + 1)
    write(made, "clients.listed", "client", other, int(f"{mine}{mine}"))
    write(made, "meeting.looked", "meeting", made.meeting.pk)
    write(made, "person.signed_in", "person", mine)
    assert deeds_about(made, mine)[: -len(before) or None] == [
        ("meeting.looked", [made.meeting.pk]),
        ("clients.listed", [other, mine, other + 1]),
        ("client.looked", [mine]),
    ]


def test_the_page_shows_names_of_staff_and_numbers_of_clients(made: Scene) -> None:
    made.client.last_name = "Kanarialintu"
    made.client.save()
    write(made, "client.looked", "client", made.client.pk)
    text = (
        browser_of(made).get(PAGE, {"client": str(made.client.pk), "deed": "client.looked"}).content.decode()
    )
    assert made.adviser.name in text
    assert f"{DEEDS['client.looked']}</td>" in text
    assert f"client {made.client.pk}</td>" in text
    assert "Kanarialintu" not in text


def test_looking_for_one_client_is_on_record(made: Scene) -> None:  # N44
    browser_of(made).get(PAGE, {"client": made.client.pk})
    assert deeds_about(made, made.client.pk)[0] == ("audit.listed", [made.client.pk])


def test_another_organisation_has_nothing_here(made: Scene) -> None:  # N44
    other = scene()
    write(other, "client.looked", "client", other.client.pk)
    browser = browser_of(made)
    assert browser.get(PAGE, {"client": made.client.pk}).status_code == 200
    assert browser.get(PAGE, {"client": other.client.pk}).status_code == 404
    told = around() | {"form": "csv"}
    assert browser.post(EXPORT, told | {"client": made.client.pk}).status_code == 200
    assert browser.post(EXPORT, told | {"client": other.client.pk}).status_code == 404
    assert browser.get(PAGE, {"person": other.adviser.pk}).status_code == 400
    assert browser.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"client": "9" * 30},
        {"client": "\x00"},
        {"since": "9999-12-31"},
        {"until": "0001-01-01"},
        {"deed": "x"},
        {"page": "-1"},
    ],
)
def test_what_makes_no_sense_shows_no_rows(made: Scene, asked: dict[str, str]) -> None:
    write(made, "client.looked", "client", made.client.pk)
    browser = browser_of(made)
    assert b"<table" in browser.get(PAGE).content
    answer = browser.get(PAGE, asked)
    assert (answer.status_code, b"<table" in answer.content) == (400, False)


def test_the_page_takes_as_many_statements_for_one_row_as_for_thirty(made: Scene) -> None:
    browser = browser_of(made)
    asked = {"client": str(made.client.pk), "deed": "client.looked"}
    browser.get(PAGE, asked)  # puts its own look on record, which it does once in 15 minutes
    write(made, "client.looked", "client", made.client.pk)
    with counted() as one:
        browser.get(PAGE, asked)
    for _number in range(29):
        write(made, "client.looked", "client", made.client.pk)
    with counted() as thirty:
        assert browser.get(PAGE, asked).content.count(b'scope="row"') == 30
    assert len(one) == len(thirty)


def test_pages_of_the_log_follow_each_other(made: Scene) -> None:
    for _number in range(40):
        write(made, "contact.undone", "contact", 1)
    browser = browser_of(made)
    rows = [
        browser.get(PAGE, {"deed": "contact.undone", "page": page}).content.count(b'scope="row"')
        for page in (1, 2, 3)
    ]
    assert rows == [30, 10, 0]


def test_an_incident_leaves_as_a_table_that_runs_nothing(made: Scene) -> None:  # N44
    Person.objects.filter(pk=made.adviser.pk).update(name='=HYPERLINK("x")')
    write(made, "client.looked", "client", made.client.pk)
    told = around() | {"client": str(made.client.pk), "deed": "client.looked", "form": "csv"}
    answer = browser_of(made).post(EXPORT, told)
    assert answer["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";")
    assert head[:4] == ["number", "at", "who", "deed"]
    assert row[2:4] == ['\'=HYPERLINK("x")', "client.looked"]
    assert deeds_about(made, made.client.pk)[0] == ("audit.exported", [made.client.pk])


def test_an_incident_leaves_as_data(made: Scene) -> None:
    write(made, "client.looked", "client", made.client.pk)
    told = around() | {"person": made.adviser.pk, "deed": "client.looked", "form": "json"}
    (row,) = json.loads(browser_of(made).post(EXPORT, told).content)
    stored = AuditRow.objects.get(deed="client.looked")
    assert (row["number"], row["ids"], row["hash"]) == (stored.number, [made.client.pk], stored.hash)
    assert AuditRow.objects.latest("number").deed == "audit.exported"


@pytest.mark.parametrize("missing", ["person", "since", "until"])
def test_the_whole_log_does_not_leave(made: Scene, missing: str) -> None:  # N44
    told = around() | {"person": str(made.adviser.pk), "form": "csv"}
    browser = browser_of(made)
    assert browser.post(EXPORT, told).status_code == 200
    del told[missing]
    answer = browser.post(EXPORT, told)
    assert (answer.status_code, answer["Lasna-Code"]) == (409, "audit.not_an_incident")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])
def test_a_cell_is_text(sign: str) -> None:
    assert cell(f"{sign}1") == f"'{sign}1"
    assert cell(f"a{sign}1") == f"a{sign}1"


def test_the_page_names_the_first_broken_row(made: Scene) -> None:  # N44
    for number in range(5):
        write(made, "client.looked", "client", number + 1)
    browser = browser_of(made)
    assert "The log is whole" in browser.post(VERIFY, follow=True).content.decode()
    broken = AuditRow.objects.filter(deed="client.looked")[2].number
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_row_stays_unchanged")
        else:
            cursor.execute("ALTER TABLE audit_auditrow DISABLE TRIGGER audit_row_stays")
        cursor.execute("UPDATE audit_auditrow SET who = 'person:9999' WHERE number = %s", [broken])
    assert f"The log is broken at row {broken}:" in browser.post(VERIFY, follow=True).content.decode()


def test_a_log_too_long_to_wait_for_is_refused_in_words(made: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    write(made, "client.looked", "client", 1)
    write(made, "client.looked", "client", 1)
    browser = browser_of(made)
    assert browser.post(VERIFY).status_code == 302
    monkeypatch.setattr("lasna.oversight.services.MOST_WHILE_WAITING", 1)
    answer = browser.post(VERIFY)
    assert (answer.status_code, answer["Lasna-Code"]) == (409, "audit.too_long")


def test_the_card_leads_an_administrator_to_who_looked(made: Scene) -> None:
    card, link = f"/clients/{made.client.pk}", f'href="{PAGE}?client={made.client.pk}"'
    assert link in browser_of(made).get(card).content.decode()
    assert link not in browser_of(made, "lead").get(card).content.decode()


def written_deeds(text: str) -> set[str]:
    """Every deed that is written out in a call that puts something on record."""
    found: set[str] = set()
    for call in ast.walk(ast.parse(text)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name.strip("_") in {"looked", "audit", "record", "note"}:
            values = [*call.args, *(keyword.value for keyword in call.keywords)]
            strings = [v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)]
            found |= {string for string in strings if "." in string}
    return found


def test_every_deed_of_the_code_has_words_in_three_languages() -> None:  # N44
    root = Path(__file__).parents[2]
    files = [path for path in root.rglob("*.py") if "tests" not in path.parts]
    used = set().union(*(written_deeds(path.read_text()) for path in files))
    assert len(used) > 20
    assert used - set(DEEDS) == set()
    for deed, words in DEEDS.items():
        said = set()
        for language in ("fi", "sv", "en"):
            with translation.override(language):
                said.add(str(words))
        assert len(said) == 3, deed


def test_a_deed_without_words_is_found() -> None:
    assert written_deeds('_note(by, "door.painted", "door", [1])') - set(DEEDS) == {"door.painted"}
    assert written_deeds('note(person=by, deed="client.looked")') - set(DEEDS) == set()
