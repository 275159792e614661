"""Every message that the service sends has words, in each language, by each channel. # N8"""

import pytest
from django.utils import translation

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import PAPER_LINKS, RENDERERS, Letter
from lasna.correspondence.queries.paper import sample_sheet
from lasna.correspondence.tests.paper import on_paper
from lasna.kernel.web.languages import CODES
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Person
from lasna.wording.protocol import TEMPLATES
from lasna.wording.queries import letter_of
from lasna.wording.states import places_in, said

pytestmark = pytest.mark.django_db

OF_ACCOUNTS = {"staff_invitation", "password_reset", "factors_taken"}
"""To staff, about signing in: not the organisation's to word."""
ALL = [(name, channel) for name, template in TEMPLATES.items() for channel, _words in template.channels]
TRIED = "wording"
"""Any of them, sent to whoever writes it."""


@pytest.fixture
def made() -> Scene:
    made = scene()
    Person.objects.filter(pk=made.adviser.pk).update(phone="+358401234567")
    made.adviser.refresh_from_db()
    return made


def test_every_kind_of_message_has_words() -> None:
    told = {kind for template in TEMPLATES.values() for kind in template.kinds}
    sent = {kind for kind, renderer in RENDERERS.items() if ".tests." not in renderer.__module__}
    assert told == sent - OF_ACCOUNTS - {TRIED}


def test_what_can_be_a_letter_is_known_by_both_who_words_it_and_who_makes_its_link() -> None:
    on_paper_too = {kind for each in TEMPLATES.values() if each.by_letter for kind in each.kinds}
    assert on_paper_too == set(PAPER_LINKS) == {"invitation", "changed", "cancelled", "booking"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_message_names_who_sends_it_and_a_number_to_call_back(name: str) -> None:
    """A link in a text message looks like fraud."""
    required = {place.name for place in TEMPLATES[name].placeholders if place.required}
    assert required >= {"organisation", "call_back"}


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize(("name", "channel"), ALL)
def test_each_message_says_what_it_must(made: Scene, name: str, channel: str, language: str) -> None:
    template = TEMPLATES[name]
    with translation.override(language):
        values = template.sample(made.adviser)
        words = template.ready_words(channel)
        letter = letter_of(name, organisation_id=made.organisation.pk, channel=channel, values=values)
        rendered = letter.rendered(channel)
    places = {place.name: place for place in template.placeholders}
    assert set(places_in(words.subject + words.text)) <= set(places) <= set(values)
    for place in template.placeholders:
        assert values[place.name] or place.may_be_empty
        if place.required:
            assert values[place.name] in rendered.text
    assert not set("{}[]") & set(rendered.subject + rendered.text)
    assert bool(rendered.subject) == (channel != Message.Channel.SMS)
    assert bool(rendered.html) == (channel == Message.Channel.EMAIL)
    if channel == Message.Channel.POST:
        assert rendered.said == letter
        with translation.override(language):
            sample = sample_sheet(made.organisation, letter, ["Testi Osoite", "Kuja 1"])
        sheet = on_paper(sample, language)
        assert sheet.pages == 1
        assert sheet.says(rendered.subject) and sheet.says("Testi Osoite")
        required = [place for place in template.placeholders if place.required and not place.is_link]
        assert [place.name for place in required if not sheet.says(values[place.name])] == []


@pytest.mark.parametrize(
    ("text", "values", "parts"),
    [
        ("Soita {number}.", {"number": "1"}, ["Soita 1."]),
        ("Tule {day}.\nSoita {number}.\nHei.", {"day": "ma", "number": ""}, ["Tule ma. Hei."]),
        ("Tule.\n\nSoita {number}.\n\n\nHei.", {"number": ""}, ["Tule.", "Hei."]),
        ("  Tule.\r\n \t \r\nHei.  ", {}, ["Tule.", "Hei."]),
        # What is filled in is never looked at again.
        ("{name}", {"name": "{number} {0} {name.__class__}"}, ["{number} {0} {name.__class__}"]),
    ],
)
def test_a_line_with_nothing_to_say_is_left_out(text: str, values: dict[str, str], parts: list[str]) -> None:
    assert said(text, values, []) == parts


def test_a_link_is_a_button_in_mail_and_an_address_in_a_text_message() -> None:
    letter = Letter("", said("Tule.\nAvaa: {link}\nHei.\n\n{link}", {"link": "https://a"}, ["link"]))
    assert letter.as_sms().text == "Tule.\n\nAvaa: https://a\n\nHei.\n\nhttps://a"
    assert '<a class="open" href="https://a">Avaa</a>' in letter.as_mail().html
    assert said("Tule.\nAvaa: {link}\nHei.", {"link": ""}, ["link"]) == ["Tule. Hei."]
