from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import Client as Browser

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.contacts.models import Contact
from lasna.contacts.services import Happening, add_contact, undo_contact
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Leg, Meeting
from lasna.meetings.tests.scene import Scene, person, scene

pytestmark = pytest.mark.django_db

CALL = {
    "channel": "phone",
    "day": "2026-01-05",
    "time": "10:30",
    "minutes": "15",
    "began_by": "client",
    "line": "Sovittiin uusi aika.",
}


@pytest.fixture
def made() -> Scene:
    return scene()


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def added(made: Scene, **more: str) -> Contact:
    told = {"channel": "phone", "began_by": "staff", "line": ""} | more
    began = clock.now() - timedelta(hours=1)
    return add_contact(
        by=made.adviser, client_id=made.client.pk, happening=Happening(began=began, minutes=15, **told)
    )


def legs_of(contact: Contact) -> list[tuple[str, float]]:
    return [(leg.channel, (leg.ended - leg.began).total_seconds()) for leg in contact.legs.all()]


def video_then_phone(made: Scene) -> None:
    """Let in, ten minutes of video, then twenty by phone."""
    made.admit()
    services.move_to_phone(participant_id=made.host.pk)
    services.give_phone_reason(meeting_id=made.meeting.pk, by=made.adviser, reason="no_sound")
    now = clock.now()
    video, phone = made.meeting.legs.all()
    Leg.objects.filter(pk=video.pk).update(
        began=now - timedelta(minutes=30), ended=now - timedelta(minutes=20)
    )
    Leg.objects.filter(pk=phone.pk).update(began=now - timedelta(minutes=20))


# What meetings write


def test_an_ended_meeting_is_on_record_with_its_channels_and_why_it_moved(made: Scene) -> None:  # N26 N34
    video_then_phone(made)
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    contact = Contact.objects.get(meeting=made.meeting)
    assert [channel for channel, _seconds in legs_of(contact)] == ["video", "phone"]
    assert (contact.planned_channel, contact.channel) == ("video", "phone")
    assert (contact.moved_to_phone, contact.moved_reason) == (True, "no_sound")
    assert (contact.outcome, contact.began_by, contact.finished) == ("met", "staff", False)
    assert contact.minutes == 30


def test_a_meeting_by_video_all_through_did_not_move(made: Scene) -> None:
    made.admit()
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    contact = Contact.objects.get(meeting=made.meeting)
    assert (contact.channel, contact.moved_to_phone) == ("video", False)


def test_what_did_not_take_place_stands_as_planned_without_length(made: Scene) -> None:
    services.record_call_attempt(meeting_id=made.meeting.pk, by=made.adviser, answered=False)
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="did_not_come")
    contact = Contact.objects.get(meeting=made.meeting)
    assert legs_of(contact) == [("video", 0.0)]
    assert (contact.outcome, contact.call_attempts) == ("did_not_come", 1)


def test_a_visit_that_was_met_lasted_as_planned(made: Scene) -> None:
    starts = clock.now() - timedelta(hours=2)
    Meeting.objects.filter(pk=made.meeting.pk).update(
        planned_channel="in_person", starts=starts, ends=starts + timedelta(minutes=45)
    )
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="met")
    assert legs_of(Contact.objects.get(meeting=made.meeting)) == [("in_person", 45 * 60)]


def test_another_outcome_later_changes_the_one_record_and_keeps_the_line(made: Scene, desk: Browser) -> None:
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="cancelled")
    contact = Contact.objects.get(meeting=made.meeting)
    desk.post(f"/contacts/{contact.pk}/finish", {"line": "Sairaana."})
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="technology_prevented")
    contact = Contact.objects.get(meeting=made.meeting)
    assert (contact.outcome, contact.line, contact.finished) == ("technology_prevented", "Sairaana.", True)
    assert contact.legs.count() == 1


def test_a_cancelled_meeting_is_on_record_as_cancelled(made: Scene) -> None:
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert Contact.objects.get(meeting=made.meeting).outcome == "cancelled"


# What people write


def test_a_call_is_added_in_two_taps_from_the_card(made: Scene, desk: Browser) -> None:  # N34
    form = desk.get(f"/contacts/new?client={made.client.pk}&channel=phone").context["form"]
    told = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    told = {name: str(value)[:5] if name == "time" else value for name, value in told.items() if value}
    answer = desk.post(f"/contacts/new?client={made.client.pk}&channel=phone", told)
    contact = Contact.objects.get(meeting=None)
    assert answer.headers["Location"] == f"/contacts/{contact.pk}"
    assert (contact.channel, contact.minutes, contact.began_by) == ("phone", 15, "staff")
    assert contact.finished
    assert timedelta() <= clock.now() - contact.ended < timedelta(minutes=2)


@pytest.mark.parametrize("channel", ["in_person", "phone", "video", "chat", "email", "message"])
def test_every_channel_is_part_of_the_same_record(made: Scene, desk: Browser, channel: str) -> None:  # N34
    desk.post(f"/contacts/new?client={made.client.pk}", CALL | {"channel": channel})
    contact = Contact.objects.get(meeting=None)
    assert (contact.channel, contact.began_by, contact.line) == (channel, "client", "Sovittiin uusi aika.")
    assert contact.began.isoformat() == "2026-01-05T08:30:00+00:00"
    assert legs_of(contact) == [(channel, 15 * 60)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("day", "2999-01-01"),
        ("day", "05.13.2026"),
        ("day", ""),
        ("time", "25:00"),
        ("minutes", "-5"),
        ("minutes", "1e308"),
        ("channel", "pigeon"),
        ("began_by", ""),
        ("line", "x" * 501),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    made: Scene, desk: Browser, field: str, typed: str
) -> None:
    answer = desk.post(f"/contacts/new?client={made.client.pk}", CALL | {field: typed})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not Contact.objects.exists()


def test_the_hour_that_does_not_exist_is_refused_and_the_one_that_comes_twice_is_asked(
    made: Scene, desk: Browser
) -> None:
    new = f"/contacts/new?client={made.client.pk}"
    missing = desk.post(new, CALL | {"day": "2026-03-29", "time": "03:30"})
    assert list(missing.context["form"].errors) == ["time"]
    twice = desk.post(new, CALL | {"day": "2026-10-25", "time": "03:30"})
    assert twice.context["form"].asks_fold
    for fold, hour in (("0", 0), ("1", 1)):
        desk.post(new, CALL | {"day": "2026-10-25", "time": "03:30", "fold": fold})
        assert Contact.objects.order_by("-pk")[0].began.hour == hour


def test_without_a_client_the_page_asks_whom(made: Scene, desk: Browser) -> None:
    page = desk.get("/contacts/new", {"channel": "phone", "q": "demo"}).content.decode()
    assert f"/contacts/new?client={made.client.pk}&amp;channel=phone" in page


def test_what_was_just_added_can_be_taken_back(made: Scene, desk: Browser) -> None:
    contact = added(made)
    assert b"/undo" in desk.get(f"/contacts/{contact.pk}").content
    desk.post(f"/contacts/{contact.pk}/undo")
    assert not Contact.objects.exists()
    assert AuditRow.objects.get(deed="contact.undone").ids == [contact.pk]


def test_old_ones_a_colleagues_and_meetings_are_not_taken_back(made: Scene) -> None:
    old = added(made)
    Contact.objects.filter(pk=old.pk).update(written_at=clock.now() - timedelta(minutes=16))
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="cancelled")
    colleague = person(made.organisation, made.office)
    tries = [
        (old, made.adviser),
        (added(made), colleague),
        (Contact.objects.get(meeting=made.meeting), made.adviser),
    ]
    for contact, by in tries:
        with pytest.raises(UserError) as refused:
            undo_contact(contact_id=contact.pk, by=by)
        assert refused.value.code == "contact.too_late_to_undo"
    assert Contact.objects.count() == 3


def test_one_line_and_done(made: Scene, desk: Browser) -> None:
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="met")
    contact = Contact.objects.get(meeting=made.meeting)
    assert b"due__form" in desk.get("/").content
    answer = desk.post(f"/contacts/{contact.pk}/finish", {"line": "Sovittiin.", "next": "/"})
    assert answer.headers["Location"] == "/"
    contact.refresh_from_db()
    assert (contact.line, contact.finished) == ("Sovittiin.", True)
    assert b"due__form" not in desk.get("/").content


def test_after_a_meeting_its_own_page_asks_for_the_line_and_says_what_was_agreed(
    made: Scene, desk: Browser
) -> None:
    made.admit()
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="Soitan maanantaina.")
    path = f"/meetings/{made.meeting.pk}"
    assert "Soitan maanantaina." in desk.get(path).content.decode()
    assert b"due__form" in desk.get(path).content
    contact = Contact.objects.get(meeting=made.meeting)
    desk.post(f"/contacts/{contact.pk}/finish", {"line": "Tehty."})
    page = desk.get(path).content.decode()
    assert "Tehty." in page
    assert "due__form" not in page


@pytest.mark.parametrize("bad", ["https://evil.invalid/", "//evil.invalid", "javascript:alert(1)"])
def test_done_leads_nowhere_else(made: Scene, desk: Browser, bad: str) -> None:
    contact = added(made)
    answer = desk.post(f"/contacts/{contact.pk}/finish", {"line": "", "next": bad})
    assert answer.headers["Location"] == f"/contacts/{contact.pk}"


def test_done_by_htmx_says_so(made: Scene, desk: Browser) -> None:
    contact = added(made)
    answer = desk.post(f"/contacts/{contact.pk}/finish", {"line": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b'hx-swap-oob="innerHTML"' in answer.content


def test_a_line_too_long_is_refused(made: Scene, desk: Browser) -> None:
    contact = added(made)
    assert desk.post(f"/contacts/{contact.pk}/finish", {"line": "x" * 501}).status_code == 409


# The list


def shown(desk: Browser, **asked: str | int) -> list[Contact]:
    listed = [row.pk for row in desk.get("/contacts", asked).context["page"].rows]
    return sorted(Contact.objects.filter(pk__in=listed), key=lambda contact: listed.index(contact.pk))


def test_the_list_is_narrowed_in_the_address_bar(made: Scene, desk: Browser) -> None:  # N34
    call, letter = added(made), added(made, channel="email")
    Contact.objects.filter(pk=letter.pk).update(began=clock.now() - timedelta(days=9), outcome="cancelled")
    today = clock.now().date()
    assert shown(desk) == [call, letter]
    assert shown(desk, channel="email") == [letter]
    assert shown(desk, outcome="met") == [call]
    assert shown(desk, since=f"{today - timedelta(days=3)}") == [call]
    assert shown(desk, until=f"{today - timedelta(days=3)}") == [letter]
    assert shown(desk, adviser=made.adviser.pk) == [call, letter]
    assert shown(desk, q="aino") == [call, letter]
    assert shown(desk, q="nobody") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "x"},
        {"since": "2026-13-45"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"channel": "pigeon"},
        {"adviser": "999999999999999999999"},
        {"adviser": "x"},
        {"page": "x"},
        {"page": "10000"},
        {"q": "\x00"},
    ],
)
def test_a_filter_that_makes_no_sense_is_no_crash(made: Scene, desk: Browser, asked: dict[str, str]) -> None:
    added(made)
    assert desk.get("/contacts", asked).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_ten_statements_at_most(made: Scene, desk: Browser, rows: int) -> None:
    for _ in range(rows):
        added(made)
    with counted() as statements:
        answer = desk.get("/contacts")
    assert len(answer.context["page"].rows) == rows
    assert len(statements) <= 10, statements


@pytest.mark.parametrize("rows", [1, 30])
def test_the_card_takes_a_dozen_statements_at_most(made: Scene, desk: Browser, rows: int) -> None:
    for number in range(rows):
        added(made)
        services.plan_meeting(
            adviser=made.adviser,
            client=made.client,
            type=made.type,
            starts=clock.now() + timedelta(days=number + 1),
            planned_channel="phone",
        )
    with counted() as statements:
        answer = desk.get(f"/clients/{made.client.pk}")
    assert (len(answer.context["past"]), len(answer.context["coming"])) == (rows, rows + 1)
    assert len(statements) <= 12, statements


def test_the_card_has_all_channels_in_one_time_line(made: Scene, desk: Browser) -> None:  # N34
    added(made, line="Kertoi muutosta.")
    answer = desk.get(f"/clients/{made.client.pk}")
    assert [entry.channel for entry in answer.context["past"]] == ["phone"]
    assert [entry.channel for entry in answer.context["coming"]] == ["video"]
    assert "Kertoi muutosta." in answer.content.decode()


def test_empty_lists_say_what_to_do_first(made: Scene, desk: Browser) -> None:
    other = Client.objects.create(
        organisation=made.organisation, office=made.office, adviser=made.adviser, first_name="Uusi"
    )
    assert desk.get("/contacts").content.count(b'class="empty"') == 1
    assert desk.get(f"/clients/{other.pk}").content.count(b'class="empty"') == 2


def test_an_id_of_four_digits_stays_whole_in_addresses() -> None:
    page = Template("/contacts/new?client={{ number }}").render(Context({"number": 1676}))
    assert page == "/contacts/new?client=1676"
