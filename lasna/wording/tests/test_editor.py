"""An organisation puts its messages into words of its own, and nothing that must be said gets lost. # N8"""

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS, Rendered
from lasna.correspondence.tasks import send_text_messages
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.web.languages import CODES
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Person
from lasna.wording.models import Wording
from lasna.wording.protocol import TEMPLATES
from lasna.wording.queries import letter_of
from lasna.wording.states import Words, faults_of

pytestmark = pytest.mark.django_db

SMS = "/administration/messages/invitation_video/sms/fi"
MAIL = "/administration/messages/invitation_video/email/fi"
TEXT = "Hei! Nähdään {when}.\nSoita {call_back}.\n{organisation}\n{link}"
HEARD = "Hei! Nähdään"
ALL = [(name, channel) for name, template in TEMPLATES.items() for channel, _words in template.channels]
"""Every message by every channel that it goes by."""


def administration(phone: str = "+358401234567") -> tuple[Scene, Browser]:
    made = scene()
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator", phone=phone)
    made.adviser.refresh_from_db()
    browser = Browser()
    browser.force_login(made.adviser)
    return made, browser


def invitation(made: Scene, channel: str = "sms", language: str = "fi") -> Rendered:
    """As the client of this scene gets it."""
    about = Message.objects.filter(kind="invitation", about=made.invitation.pk)
    message = about.latest("pk")
    message.channel = channel
    with translation.override(language):
        rendered = RENDERERS["invitation"](message)
    assert rendered is not None
    return rendered


def use(browser: Browser, text: str = TEXT, address: str = SMS, **more: str) -> int:
    return browser.post(address, {"text": text, "do": "use"} | more).status_code


def test_what_is_taken_into_use_is_what_clients_get_by_that_channel_in_that_language_alone() -> None:
    made, browser = administration()
    others = (("email", "fi"), ("sms", "sv"))
    before = [invitation(made, *of).text for of in others]
    assert use(browser) == 302
    said = invitation(made).text
    assert said.startswith(HEARD)
    assert made.organisation.name in said
    assert said.endswith(f"\n\nhttp://testserver{made.link}")
    assert [invitation(made, *of).text for of in others] == before
    other = scene()
    assert HEARD not in invitation(other).text
    row = AuditRow.objects.get(deed="wording.changed")
    assert row.who == f"person:{made.adviser.pk}"
    page = browser.get("/administration/messages").content.decode()
    assert page.count("tekstiviesti, suomi") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("{when}", "{whenever}"), "Tällaista kohtaa ei ole: {whenever}."),
        (TEXT + "\n{agenda} {type}", "Tällaista kohtaa ei ole: {agenda}, {type}."),
        (TEXT.replace("{when}", "pian"), "Viestissä on oltava: {when}"),
        (TEXT.replace("{call_back}", "meille"), "Viestissä on oltava: {call_back}"),
        (TEXT.replace("{organisation}", "Me"), "Viestissä on oltava: {organisation}"),
        (TEXT.replace("{link}", "Ei linkkiä"), "Viestissä on oltava: {link}"),
        (TEXT.replace("{when}", "{ when }"), "Aaltosulkeet ovat vain"),
        (TEXT.replace("{when}", "{{when}}"), "Aaltosulkeet ovat vain"),
        (TEXT + " {0.__class__}", "Aaltosulkeet ovat vain"),
        (TEXT + " {when", "Aaltosulkeet ovat vain"),
        (TEXT.replace("\nSoita", " Soita"), "Kirjoita {call_back} omalle rivilleen."),
        (TEXT.replace("{link}", "Avaa {link} heti"), "Linkin on oltava rivinsä lopussa: {link}"),
        ("", "field__error"),
        (TEXT + "a" * 2000, "field__error"),
    ],
)
def test_what_would_not_do_is_refused_in_words(text: str, said: str) -> None:
    made, browser = administration()
    before = invitation(made)
    for do in ("use", "send"):
        answer = browser.post(SMS, {"text": text, "do": do})
        assert answer.status_code == 400
        page = answer.content.decode()
        assert said in page
    assert not Wording.objects.exists()
    assert not Message.objects.filter(kind="wording").exists()
    assert invitation(made) == before


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [
        ("", TEXT, "field__error"),
        ("Tapaaminen {link}", TEXT, "Tämä ei voi olla otsikossa: {link}"),
        ("Tapaaminen {nimi}", TEXT, "Tällaista kohtaa ei ole: {nimi}."),
        ("Tapaaminen", TEXT, "Kirjoita ennen kohtaa {link}, mitä siitä avautuu."),
    ],
)
def test_a_mail_has_a_subject_that_a_screen_may_show_and_a_button_with_words(
    subject: str, text: str, said: str
) -> None:
    made, browser = administration()
    answer = browser.post(MAIL, {"subject": subject, "text": text, "do": "use"})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    good = TEXT.replace("{link}", "Avaa tapaaminen: {link}")
    assert use(browser, good, MAIL, subject="Nähdään {when}") == 302
    mail = invitation(made, "email")
    assert mail.subject.startswith("Nähdään ")
    assert f'<a class="open" href="http://testserver{made.link}">Avaa tapaaminen</a>' in mail.html


def test_words_are_tried_before_clients_get_them() -> None:
    made, browser = administration()
    before = invitation(made)
    answer = browser.post(SMS, {"text": TEXT, "do": "send"})
    edition = Wording.objects.get()
    assert answer.headers["Location"] == f"{SMS}?edition={edition.pk}"
    assert HEARD in browser.get(answer.headers["Location"]).content.decode()
    message = Message.objects.get(kind="wording")
    assert (message.channel, message.address, message.language) == ("sms", "+358401234567", "fi")
    while send_text_messages():
        pass
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    tried = message.mailbox_item.text
    assert tried.startswith(HEARD) and "{" not in tried and "040 123 4567" in tried
    assert invitation(made) == before
    # Taking the same words into use makes no second edition.
    assert use(browser) == 302
    assert list(Wording.objects.values_list("pk", "current")) == [(edition.pk, True)]


def test_who_has_no_number_can_try_mails_alone() -> None:
    _made, browser = administration(phone="")
    assert 'value="send"' not in browser.get(SMS).content.decode()
    assert 'value="send"' in browser.get(MAIL).content.decode()
    assert browser.post(SMS, {"text": TEXT, "do": "send"}).status_code == 400
    assert not Message.objects.filter(kind="wording").exists()


def test_every_save_is_an_edition_that_can_be_seen_and_taken_back_into_use() -> None:
    made, browser = administration()
    ready = invitation(made)
    use(browser)
    use(browser, TEXT.replace("Hei!", "Moi!"))
    first, second = Wording.objects.order_by("pk")
    assert [first.current, second.current] == [False, True]
    page = browser.get(f"{SMS}?edition={first.pk}").content.decode()
    assert "Hei! Nähdään" in page and "Se ei ole käytössä." in page
    assert use(browser, first.text, f"{SMS}?edition={first.pk}") == 302
    assert invitation(made).text.startswith("Hei!")
    # What was said in between stays.
    assert Wording.objects.count() == 3
    assert Wording.objects.get(current=True).text == first.text
    assert browser.post(SMS, {"do": "ready"}).status_code == 302
    assert invitation(made) == ready
    assert Wording.objects.get(current=True).text == ""


def test_the_ready_made_words_unchanged_stay_the_ready_made_ones() -> None:
    _made, browser = administration()
    with translation.override("fi"):
        ready = TEMPLATES["invitation_video"].ready_words("sms").text
    assert use(browser, ready) == 302
    assert Wording.objects.get().text == ""


def test_an_edition_of_another_message_or_organisation_is_not_here() -> None:
    _made, browser = administration()
    use(browser)
    edition = Wording.objects.get()
    assert browser.get(f"{SMS}?edition={edition.pk}").status_code == 200
    assert browser.get(f"{MAIL}?edition={edition.pk}").status_code == 404
    _other, stranger = administration()
    nothing = stranger.get(f"{SMS}?edition=9999999")
    answer = stranger.get(f"{SMS}?edition={edition.pk}")
    assert (answer.status_code, len(answer.content)) == (404, len(nothing.content))
    for number in ("", "x", "-1", "１", "9" * 30, "%00"):
        assert browser.get(f"{SMS}?edition={number}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["invitation_video/sms/de", "invitation_video/fax/fi", "nothing/sms/fi", "password_reset/email/fi"],
)
def test_a_message_channel_or_language_that_there_is_not_is_not_here(address: str) -> None:
    _made, browser = administration()
    assert browser.get(f"/administration/messages/{address}").status_code == 404


def test_whoever_writes_sees_it_on_a_phone_with_its_parts_before_anything_is_saved() -> None:
    _made, browser = administration()
    typed = {"text": TEXT.replace("{when}", "{whenever}"), "do": "look"}
    answer = browser.post(SMS, typed, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    page = answer.content.decode()
    preview = page[page.index('id="preview"') : page.index("</section>", page.index('id="preview"'))]
    assert "Hei! Nähdään {whenever}." in preview
    assert "Tällaista kohtaa ei ole: {whenever}." in preview
    assert "040 123 4567" in preview
    assert "1 tekstiviesti" in preview
    assert not Wording.objects.exists()


def test_a_message_leaves_though_its_places_are_not_those_of_today() -> None:
    made, browser = administration()
    ready = invitation(made)
    use(browser)
    Wording.objects.update(text=TEXT + "\n{of_an_older_release}")
    assert invitation(made) == ready


def test_what_is_written_is_text_and_never_looked_at_again() -> None:
    made, browser = administration()
    evil = "<script>alert(1)</script> {{7*7}}"
    assert use(browser, TEXT + f"\n{evil}") == 400
    answer = browser.post(SMS, {"text": TEXT + "\n<script>alert(1)</script> \u202e%s", "do": "look"})
    assert "<script>alert(1)" not in answer.content.decode()
    assert use(browser, TEXT + "\n<script>alert(1)</script> \u202e%s") == 302
    assert "<script>alert(1)</script> %s" in invitation(made).text


def test_the_list_takes_as_many_statements_for_many_as_for_one() -> None:
    _made, browser = administration()

    def taken() -> list[int]:
        found = []
        for address in ("/administration/messages", SMS):
            with counted() as statements:
                assert browser.get(address).status_code == 200
            found.append(len(statements))
        return found

    use(browser)
    taken()
    of_one = taken()
    for number in range(30):
        use(browser, TEXT.replace("Hei!", f"Hei {number}!"))
    assert taken() == of_one
    assert max(of_one) <= 8


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize(("name", "channel"), ALL)
def test_each_message_can_be_put_into_other_words(name: str, channel: str, language: str) -> None:
    made, browser = administration()
    made.organisation.languages = "fi,sv,en"
    made.organisation.save()
    template = TEMPLATES[name]
    titled = channel != "sms"
    with translation.override(language):
        ready = template.ready_words(channel)
        values = template.sample(made.adviser)
    assert faults_of(ready, template.placeholders, titled=titled) == []
    own = Words(f"Oma: {ready.subject}" if titled else "", f"Omin sanoin.\n\n{ready.text}")
    address = f"/administration/messages/{name}/{channel}/{language}"
    assert use(browser, own.text, address, subject=own.subject) == 302
    with translation.override(language):
        letter = letter_of(name, organisation_id=made.organisation.pk, channel=channel, values=values)
        rendered = letter.rendered(channel)
    assert rendered.text.startswith("Omin sanoin.")
    assert rendered.subject.startswith("Oma: ") == titled
    for place in template.placeholders:
        if place.required:
            assert values[place.name] in rendered.text
    assert not set("{}") & set(rendered.subject + rendered.text)
