"""Clients of another register come as one file: all of them, or none. # N44"""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from lasna.clients.models import Client, ClientImport
from lasna.clients.services import sweep_imports
from lasna.clients.tests.counting import counted
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db
PAGE = "/administration/clients/import"
FINNISH = "Etunimi;Sukunimi;Puhelin;Sähköposti;Asiointikieli\n"
ONE = FINNISH + "Åke-Þór;O'Brien;040 765 4321;ake@example.invalid;ruotsi\n"
GUESSED = {"first_name": 0, "last_name": 1, "phone": 2, "email": 3, "language": 4}


@pytest.fixture
def made() -> Scene:
    made = scene()
    Person.objects.filter(pk=made.adviser.pk).update(role="lead")
    return made


@pytest.fixture
def desk(made: Scene) -> Browser:
    return browser_of(made.adviser)


def browser_of(who: Person) -> Browser:
    browser = Browser()
    browser.force_login(who)
    return browser


def choose(desk: Browser, made: Scene, content: str | bytes, **more: object) -> Any:
    data = content.encode() if isinstance(content, str) else content
    told = {"office": made.office.pk, "file": SimpleUploadedFile("x.csv", data)} | more
    return desk.post(PAGE, told)


def chosen(desk: Browser, made: Scene, content: str | bytes) -> str:
    """The address of the file that waits."""
    answer = choose(desk, made, content)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.headers["Location"])


def others(made: Scene) -> list[Client]:
    return list(Client.objects.exclude(pk=made.client.pk).order_by("pk"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "headings",
    [
        ["Etunimi", "Sukunimi", "Matkapuhelin", "Sähköposti", "Kieli"],
        ["Förnamn", "Efternamn", "Mobilnummer", "E-postadress", "Språk"],
        ["First name", "Last name", "Mobile phone", "E-mail", "Language"],
    ],
)
def test_a_file_is_read_as_registers_save_it(
    made: Scene, desk: Browser, headings: list[str], separator: str, encoding: str
) -> None:
    cells = ["Åke-Þór", "O'Brien", "040 765 4321", "ake@example.invalid", "svenska"]
    text = "\r\n".join(separator.join(row) for row in (headings, cells))
    at = chosen(desk, made, text.encode(encoding))
    page = desk.get(at)
    assert [line.number for line in page.context["found"].fresh] == [2]
    assert others(made) == []
    answer = desk.post(f"{at}/write", page.context["form"].chosen | {"doubles": "skip"})
    assert answer.headers["Location"] == "/clients"
    (client,) = others(made)
    assert (client.first_name, client.last_name, client.phone) == ("Åke-Þór", "O'Brien", "+358407654321")
    assert (client.email, client.language, client.office) == ("ake@example.invalid", "sv", made.office)
    assert (client.adviser, client.organisation) == (None, made.organisation)
    for typed in ("o'brien", "040 765"):
        found = desk.get("/clients", {"q": typed}).context["page"].rows
        assert [one.pk for one in found] == [client.pk]
    assert AuditRow.objects.get(deed="clients.imported").ids == [client.pk]
    assert not ClientImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        (" \n;;\n", "import.empty"),
        (FINNISH, "import.no_lines"),
        (b"PK\x03\x04\x14\x00\x06\x00", "import.not_csv"),
        ("Etunimi\nAino\n".encode("utf-16"), "import.not_csv"),
        (b"Etunimi\nA\x81\xff\n", "import.not_csv"),
        ("Etunimi\n" + '"' + "x" * 200_000, "import.not_csv"),
        (";" * 60 + "Etunimi\nAino\n", "import.not_csv"),
        ("Etunimi\n" + "Aino\n" * 5_001, "import.too_many"),
        (b"Etunimi\n" + b"Aino\n" * 450_000, "import.too_large"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    made: Scene, desk: Browser, content: str | bytes, code: str
) -> None:
    answer = choose(desk, made, content)
    assert answer.status_code == 400
    assert [error.code for error in answer.context["form"].errors["file"].as_data()] == [code]
    assert not ClientImport.objects.exists()


@pytest.mark.parametrize(
    "cells",
    [
        ";Demo;;;",
        "<script>alert(1)</script>;Demo;;;",
        '"=HYPERLINK(""x"")";Demo;;;',
        "Ai\x00no;Demo;;;",
        "www.example;Demo;;;",
        "a" + "\u0301" * 1000 + ";Demo;;;",
        "x" * 101 + ";Demo;;;",
        "Aino;=1+1;;;",
        "Aino;Demo;112;;",
        "Aino;Demo;0700123456;;",
        "Aino;Demo;٠٤٠١٢٣٤٥٦٧;;",
        "Aino;Demo;;aino@;",
        "Aino;Demo;;ai\x00no@example.invalid;",
        "Aino;Demo;;;klingon",
    ],
)
def test_a_wrong_line_keeps_the_whole_file_from_being_written(made: Scene, desk: Browser, cells: str) -> None:
    at = chosen(desk, made, f"{ONE}{cells}\n")
    page = desk.get(at)
    assert [line.number for line in page.context["found"].wrong] == [3]
    assert "<script>alert" not in page.content.decode()
    assert desk.post(f"{at}/write", GUESSED | {"doubles": "take"}).status_code == 400
    assert others(made) == []
    assert not AuditRow.objects.filter(deed="clients.imported").exists()


def test_names_of_every_script_are_written_as_they_are(made: Scene, desk: Browser) -> None:
    names = ["Áŋŋá", "Мария", "محمد", "Ö", "Nguyễn", "\u202eonia"]
    at = chosen(desk, made, "Etunimi\n" + "\n".join(names) + "\n")
    desk.post(f"{at}/write", {"first_name": 0, "doubles": "skip"})
    assert [client.first_name for client in others(made)] == [*names[:-1], "onia"]


def test_doubles_are_shown_and_left_out_or_taken_all_the_same(made: Scene, desk: Browser) -> None:
    file = (
        FINNISH
        + "Liisa;Uusi;0405550001;;\n"
        + f"Toinen;Demo;{made.client.phone};;\n"
        + "Kolmas;Uusi;+358 40 555 0001;;\n"
        + f"Neljäs;Demo;;{made.client.email.upper()};\n"
    )
    at = chosen(desk, made, file)
    page = desk.get(at)
    doubles = [(line.number, line.same_line, same) for line, same in page.context["doubles"]]
    assert doubles == [(3, None, made.client), (4, 2, None), (5, None, made.client)]
    assert AuditRow.objects.filter(deed="clients.listed", ids=[made.client.pk]).exists()
    desk.post(f"{at}/write", GUESSED | {"doubles": "skip"})
    assert [client.first_name for client in others(made)] == ["Liisa"]
    at = chosen(desk, made, file)
    desk.post(f"{at}/write", GUESSED | {"doubles": "take"})
    assert len(others(made)) == 5


def test_only_doubles_and_nobody_to_write_is_said(made: Scene, desk: Browser) -> None:
    at = chosen(desk, made, f"Etunimi;Puhelin\nToinen;{made.client.phone}\n")
    told = {"first_name": 0, "phone": 1}
    assert desk.post(f"{at}/write", told | {"doubles": "skip"}).status_code == 400
    assert others(made) == []
    assert desk.post(f"{at}/write", told | {"doubles": "take"}).status_code == 302


def test_another_office_does_not_make_a_double(made: Scene, desk: Browser) -> None:
    elsewhere = Office.objects.create(organisation=made.organisation, name="Muu")
    Client.objects.filter(pk=made.client.pk).update(office=elsewhere)
    at = chosen(desk, made, f"Etunimi;Puhelin\nToinen;{made.client.phone}\n")
    assert desk.get(at).context["found"].doubles == []


def test_columns_that_nobody_could_guess_are_chosen_by_hand(made: Scene, desk: Browser) -> None:
    at = chosen(desk, made, "A,B\n0407654321,Aino\n")
    page = desk.get(at)
    assert page.context["found"] is None
    assert desk.post(f"{at}/write", {"first_name": "", "doubles": "skip"}).status_code == 400
    assert len(desk.get(at, {"first_name": "1", "phone": "0"}).context["found"].fresh) == 1
    assert desk.get(at, {"first_name": "7"}).context["found"] is None
    assert desk.get(at, {"first_name": "１"}).status_code == 200
    assert others(made) == []
    desk.post(f"{at}/write", {"first_name": "1", "phone": "0", "doubles": "skip"})
    assert [(client.first_name, client.phone) for client in others(made)] == [("Aino", "+358407654321")]


def test_a_file_is_its_person_s_alone_and_for_an_hour(
    made: Scene, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:  # N44
    at = chosen(desk, made, ONE)
    peer = person(made.organisation, made.office)
    Person.objects.filter(pk=peer.pk).update(role="administrator")
    for answer in (
        browser_of(peer).get(at),
        browser_of(peer).post(f"{at}/write", GUESSED),
        browser_of(peer).post(f"{at}/drop"),
    ):
        assert answer.status_code == 404
    assert desk.get(at).status_code == 200
    assert sweep_imports() == 0
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert desk.post(f"{at}/write", GUESSED | {"doubles": "skip"}).status_code == 404
    assert (sweep_imports(), ClientImport.objects.count(), others(made)) == (1, 0, [])


def test_a_file_is_gone_once_forgotten_written_or_followed_by_another(made: Scene, desk: Browser) -> None:
    first = chosen(desk, made, ONE)
    second = chosen(desk, made, ONE)
    assert desk.get(first).status_code == 404
    assert second.encode() in desk.get(PAGE).content
    assert desk.post(f"{second}/drop").status_code == 302
    assert desk.get(second).status_code == 404
    third = chosen(desk, made, ONE)
    assert desk.post(f"{third}/write", GUESSED | {"doubles": "skip"}).status_code == 302
    assert desk.post(f"{third}/write", GUESSED | {"doubles": "take"}).status_code == 404
    assert len(others(made)) == 1


def test_what_waits_is_sealed(made: Scene, desk: Browser) -> None:  # N44
    chosen(desk, made, ONE)
    assert "Brien" not in ClientImport.objects.get().content


@pytest.mark.parametrize(("role", "status"), [("lead", 200), ("administrator", 200), ("support", 404)])
def test_leads_and_administrators_import_and_others_do_not(made: Scene, role: str, status: int) -> None:
    Person.objects.filter(pk=made.adviser.pk).update(role=role)
    desk = browser_of(Person.objects.get(pk=made.adviser.pk))
    assert desk.get(PAGE).status_code == status
    assert choose(desk, made, ONE).status_code == (302 if status == 200 else 404)


def test_an_office_of_others_takes_no_file(made: Scene, desk: Browser) -> None:
    elsewhere = Office.objects.create(organisation=made.organisation, name="Muu")
    answer = choose(desk, made, ONE, office=elsewhere.pk)
    assert answer.status_code == 400
    assert "office" in answer.context["form"].errors
    at = chosen(desk, made, ONE)
    made.adviser.offices.set([elsewhere])
    assert desk.post(f"{at}/write", GUESSED | {"doubles": "skip"}).status_code == 404
    assert others(made) == []


def test_an_office_that_was_closed_meanwhile_takes_no_clients(made: Scene, desk: Browser) -> None:
    at = chosen(desk, made, ONE)
    Office.objects.filter(pk=made.office.pk).update(closed_at=clock.now())
    assert desk.post(f"{at}/write", GUESSED | {"doubles": "skip"}).status_code == 404
    assert others(made) == []
    Office.objects.filter(pk=made.office.pk).update(closed_at=None)
    assert desk.post(f"{at}/write", GUESSED | {"doubles": "skip"}).status_code == 302


def test_who_belongs_to_no_office_is_told_so(made: Scene, desk: Browser) -> None:
    made.adviser.offices.clear()
    page = desk.get(PAGE)
    assert page.status_code == 200
    assert b'type="file"' not in page.content


def test_five_thousand_lines_are_written_in_seconds(made: Scene, desk: Browser) -> None:
    rows = "".join(f"Demo;Asiakas;04055{n:05};demo{n}@example.invalid;fi\n" for n in range(5_000))
    at = chosen(desk, made, FINNISH + rows)
    began = time.monotonic()
    answer = desk.post(f"{at}/write", GUESSED | {"doubles": "skip"})
    assert answer.status_code == 302
    assert time.monotonic() - began < 10
    assert Client.objects.filter(found_by__contains="3584055").count() == 5_000
    written = [row.ids for row in AuditRow.objects.filter(deed="clients.imported").order_by("number")]
    assert [number for ids in written for number in ids] == [client.pk for client in others(made)]


def test_the_page_takes_as_many_statements_for_thirty_lines_as_for_one(made: Scene, desk: Browser) -> None:
    counts = []
    for size in (1, 30):
        rows = "".join(f"Demo;Asiakas;{made.client.phone};;\n" for _ in range(size))
        at = chosen(desk, made, FINNISH + rows)
        desk.get(at)
        with counted() as statements:
            assert len(desk.get(at).context["doubles"]) == size
        counts.append(len(statements))
    assert counts[0] == counts[1]
