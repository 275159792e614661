"""What a sheet looks like, what it refuses, and a machine that cannot make one. # N8

The pictures are in ``var/pictures``, to be looked at."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.config import setup_check
from lasna.correspondence.adapters.paper import html_of, pdf_of
from lasna.correspondence.protocol import Letter, Link
from lasna.correspondence.queries.paper import Sheet, sample_sheet
from lasna.correspondence.tests.letters import letter_of
from lasna.correspondence.tests.paper import address_in, pictures_of, read
from lasna.errors import UserError
from lasna.kernel import paper
from lasna.kernel.paper import program
from lasna.meetings.tests.scene import scene
from lasna.people.models import Person
from lasna.wording.protocol import TEMPLATES

LINK = Link("https://lasna.example.fi/p/k7mx-29qd-8hrt-w3fz", "Avaa tapaaminen")
LONG_NAME = "Aleksanteri-Konstantin Wolfeschlegelsteinhausenbergerdorff-Järvenpää-Lindströmin-Mäkelä"
LONG_SENDER = (
    "Esimerkkimaakunnan ja Esimerkkikaupungin seudun kuntien yhteinen työllisyys- ja"
    " kotoutumispalveluiden kuntayhtymä sekä sen kaikki alueelliset toimipisteet yhdessä"
)
AT_HOME = ("Mäkitie 3 A 5", "00100 Helsinki")


def sheet(*parts: str | Link, **more: Any) -> Sheet:
    wanted: dict[str, Any] = {
        "sender": "Keskustan palvelut",
        "phone": "029 512 3456",
        "receiver": ["Demo Asiakas", *AT_HOME],
        "day": "1. joulukuuta 2026",
        "letter": Letter("Tapaaminen videolla tiistaina 8.12. klo 10", parts),
        "language": "fi",
    }
    return Sheet(**(wanted | more))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", ["invitation_video", "changed_in_person", "cancelled", "booking"])
def test_letters_look_right(name: str, language: str) -> None:
    made, template = scene(), TEMPLATES[name]
    Person.objects.filter(pk=made.adviser.pk).update(phone="+358295123456")
    made.adviser.refresh_from_db()
    with translation.override(language):
        said = template.letter(template.ready_words("post"), template.sample(made.adviser))
        sample = sample_sheet(made.organisation, said, ["Demo Asiakas", *AT_HOME])
    parts = [
        replace(LINK, words=part.words) if isinstance(part, Link) else part for part in sample.letter.parts
    ]
    pdf = program.pdf_of(html_of(replace(sample, letter=replace(said, parts=parts))))
    pages = pictures_of(pdf, f"{name}-{language}")
    assert len(pages) == 1
    assert bool(address_in(pages[0])) == (name in ("invitation_video", "booking"))
    _in_the_window(pages[0])


def _in_the_window(page: Any) -> None:
    """At 100 dots an inch: the address lies in the window of the envelope, and nothing else does."""
    dots = 100 / 25.4
    ink = page.convert("L").point(lambda light: 255 if light < 128 else 0)
    left, top, right, bottom = ink.crop([round(at * dots) for at in (0, 45, 210, 82)]).getbbox()
    assert left / dots >= 19 and right / dots <= 105
    assert 45 + top / dots >= 45 and 45 + bottom / dots <= 80


def test_long_names_and_addresses_stay_in_their_place() -> None:
    lines = [LONG_NAME, "c/o Fastighetsaktiebolaget Gamla Kyrkogatan", "Östra Kyrkogatan 123 trappa B"]
    long = sheet("Hei.", LINK, sender=LONG_SENDER, receiver=[*lines, "00100 Helsinki", "FINLAND"])
    pdf = program.pdf_of(html_of(long))
    [page] = pictures_of(pdf, "long-names")
    written = read(pdf)
    assert written.says(LONG_NAME) and written.says(LONG_SENDER) and written.says("FINLAND")
    _in_the_window(page)
    assert address_in(page) == LINK.address


def test_a_long_text_goes_on_on_a_second_page_and_the_link_stays_in_one_piece() -> None:
    pdf = program.pdf_of(html_of(sheet("Tässä on lause. " * 125, LINK, "Loppu.")))
    first, second = pictures_of(pdf, "two-pages")
    written = read(pdf)
    assert (address_in(first), address_in(second)) == ("", LINK.address)
    assert written.text.count("Tässä on lause.") >= 100 and written.says("1 (2)") and written.says("Loppu.")


def test_what_is_typed_is_text() -> None:
    typed = '<img src="http://127.0.0.1/x"><script>1</script> & {{ sheet }} {% now "Y" %}'
    said = sheet(typed, receiver=["<b>Demo</b>", *AT_HOME], sender="A & B <i>", letter=Letter(typed, [typed]))
    written = read(program.pdf_of(html_of(said)))
    assert written.text.count("{{ sheet }}") >= 2
    assert written.says("<b>Demo</b>") and written.says("A & B <i>") and written.title == typed


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """What was asked of a web server of this machine, whose number is the first."""
    seen: list[str] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            seen.append(self.path)
            self.send_response(404)
            self.end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen.append(str(server.server_port))
    yield seen
    server.shutdown()
    server.server_close()


def test_a_page_fetches_nothing_from_network_or_disk(asked: list[str], tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Salaisuus")
    (tmp_path / "secret.css").write_text("p::after { content: 'Salaisuus' }")
    web = f"http://127.0.0.1:{asked[0]}"
    near = f"file://{tmp_path}"
    page = f"""<!doctype html><html lang="fi"><title>Hei</title>
        <link rel="stylesheet" href="{near}/secret.css"><link rel="stylesheet" href="{web}/a.css">
        <style>@import "{near}/secret.css"; @font-face {{ font-family: x; src: url({web}/f.woff) }}
        p {{ background: url({web}/b.png); font-family: x }}</style>
        <p>Hei <img alt="kuva" src="{web}/c.png"><object data="{near}/secret.txt"></object>
        <a rel="attachment" href="{near}/secret.txt">liite</a></p>"""
    pdf = paper.printed(page)
    assert read(pdf).says("Hei") and not read(pdf).says("Salaisuus")
    assert b"Salaisuus" not in pdf and b"EmbeddedFile" not in pdf
    assert asked[1:] == []


def instead(monkeypatch: pytest.MonkeyPatch, folder: Path, source: str) -> None:
    """Another program makes the letters."""
    path = folder / "program.py"
    path.write_text(source)
    monkeypatch.setattr(paper, "PROGRAM", path)
    paper.lacking.cache_clear()


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """As on a machine that has not the library: the very program, and nothing to load."""
    lost = 'import ctypes.util, runpy, sys\nsys.modules["weasyprint"] = None\n'
    instead(monkeypatch, tmp_path, f'{lost}runpy.run_path({program.__file__!r}, run_name="__main__")\n')
    yield
    paper.lacking.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("without_pango")
def test_a_machine_without_pango_says_so_and_does_all_else() -> None:
    made = scene()
    letter = letter_of(made)
    Person.objects.filter(pk=made.adviser.pk).update(language="en", role="administrator")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    answer = browser.get(f"/letters/{letter.pk}")
    assert (answer.status_code, "cannot make letters yet" in answer.content.decode()) == (409, True)
    assert "it lacks Pango" in browser.get("/letters").content.decode()
    editor = browser.get("/administration/messages/invitation_video/post/fi").content.decode()
    assert "It lacks: Pango" in editor
    assert (
        "It lacks" not in browser.get("/administration/messages/invitation_video/email/fi").content.decode()
    )
    assert browser.post(f"/letters/{letter.pk}/posted").status_code == 302
    [finding] = [each for each in setup_check.findings() if "Pango" in each.what]
    assert (finding.weight, "libpango" in finding.mend) == ("limit", True)


def test_a_machine_with_pango_lacks_nothing() -> None:
    paper.lacking.cache_clear()
    assert paper.lacking() == ""


def test_no_text_hangs_a_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"paper\.too_long"):
        pdf_of(sheet("a" * 8001))
    with pytest.raises(paper.TooMuch):
        paper.printed("a" * 200_001)
    monkeypatch.setattr(paper, "SECONDS", 0.5)
    instead(monkeypatch, tmp_path, "import time\ntime.sleep(60)\n")
    with pytest.raises(UserError, match=r"paper\.too_long"):
        pdf_of(sheet("Hei."))
    instead(monkeypatch, tmp_path, "import os\nos.kill(os.getpid(), 9)\n")
    with pytest.raises(UserError, match=r"paper\.too_long"):
        pdf_of(sheet("Hei."))


def test_the_program_knows_no_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LASNA_LINK_KEY", "not for it")
    instead(monkeypatch, tmp_path, "import os, sys\nsys.stdout.write(repr(dict(os.environ)))\n")
    assert b"LASNA" not in paper.printed("x")


@pytest.mark.django_db
def test_an_organisation_words_its_letters_and_sees_them_as_pdf() -> None:
    made = scene()
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator", phone="+358401234567")
    browser = Browser()
    browser.force_login(made.adviser)
    editor = "/administration/messages/invitation_video/post/fi"
    text = "Hei kirjeitse! {when}\n{name}\n{organisation}\n\nSoita {call_back}.\n\nAvaa: {link}"
    told = {"subject": "Kirje {when}", "text": text}
    looked = browser.post(editor, told | {"do": "look"}, headers={"hx-request": "true"}).content.decode()
    assert '<div class="sheet" lang="fi">' in looked and "Hei kirjeitse!" in looked
    tried = browser.post(editor, told | {"do": "send"})
    pdf = browser.get(tried.headers["Location"])
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "no-store")
    written = read(pdf.content)
    assert written.says("Hei kirjeitse!") and written.says(made.adviser.name)
    assert not read(browser.get(f"/letters/{letter_of(made).pk}").content).says("Hei kirjeitse!")
    assert browser.post(editor, told | {"do": "use"}).status_code == 302
    assert read(browser.get(f"/letters/{letter_of(made).pk}").content).says("Hei kirjeitse!")
    wrong = browser.post(editor, told | {"text": text.replace("{link}", ""), "do": "use"})
    assert wrong.status_code == 400
    for kind in ("code", "reminder_video", "invitation_partner", "try"):
        assert browser.get(f"/administration/messages/{kind}/post/fi").status_code == 404
