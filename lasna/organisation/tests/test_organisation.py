"""Who an organisation says it is, and what everybody reads of it. # N39, N44, N45"""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from PIL import Image

from lasna.clients.tests.counting import counted
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.web.colours import can_be_read, contrast, lighter, nearest_that_reads
from lasna.meetings.tests.scene import Scene, scene
from lasna.organisation.models import Edition, Kind, Logo
from lasna.people.models import Person

pytestmark = pytest.mark.django_db


def administration() -> tuple[Scene, Browser]:
    made = scene()
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator")
    browser = Browser()
    browser.force_login(made.adviser)
    return made, browser


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **more: object) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return SimpleUploadedFile("logo.jpg", out.getvalue())


THEME = {"name": "Meidän työllisyysalue", "colour": "#123456"}


def test_a_theme_reaches_the_pages_of_clients_and_staff() -> None:  # N44
    made, browser = administration()
    assert "/theme/" not in Browser().get(made.link).content.decode()
    assert browser.post("/administration/appearance", THEME | {"logo": picture()}).status_code == 302
    made.organisation.refresh_from_db()
    assert made.organisation.name == "Meidän työllisyysalue"
    door, text = (page.content.decode() for page in (Browser().get(made.link), browser.get("/")))
    for page in (door, text):
        assert '<link rel="stylesheet" href="/theme/1/123456.css">' in page
    assert 'alt="Meidän työllisyysalue"' in text
    # Whoever holds the link alone learns neither name nor service: safety rule 1.
    assert "Meidän työllisyysalue" not in door and "/theme/logo/" not in door
    style = Browser().get("/theme/1/123456.css")
    assert style["Cache-Control"] == "public, max-age=31536000, immutable"
    assert style.content.decode().startswith(":root{--brand:#123456;")
    logo = re.search(r'src="(/theme/logo/[0-9a-f]{64}\.webp)"', text)
    assert logo and Browser().get(logo[1])["Content-Type"] == "image/webp"
    assert AuditRow.objects.filter(deed="theme.published", who=f"person:{made.adviser.pk}").count() == 1


@pytest.mark.parametrize("colour", ["#ffff00", "red}body{display:none}", "#12345", "url(//evil.example)"])
def test_a_colour_that_cannot_be_read_or_is_none_is_refused(colour: str) -> None:
    _made, browser = administration()
    answer = browser.post("/administration/appearance", THEME | {"colour": colour})
    assert answer.status_code == 400
    assert not Edition.objects.exists()
    assert ("Tallenna lähimmällä" in answer.content.decode()) == (colour == "#ffff00")


def test_the_offered_colour_is_one_press_away() -> None:
    _made, browser = administration()
    nearest = nearest_that_reads("#ffff00")
    assert can_be_read(nearest)
    answer = browser.post("/administration/appearance", THEME | {"colour": "#ffff00", "use": nearest})
    assert answer.status_code == 302
    assert Edition.objects.get().content["theme"]["colour"] == nearest


@pytest.mark.parametrize("colour", ["#0b5a60", "#ffff00", "#808080", "#ff0000", "#767676", "#00ff00"])
def test_every_colour_has_a_near_one_that_reads(colour: str) -> None:
    near = nearest_that_reads(colour)
    assert contrast(near, "#ffffff") >= 4.5
    assert contrast(near, lighter(near)) >= 4.5


def bomb() -> bytes:
    out = BytesIO()
    Image.new("1", (50_000, 50_000)).save(out, "PNG")
    return out.getvalue()


BAD = {
    "bomb": b"",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "cut": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_refused_in_words(name: str) -> None:
    _made, browser = administration()
    file = SimpleUploadedFile("logo.jpg", BAD[name] or bomb())
    answer = browser.post("/administration/appearance", THEME | {"logo": file})
    assert answer.status_code == 400
    assert "field__error" in answer.content.decode()
    assert not Logo.objects.exists()


def test_a_logo_keeps_nothing_but_its_pixels() -> None:
    _made, browser = administration()
    exif = Image.Exif()
    exif[0x010F] = "KANARIALINTU"
    exif[0x8825] = {2: (60.0, 10.0, 0.0)}
    assert (
        browser.post("/administration/appearance", THEME | {"logo": picture("JPEG", exif=exif)}).status_code
        == 302
    )
    kept = bytes(Logo.objects.get().content)
    assert b"KANARIALINTU" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


def test_an_older_edition_comes_back_and_another_organisations_is_not_here() -> None:
    made, browser = administration()
    browser.post("/administration/appearance", THEME)
    browser.post("/administration/appearance", THEME | {"name": "Toinen"})
    first = Edition.objects.get(content__theme__name=THEME["name"])
    _other, stranger = administration()
    assert stranger.post(f"/administration/editions/{first.pk}/bring-back").status_code == 404
    assert browser.post(f"/administration/editions/{first.pk}/bring-back").status_code == 302
    made.organisation.refresh_from_db()
    assert made.organisation.name == THEME["name"]
    assert Edition.objects.filter(organisation=made.organisation, kind=Kind.THEME).count() == 3
    assert Edition.objects.filter(organisation=made.organisation, current=True).count() == 1


SENDERS = {
    "sender_name": "Työllisyysalue",
    "sender_email": "aika@example.org",
    "reply_to": "vastaa@example.org",
    "sms_sender": "Tyollisyys",
    "phone": "040 123 4567",
}


def test_senders_are_kept_and_shown_as_a_client_would_see_them() -> None:  # N44
    made, browser = administration()
    shown = browser.post("/administration/senders/preview", SENDERS).content.decode()
    assert "aika@example.org" in shown and "Sinulla on videotapaaminen" in shown
    assert browser.post("/administration/senders", SENDERS).status_code == 302
    made.organisation.refresh_from_db()
    assert (made.organisation.sms_sender, made.organisation.phone) == ("Tyollisyys", "+358401234567")
    assert AuditRow.objects.filter(deed="organisation.senders_changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sender_email", "a@example.org\r\nBcc: b@example.org"),
        ("reply_to", "not an address"),
        ("sms_sender", "TwelveLetters"),
        ("sms_sender", "Työllisyys"),
        ("sms_sender", "112"),
        ("phone", "0700123456"),
    ],
)
def test_a_sender_that_cannot_work_is_refused(field: str, value: str) -> None:
    made, browser = administration()
    assert browser.post("/administration/senders", SENDERS | {field: value}).status_code == 400
    made.organisation.refresh_from_db()
    assert made.organisation.sender_name == ""


def test_a_line_end_in_the_senders_name_becomes_a_space() -> None:
    made, browser = administration()
    browser.post("/administration/senders", SENDERS | {"sender_name": "Alue\r\nBcc: x@example.org"})
    made.organisation.refresh_from_db()
    assert made.organisation.sender_name == "Alue Bcc: x@example.org"


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("0,07", "3 tekstiviestiä, noin 0,21 €"),
        ("0.125", "3 tekstiviestiä, noin 0,38 €"),
        ("", "3 tekstiviestiä"),
    ],
)
def test_the_preview_says_how_many_text_messages_it_takes_and_what_they_cost(
    price: str, said: str
) -> None:  # N8
    _made, browser = administration()
    assert browser.post("/administration/senders", SENDERS | {"sms_price": price}).status_code == 302
    page = browser.get("/administration/senders").content.decode()
    assert f'<p class="quiet">{said}</p>' in page
    assert f'name="sms_price" value="{price.replace(".", ",")}"' in page or not price


@pytest.mark.parametrize("price", ["-0.01", "100", "0,07 €", "NaN", "0.00001"])
def test_a_price_that_cannot_be_is_refused(price: str) -> None:
    made, browser = administration()
    answer = browser.post("/administration/senders", SENDERS | {"sms_price": price})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["sms_price"])
    made.organisation.refresh_from_db()
    assert made.organisation.sms_price is None


def test_only_the_languages_offered_are_shown() -> None:
    made, browser = administration()
    chosen = {"languages": ["fi", "en"], "first": "en"}
    assert browser.post("/administration/languages", chosen).status_code == 302
    door = Browser(headers={"Accept-Language": "sv"}).get(made.link).content.decode()
    assert 'value="sv"' not in door and 'value="en"' in door
    form = browser.get("/clients/new").content.decode()
    assert '<option value="sv"' not in form and '<option value="en"' in form
    assert browser.post("/administration/languages", {"first": "fi"}).status_code == 400
    assert browser.post("/administration/languages", {"languages": ["fi"], "first": "sv"}).status_code == 400


ACCESSIBILITY = {
    "conforms": "partly",
    "shortcomings_fi": "Kuvaa ei voi suurentaa.",
    "assessed_by": "self",
    "assessed_on": "2026-11-01",
    "feedback_email": "palaute@example.org",
    "authority_fi": "Traficom",
}


def test_a_page_is_read_by_everybody_once_it_is_published() -> None:  # N45
    made, browser = administration()
    write = "/administration/pages/accessibility"
    assert browser.post(write, ACCESSIBILITY).status_code == 302
    assert "Kuvaa ei voi suurentaa." in browser.get(f"{write}/preview").content.decode()
    assert "/accessibility" not in Browser().get(made.link).content.decode()
    assert browser.post(f"{write}/publish").status_code == 302
    # The page names the organisation: before the code nothing leads there.
    assert "/o/demo/accessibility" not in Browser().get(made.link).content.decode()
    made.pass_the_code()
    client = Browser()
    client.cookies.load(made.cookies())
    assert '"address": "/o/demo/accessibility"' in client.get(made.link).content.decode()
    page = Browser().get("/o/demo/accessibility")
    assert page.status_code == 200 and "Kuvaa ei voi suurentaa." in page.content.decode()
    assert Browser().get("/o/demo/data-protection").status_code == 404
    _other, stranger = administration()
    assert "Kuvaa ei voi" not in stranger.get(write).content.decode()
    deeds = (
        AuditRow.objects.filter(deed__startswith="accessibility.")
        .order_by("number")
        .values_list("deed", flat=True)
    )
    assert list(deeds) == ["accessibility.written", "accessibility.published"]


def test_holes_in_the_ready_made_words_are_not_published() -> None:
    _made, browser = administration()
    page = "/administration/pages/data_protection"
    form = browser.get(page).context["form"]
    begun = {name: field.initial for name, field in form.fields.items()}
    answer = browser.post(page, begun | {"controller": "Alue", "officer": "Vastaava"})
    assert answer.status_code == 400
    assert not Edition.objects.exists()


def test_the_card_begins_with_words_that_can_be_published_as_they_are() -> None:  # N39
    _made, browser = administration()
    page = "/administration/pages/card"
    form = browser.get(page).context["form"]
    assert browser.post(page, {name: field.initial for name, field in form.fields.items()}).status_code == 302
    assert browser.post(f"{page}/publish").status_code == 302
    assert browser.post(f"{page}/publish").status_code == 409
    assert Browser().get("/o/demo/channels").status_code == 200


def test_a_page_asks_once_how_its_organisation_looks() -> None:
    made, browser = administration()
    for number in range(30):
        browser.post("/administration/appearance", THEME | {"name": f"Alue {number}"})
    with counted() as statements:
        Browser().get(made.link)
    assert sum("organisation_edition" in statement for statement in statements) == 1
