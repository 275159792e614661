"""The kinds of meeting that an organisation offers. # N17"""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.clients.models import Channel
from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.web.languages import CODES
from lasna.meetings.models import Meeting, MeetingType
from lasna.meetings.states.ready_made import TYPES
from lasna.meetings.tests.scene import Scene, scene
from lasna.organisation.models import Edition, Kind
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
LIST = "/administration/meeting-types"
CANARY = "Kanarialintu"


def wanted(**more: object) -> dict[str, object]:
    """What an administrator types for a new type."""
    return {
        "name_fi": "Velkaneuvonta",
        "name_sv": "Skuldrådgivning",
        "name_en": "Debt counselling",
        "minutes": "50",
        "channels": ["video", "in_person"],
        "default_channel": "in_person",
        "code_at_door": "on",
        "words_fi": "Ota laskut esille.",
        "words_sv": "",
        "words_en": "",
    } | more


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=30))


@pytest.fixture
def office(made: Scene) -> Browser:
    """An administrator who advises too."""
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator")
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def names(made: Scene, **more: object) -> list[str]:
    rows = MeetingType.objects.filter(organisation=made.organisation, **more)
    return [row.name_fi for row in rows]


def deeds() -> list[str]:
    rows = AuditRow.objects.filter(deed__startswith="meeting_type.").order_by("number")
    return list(rows.values_list("deed", flat=True))


def test_a_type_is_added_and_offered_to_advisers(made: Scene, office: Browser) -> None:
    assert office.post(f"{LIST}/new", wanted()).status_code == 302
    added = MeetingType.objects.get(name_fi="Velkaneuvonta")
    assert (added.minutes, added.channels, added.default_channel) == (50, "video,in_person", "in_person")
    assert added.code_at_door and added.words_fi == "Ota laskut esille."
    assert names(made) == ["Keskustelu", "Velkaneuvonta"]
    assert "Velkaneuvonta, 50 min" in office.get(f"/meetings/new?client={made.client.pk}").content.decode()
    row = AuditRow.objects.get(deed="meeting_type.added")
    assert (row.who, row.subject, row.ids) == (f"person:{made.adviser.pk}", "meeting_type", [added.pk])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_fi", "  "),
        ("name_en", ""),
        ("name_sv", "x" * 101),
        ("minutes", "0"),
        ("minutes", "481"),
        ("minutes", "٤٥x"),
        ("channels", []),
        ("channels", ["chat"]),
        ("default_channel", "phone"),
        ("words_fi", "x" * 1001),
    ],
)
def test_what_cannot_be_a_type_is_refused_beside_its_field(
    made: Scene, office: Browser, field: str, value: object
) -> None:
    answer = office.post(f"{LIST}/new", wanted(**{field: value}))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors)[-1] == field
    assert names(made) == ["Keskustelu"]


def test_only_the_languages_offered_are_asked_for(made: Scene, office: Browser) -> None:
    office.post("/administration/languages", {"languages": ["sv"], "first": "sv"})
    page = office.get(f"{LIST}/{made.type.pk}").content.decode()
    assert 'name="name_sv"' in page and 'name="name_fi"' not in page
    changed = wanted(name_fi="", name_en="", name_sv="Samtal om arbete")
    assert office.post(f"{LIST}/{made.type.pk}", changed).status_code == 302
    made.type.refresh_from_db()
    # What was written in the others is kept for the day when they are offered again.
    assert (made.type.name_sv, made.type.name_fi) == ("Samtal om arbete", "Keskustelu")


def test_types_are_moved_up_and_down_and_stop_at_the_ends(made: Scene, office: Browser) -> None:
    office.post(f"{LIST}/new", wanted())
    office.post(f"{LIST}/new", wanted(name_fi="Kolmas"))
    last = MeetingType.objects.get(name_fi="Kolmas")
    for to, order in (
        ("up", ["Keskustelu", "Kolmas", "Velkaneuvonta"]),
        ("up", ["Kolmas", "Keskustelu", "Velkaneuvonta"]),
        ("up", ["Kolmas", "Keskustelu", "Velkaneuvonta"]),
        ("down", ["Keskustelu", "Kolmas", "Velkaneuvonta"]),
    ):
        assert office.post(f"{LIST}/{last.pk}/move", {"to": to}).status_code == 302
        assert names(made) == order
    assert office.post(f"{LIST}/{last.pk}/move", {"to": "sideways"}).status_code == 404
    assert deeds().count("meeting_type.moved") == 3


def test_a_closed_type_stays_with_its_meetings_and_comes_back(made: Scene, office: Browser) -> None:
    office.post(f"{LIST}/new", wanted())
    closed = office.post(f"{LIST}/{made.type.pk}/close", follow=True).content.decode()
    assert "Keskustelu” on suljettu" in closed
    assert "Keskustelu" in office.get(f"/meetings/{made.meeting.pk}").content.decode()
    new = f"/meetings/new?client={made.client.pk}"
    assert "Keskustelu" not in office.get(new).content.decode()
    refused = office.post(new, told(made))
    assert refused.status_code == 200 and not others(made)
    office.post(f"{LIST}/{made.type.pk}/reopen")
    assert names(made, closed_at=None) == ["Velkaneuvonta", "Keskustelu"]
    assert office.post(new, told(made)).status_code == 302
    assert deeds() == ["meeting_type.added", "meeting_type.closed", "meeting_type.reopened"]


def test_the_last_type_is_not_closed(made: Scene, office: Browser) -> None:
    answer = office.post(f"{LIST}/{made.type.pk}/close")
    assert (answer.status_code, answer["Lasna-Code"]) == (409, "meeting_type.last")
    assert names(made, closed_at=None) == ["Keskustelu"]


def test_another_organisations_types_are_not_here(made: Scene, office: Browser) -> None:
    other = scene()
    for path, said in (
        ("", wanted()),
        ("/move", {"to": "up"}),
        ("/close", {}),
        ("/reopen", {}),
    ):
        assert office.post(f"{LIST}/{other.type.pk}{path}", said).status_code == 404
    assert office.get(f"{LIST}/{other.type.pk}").status_code == 404
    other.type.refresh_from_db()
    assert (other.type.name_fi, other.type.closed_at) == ("Keskustelu", None)


def test_the_list_asks_as_little_of_thirty_types_as_of_one(made: Scene, office: Browser) -> None:
    with counted() as one:
        office.get(LIST)
    for number in range(29):
        MeetingType.objects.create(
            organisation=made.organisation, key=f"k{number}", name_fi=f"Laji {number}", position=number
        )
    with counted() as thirty:
        assert "Laji 28" in office.get(LIST).content.decode()
    assert len(thirty) == len(one) <= 3


# ---- ways to meet ------------------------------------------------------------------------------------------


def told(made: Scene, **more: str) -> dict[str, str]:
    day = (clock.now() + timedelta(days=1)).date().isoformat()
    return {
        "type": str(made.type.pk),
        "moment": "later",
        "day": day,
        "time": "10:00",
        "planned_channel": "video",
        "send_by": "email",
    } | more


def others(made: Scene) -> list[Meeting]:
    return list(Meeting.objects.exclude(pk=made.meeting.pk))


def only(made: Scene, *channels: str) -> None:
    MeetingType.objects.filter(pk=made.type.pk).update(
        channels=",".join(channels), default_channel=channels[0]
    )


def test_only_allowed_ways_are_offered_and_agreed_on(made: Scene, office: Browser) -> None:
    only(made, "phone", "in_person")
    new = f"/meetings/new?client={made.client.pk}"
    page = office.get(new).content.decode()
    assert 'value="phone"' in page and 'value="video"' not in page
    refused = office.post(new, told(made))
    assert "Tässä aiheessa ei tavata niin." in refused.content.decode() and not others(made)
    assert office.post(new, told(made, planned_channel="phone")).status_code == 302
    assert [meeting.planned_channel for meeting in others(made)] == ["phone"]


def test_a_way_closed_while_the_form_was_open_is_refused_in_words(made: Scene) -> None:
    from lasna.errors import UserError
    from lasna.meetings import services

    only(made, "in_person")
    made.type.refresh_from_db()
    plan = {
        "adviser": made.adviser,
        "client": made.client,
        "type": made.type,
        "starts": clock.now() + timedelta(days=1),
    }
    with pytest.raises(UserError, match=r"meeting\.channel_not_allowed"):
        services.plan_meeting(planned_channel="video", **plan)  # type: ignore[arg-type]  # a plan's parts
    assert services.plan_meeting(planned_channel="in_person", **plan).pk  # type: ignore[arg-type]


def test_without_a_script_a_button_shows_the_chosen_types_ways(made: Scene, office: Browser) -> None:
    only(made, "in_person")
    office.post(f"{LIST}/new", wanted(channels=["video", "phone"], default_channel="phone"))
    added = MeetingType.objects.get(name_fi="Velkaneuvonta")
    said = told(
        made, type=str(added.pk), planned_channel="in_person", choose="type", offered_for=str(made.type.pk)
    )
    page = office.post(f"/meetings/new?client={made.client.pk}", said)
    ways = [value for value, _label in page.context["form"].fields["planned_channel"].choices]
    assert (ways, page.context["form"]["planned_channel"].value()) == (["video", "phone"], "phone")
    assert not others(made) and 'wrong" role="alert">' not in page.content.decode()


def test_the_preview_brings_the_ways_when_another_type_is_chosen(made: Scene, office: Browser) -> None:
    office.post(f"{LIST}/new", wanted(channels=["phone"], default_channel="phone"))
    added = MeetingType.objects.get(name_fi="Velkaneuvonta")
    preview = f"/meetings/preview/{made.client.pk}"
    same = office.post(preview, told(made, offered_for=str(made.type.pk))).content.decode()
    assert "hx-swap-oob" not in same and "videotapaaminen" in same
    other = office.post(
        preview, told(made, type=str(added.pk), offered_for=str(made.type.pk))
    ).content.decode()
    assert 'id="ways" hx-swap-oob="true"' in other and 'value="video"' not in other
    assert "soittaa sinulle" in other


def test_a_meeting_keeps_its_way_and_moves_to_the_phone_whatever_its_type_allows(
    made: Scene, office: Browser
) -> None:  # N26
    from lasna.meetings import services

    only(made, "in_person")
    later = (clock.now() + timedelta(days=31)).date().isoformat()
    assert (
        office.post(f"/meetings/{made.meeting.pk}/move", {"day": later, "time": "12:00"}).status_code == 302
    )
    made.meeting.refresh_from_db()
    assert made.meeting.planned_channel == Channel.VIDEO
    services.move_to_phone(participant_id=made.host.pk)
    assert made.meeting.legs.get().channel == Channel.PHONE


# ---- words and card ----------------------------------------------------------------------------------------


def test_the_words_are_behind_the_door_in_the_clients_language_and_in_no_message() -> None:  # N17
    made = scene()
    MeetingType.objects.filter(pk=made.type.pk).update(words_fi=CANARY, words_sv="Ta fram papperen.")
    assert CANARY not in Browser().get(made.link).content.decode()
    made.pass_the_code()
    client = Browser()
    client.cookies.load(made.cookies())
    assert CANARY in client.get(made.link).content.decode()
    type(made.client).objects.filter(pk=made.client.pk).update(language="sv")
    assert "Ta fram papperen." in client.get(made.link).content.decode()
    for message in Message.objects.filter(organisation=made.organisation):
        sent = RENDERERS[message.kind](message)
        assert sent is not None
        assert CANARY not in sent.text + sent.html + sent.subject + sent.calendar


def test_the_channel_card_is_seen_where_the_way_is_chosen(made: Scene, office: Browser) -> None:  # N39
    new = f"/meetings/new?client={made.client.pk}"
    for role, leads in (("administrator", True), ("adviser", False)):
        Person.objects.filter(pk=made.adviser.pk).update(role=role)
        page = office.get(new).content.decode()
        assert "channelcard" not in page
        assert ("/administration/pages/card" in page) == leads
    type(made.organisation).objects.filter(pk=made.organisation.pk).update(slug="demo")
    Edition.objects.create(
        organisation=made.organisation,
        kind=Kind.CARD,
        content={"video": {"fi": "Kaikki asiat."}, "email": {"fi": "Ajat."}, "phone": {"fi": ""}},
        by=made.adviser,
        written_at=clock.now(),
        published_at=clock.now(),
        current=True,
    )
    for path in (new, f"/meetings/{made.meeting.pk}"):
        page = office.get(path).content.decode()
        assert "Kaikki asiat." in page and "Mistä missäkin voi puhua" in page
        assert "Ajat." not in page and 'href="/o/demo/channels"' in page
        assert "/administration/pages/card" not in page


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-12-02", ""),
        ("2026-12-01", ""),
        ("2026-11-30", "tarkista laki: katsottu 30.11.2026"),
        ("", "tarkista laki: ei vielä katsottu"),
    ],
)
def test_a_law_that_was_looked_up_more_than_a_year_ago_is_to_be_looked_up_again(
    made: Scene, office: Browser, day: str, words: str
) -> None:
    said = {"law_fi": "Ensin kasvokkain.", "law_on": day}
    with time_machine.travel("2027-12-01T09:00:00Z"):
        office.force_login(made.adviser)
        assert office.post(f"{LIST}/new", wanted(**said)).status_code == 302
        text = office.get(LIST).content.decode()
    assert ("tarkista laki" in text, words in text) == (bool(words), True)


def test_the_advice_names_the_statute_with_its_address_and_the_day(made: Scene, office: Browser) -> None:
    said = {"law_fi": "Ensin kasvokkain.", "law_source_fi": "Laki 380/2023", "law_on": "2026-12-01"}
    page = f"{LIST}/{made.type.pk}"
    assert office.post(page, wanted(**said, law_address="http://finlex.fi/")).status_code == 400
    assert office.post(page, wanted(**said, law_address="https://finlex.fi/a")).status_code == 302
    text = office.get(f"/meetings/new?client={made.client.pk}").content.decode()
    assert 'href="https://finlex.fi/a"' in text and "Laki 380/2023" in text
    assert "(tarkistettu 1.12.2026)" in text


def test_a_ready_made_law_names_no_day_on_which_nobody_looked() -> None:
    with_law = [ready for ready in TYPES if ready.law.fi]
    assert [ready.key for ready in with_law] == ["initial_interview"]
    assert all("380/2023" in ready.texts[f"law_source_{code}"] for ready in with_law for code in CODES)
