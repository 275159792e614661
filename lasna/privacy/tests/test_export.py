"""A copy of everything that is held, and who looked, for the client. # N44, N53"""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.audit.services import record_all
from lasna.meetings import services
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, scene
from lasna.oversight.protocol import DEEDS
from lasna.people.models import Office, Person
from lasna.privacy.queries.readers import plain_words
from lasna.privacy.tests.story import (
    EMAIL,
    NAME,
    NUMBER,
    TOLD,
    administrator,
    been_through_everything,
    promised_and_tried,
)

pytestmark = pytest.mark.django_db


def export_of(made: Scene) -> str:
    return f"/clients/{made.client.pk}/export"


def readers_page(made: Scene) -> str:
    return f"/clients/{made.client.pk}/readers"


def opened(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_copy_holds_everything_in_the_clients_language() -> None:  # N53
    made = been_through_everything()
    promised_and_tried(made)
    browser = administrator(made)
    assert "What is in it" in browser.get(export_of(made)).content.decode()
    answer = browser.post(export_of(made))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "no-store")
    assert NAME not in answer["Content-Disposition"]
    files = opened(answer.content)
    told = json.loads(files.pop("data.json"))
    assert set(told) == {
        "made",
        "organisation",
        "client",
        "details",
        "meetings",
        "people",
        "meeting_channels",
        "door",
        "calls",
        "offers",
        "messages",
        "contacts",
        "contact_channels",
        "who_looked",
        "links",
        "agreements",
        "booking_links",
        "trials",
        "try_links",
        "help_requests",
        "own_page",
        "own_page_messages",
        "way_wishes",
        "visits",
        "tasks",
        "knocks",
    }
    assert [bool(row["sent"]) for row in told["tasks"]] == [True]
    assert [row["way"] for row in told["way_wishes"]] == ["puhelin"]
    assert [row["to"] for row in told["own_page_messages"]] == [EMAIL]
    assert len(told["own_page"]) == 1
    assert [row["note"] for row in told["agreements"]] == [TOLD]
    assert [row["to"] for row in told["booking_links"]] == [EMAIL]
    assert [row["device"] for row in told["trials"]] == [TOLD]
    assert len(told["try_links"]) == 1
    assert [row["said"] for row in told["help_requests"]] == [TOLD]
    assert [(row["answer"], row["reason"]) for row in told["offers"]] == [
        ("tarjottiin, asiakas valitsi toisin", "Ei laitetta")
    ]
    assert [row["words"] for row in told["knocks"]] == [f"Soitan: {TOLD}"]
    assert [(row["name"], row["phone"]) for row in told["visits"]] == [(f"Qvx {NAME}", NUMBER)]
    assert [told["details"][0][key] for key in ("last_name", "email", "phone")] == [NAME, EMAIL, NUMBER]
    home = f"{TOLD}n kuja 1, 00100 {TOLD}"
    assert told["details"][0]["address"] == home
    assert [row["address"] for row in told["messages"] if home in row["address"]] == [f"Qvx {NAME}, {home}"]
    agreed = {row["agreed"] for row in told["meetings"]}
    assert agreed == {f"Sovittu: {TOLD}", f"Vastaanotossa: {TOLD}"}
    # The meeting at the reception began without words at a door.
    assert {row["said"] for row in told["meetings"]} == {f"{TOLD}, odota", ""}
    assert {row["known_by"] for row in told["meetings"]} == {f"Tunnen: {TOLD}", ""}
    assert {row["line"] for row in told["contacts"]} == {f"Rivi: {TOLD}", f"Soitto: {TOLD}"}
    assert [(row["name"], row["how"]) for row in told["people"]] == [(f"Setä {NAME}", f"Puhelimessa: {TOLD}")]
    assert [row["address"] for row in told["links"]] == [f"https://www.kela.fi/{TOLD}"]
    assert f"seta.{EMAIL}" not in json.dumps(told)
    assert [row["channel"] for row in told["meeting_channels"]] != []
    assert {len(told[name]) > 0 for name in ("door", "calls", "messages", "who_looked")} == {True}
    ((name, page),) = files.items()
    assert name == "omat-tiedot.html"
    assert '<html lang="fi">' in page
    for words in (NAME, EMAIL, TOLD, made.adviser.name):
        assert words in page
    assert "<script" not in page
    last = AuditRow.objects.latest("number")
    assert (last.deed, last.ids) == ("client.exported", [made.client.pk])


def test_the_copy_holds_nothing_of_other_clients() -> None:
    made = been_through_everything()
    other = Client.objects.create(
        organisation=made.organisation, office=made.office, first_name="Muukalainen", last_name="Demo"
    )
    record_all(
        chain=made.organisation.pk,
        who=f"person:{made.adviser.pk}",
        deeds=[("clients.listed", "client", (made.client.pk, other.pk))],
    )
    whole = "".join(opened(administrator(made).post(export_of(made)).content).values())
    assert NAME in whole
    assert "Muukalainen" not in whole


def test_a_name_is_text_and_nothing_else() -> None:
    made = scene()
    Client.objects.filter(pk=made.client.pk).update(last_name="<script>alert(1)</script>{{7*7}}")
    files = opened(administrator(made).post(export_of(made)).content)
    assert "<script" not in files["omat-tiedot.html"]
    assert "{{7*7}}" in files["omat-tiedot.html"]


@pytest.mark.parametrize("address", [export_of, readers_page])
@pytest.mark.parametrize("role", ["adviser", "lead", "support", "administrator"])
def test_leads_and_administrators_of_the_office_alone(role: str, address: object) -> None:
    made = scene()
    browser = administrator(made)
    Person.objects.filter(pk=made.adviser.pk).update(role=role)
    allowed = role in ("lead", "administrator")
    assert callable(address)
    assert browser.get(address(made)).status_code == (200 if allowed else 404)
    assert browser.post(export_of(made)).status_code == (200 if allowed else 404)
    stranger = scene()
    assert browser.get(address(stranger)).status_code == 404
    card = browser.get(f"/clients/{made.client.pk}")
    if role != "support":
        assert (address(made) in card.content.decode()) is allowed


def test_who_looked_is_told_by_day_in_plain_words() -> None:  # N44
    made = scene()
    browser = administrator(made)
    for _again in range(2):
        browser.get(f"/clients/{made.client.pk}")
    browser.get("/clients")
    Person.objects.filter(pk=made.adviser.pk).update(name='=HYPERLINK("x")')
    page = browser.get(readers_page(made)).content.decode()
    assert "katsoi tietojasi (2 kertaa)" in page
    assert "näki nimesi luettelossa" in page
    assert made.office.name in page
    table = browser.get(readers_page(made), {"form": "csv"})
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(table.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0] == ["Päivä", "Kuka", "Toimipiste", "Mitä", "Kertaa"]
    assert {row[1] for row in rows[1:]} == {'\'=HYPERLINK("x")'}
    assert AuditRow.objects.filter(deed="audit.listed").exists()
    browser.get(readers_page(made), {"form": "csv"})
    assert AuditRow.objects.filter(deed="audit.exported", ids=[made.client.pk]).count() == 2


def test_the_client_sees_who_looked_after_the_code_alone() -> None:  # N44
    made = scene()
    administrator(made).get(f"/clients/{made.client.pk}")
    own = f"{made.link}/who-looked"
    guest = Browser()
    assert guest.get(own).status_code == 404
    assert "who-looked" not in guest.get(made.link).content.decode()
    made.pass_the_code()
    assert guest.get(own).status_code == 404, "another browser"
    guest.cookies.load(made.cookies())
    rows = AuditRow.objects.count()
    answer = guest.get(own)
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "katsoi tietojasi" in page
    assert made.adviser.name in page
    assert AuditRow.objects.count() == rows, "looking at one's own log is nobody's work"
    assert own in guest.get(made.link).content.decode()


def test_the_goodbye_page_leads_to_who_looked() -> None:
    made = scene()
    made.admit()
    guest = Browser()
    guest.cookies.load(made.cookies())
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert f'href="{made.link}/who-looked"' in guest.get(made.link).content.decode()
    assert "who-looked" not in Browser().get(made.link).content.decode()
    long_ago = clock.now() - timedelta(days=1)
    Meeting.objects.update(ends=long_ago, starts=long_ago - timedelta(hours=1), ended_at=long_ago)
    assert guest.get(f"{made.link}/who-looked").status_code == 404


def test_who_looked_takes_as_many_statements_for_thirty_as_for_one() -> None:
    made = scene()
    made.pass_the_code()
    guest = Browser()
    guest.cookies.load(made.cookies())
    taken = []
    for count in (1, 29):
        for number in range(count):
            person = Person.objects.create_person(
                email=f"x{count}-{number}@example.invalid", name="Demo", organisation=made.organisation
            )
            person.offices.add(made.office, Office.objects.create(organisation=made.organisation, name="Muu"))
            deeds = [("client.looked", "client", (made.client.pk,))]
            record_all(chain=made.organisation.pk, who=f"person:{person.pk}", deeds=deeds)
        with counted() as statements:
            assert guest.get(f"{made.link}/who-looked").status_code == 200
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 10, taken


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("client.looked", "katsoi tietojasi"),
        ("meeting.looked", "katsoi tietojasi"),
        ("waiting_clients.listed", "näki nimesi luettelossa"),
        ("audit.listed", "tarkisti, kuka on katsonut tietojasi"),
        ("client.changed", "kirjasi tai muutti tietojasi"),
        ("client.exported", "otti kopion tiedoistasi"),
        ("meeting.moved_to_phone", "hoiti tapaamistasi"),
        ("contact.finished", "kirjasi yhteydenoton kanssasi"),
        ("client.kept", "käsitteli tietojasi"),
    ],
)
def test_deeds_are_told_in_plain_words(deed: str, words: str) -> None:
    assert deed in DEEDS
    with translation.override("fi"):
        assert plain_words(deed) == words
