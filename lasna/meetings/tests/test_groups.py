"""Several clients in one meeting: each has a seat, a link and an outcome of their own. # N7, N8, N18"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from icalendar import Calendar

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.contacts.models import Contact
from lasna.correspondence import tasks
from lasna.correspondence.models import MailboxItem, Message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.models import StoredEvent
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.queries.groups import group_of
from lasna.meetings.tests.groups import NAMES, TITLE, GroupScene, client_of, group
from lasna.meetings.tests.scene import person, scene
from lasna.people.models import Office

pytestmark = pytest.mark.django_db


def desk_of(made: GroupScene) -> Browser:
    desk = Browser()
    desk.force_login(made.made.adviser)
    return desk


def page_of(made: GroupScene) -> str:
    answer = desk_of(made).get(f"/meetings/{made.meeting.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def code_of(act: Any) -> str:
    with pytest.raises(UserError) as refused:
        act()
    return refused.value.code


def mails() -> list[str]:
    """Everything that went out, whole, the oldest first."""
    while tasks.send_mails() or tasks.send_text_messages():
        pass
    return [f"{item.subject}\n{item.text}\n{item.calendar}" for item in MailboxItem.objects.order_by("pk")]


def begin(made: GroupScene) -> None:
    """Its time has come."""
    now = clock.now()
    Meeting.objects.filter(pk=made.meeting.pk).update(
        starts=now - timedelta(minutes=5), ends=now + timedelta(minutes=40)
    )
    made.meeting.refresh_from_db()


def test_a_group_is_planned_and_its_seats_are_given_one_by_one() -> None:
    made = scene(starts_in=timedelta(days=200))
    desk = Browser()
    desk.force_login(made.adviser)
    day = (clock.now() + timedelta(days=2)).date().isoformat()
    said = {"type": made.type.pk, "title": TITLE, "seats": 2, "day": day, "time": "10:00"}
    answer = desk.post("/groups/new", said | {"planned_channel": "video"})
    meeting = Meeting.objects.get(seats=2)
    assert answer.headers["Location"] == f"/meetings/{meeting.pk}"
    assert (meeting.title, meeting.client, meeting.office) == (TITLE, None, made.office)
    page = f"/groups/{meeting.pk}/seats/new?client={made.client.pk}"
    assert desk.get(page).status_code == 200
    answer = desk.post(page, {"send_by": "email"})
    assert answer.headers["Location"] == f"/meetings/{meeting.pk}"
    place = Participant.objects.get(meeting=meeting, role="client")
    assert (place.client, place.group_seat, place.name) == (made.client, 1, "Aino")
    assert Message.objects.filter(kind="invitation", about=place.invitation.pk).count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"seats": 1}, "seats"),
        ({"seats": 19}, "seats"),
        ({"title": "  "}, "title"),
        ({"planned_channel": "phone"}, "way"),
    ],
)
def test_what_no_group_can_be_is_said_beside_the_field(more: dict[str, Any], field: str) -> None:
    made = scene(starts_in=timedelta(days=200))
    desk = Browser()
    desk.force_login(made.adviser)
    day = (clock.now() + timedelta(days=2)).date().isoformat()
    said = {
        "type": made.type.pk,
        "title": TITLE,
        "seats": 8,
        "day": day,
        "time": "10:00",
        "planned_channel": "video",
    }
    answer = desk.post("/groups/new", said | more)
    assert (answer.status_code, Meeting.objects.filter(seats__isnull=False).count()) == (200, 0)
    assert "field--wrong" in answer.content.decode() or "field__error" in answer.content.decode(), field
    assert desk.post("/groups/new", said).status_code == 302


def test_never_more_clients_than_seats() -> None:
    made = group(seats=2, clients=2)
    third = client_of(made.made, "Cia")
    assert code_of(lambda: made.give(third)) == "group.full"
    assert code_of(lambda: made.give(made.clients[0])) == "group.has_seat"
    seats = Participant.objects.filter(meeting=made.meeting, group_seat__isnull=False)
    assert sorted(place.group_seat or 0 for place in seats) == [1, 2]


def test_the_database_holds_a_seat_for_one_client_alone() -> None:
    made = group(clients=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=made.place(1).pk).update(group_seat=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=made.place(1).pk).update(group_seat=21)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=made.meeting.pk).update(client=made.clients[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=made.meeting.pk).update(seats=21)


def test_a_client_of_another_office_gets_no_seat() -> None:
    made = group()
    other = Office.objects.create(organisation=made.made.organisation, name="Muu")
    made.made.adviser.offices.add(other)
    stranger = client_of(made.made, "Cia")
    Client.objects.filter(pk=stranger.pk).update(office=other)
    with pytest.raises(NotHere):
        made.give(stranger)
    colleague = person(made.made.organisation, other)
    with pytest.raises(NotHere):
        services.give_seat(meeting_id=made.meeting.pk, by=colleague, client_id=stranger.pk)


def test_no_message_and_no_page_of_a_client_names_another() -> None:
    made = group(clients=2)
    mails()
    services.move_meeting(
        meeting_id=made.meeting.pk, by=made.made.adviser, starts=made.meeting.starts + timedelta(days=1)
    )
    mails()
    services.take_seat_away(meeting_id=made.meeting.pk, by=made.made.adviser, participant_id=made.place(1).pk)
    mails()
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.made.adviser)
    sent = mails()
    assert len(sent) >= 4
    for text in sent:
        assert not any(word in text for names in NAMES for word in names), text
    browser = Browser()
    for number in (0, 1):
        other = NAMES[1 - number]
        for end in ("", "/answer", "/code"):
            page = browser.get(made.link(number) + end, follow=True).content.decode()
            assert not any(word in page for word in other)


def test_a_client_who_cannot_come_frees_the_seat_and_may_come_back() -> None:
    made = group(seats=2, clients=2)
    browser, third = Browser(), client_of(made.made, "Cia")
    page = browser.post(f"{made.link(0)}/answer", {"say": "cannot"}, follow=True).content.decode()
    assert "peruttu" in page
    place = made.place(0)
    assert (place.group_seat, place.outcome, place.state) == (None, "cancelled", "removed")
    assert "Aamu" in page_of(made)  # among those who gave it up
    last = Message.objects.filter(about=place.invitation.pk).order_by("-pk").first()
    assert last is not None and last.kind == "cancelled"
    assert made.give(third).group_seat == 1
    assert code_of(lambda: made.give(made.clients[0])) == "group.full"
    services.take_seat_away(meeting_id=made.meeting.pk, by=made.made.adviser, participant_id=made.place(1).pk)
    assert made.give(made.clients[0], send_by="email").pk == place.pk
    assert browser.get(made.link(0)).status_code == 200
    assert "peruttu" not in browser.get(made.link(0)).content.decode()
    assert Contact.objects.filter(meeting=made.meeting, client=made.clients[0]).count() == 0


def test_a_client_who_comes_says_so_and_the_adviser_sees_it() -> None:
    made = group(clients=1)
    Browser().post(f"{made.link(0)}/answer", {"say": "comes"})
    assert made.place(0).answer == "comes"
    page = Browser().get(f"{made.link(0)}").content.decode()
    assert "Tapaamisessa on myös muita." in page
    assert made.place(0).group_seat == 1


def test_the_calendar_entry_keeps_its_uid_and_rises() -> None:
    made = group(clients=2)
    services.move_meeting(
        meeting_id=made.meeting.pk, by=made.made.adviser, starts=made.meeting.starts + timedelta(days=1)
    )
    mails()
    services.take_seat_away(meeting_id=made.meeting.pk, by=made.made.adviser, participant_id=made.place(0).pk)
    mails()
    made.give(made.clients[0], send_by="email")
    mails()
    told = [
        next(iter(Calendar.from_ical(item.calendar).walk("VEVENT")))
        for item in MailboxItem.objects.exclude(calendar="").order_by("pk")
        if item.message.about == made.place(0).invitation.pk
    ]
    assert len({str(event["UID"]) for event in told}) == 1
    sequences = [int(str(event["SEQUENCE"])) for event in told]
    assert sequences == sorted(set(sequences)) and len(sequences) >= 3
    assert [str(event["STATUS"]) for event in told][-2:] == ["CANCELLED", "CONFIRMED"]


def test_moving_and_cancelling_tells_everybody() -> None:
    made = group(clients=3)
    services.move_meeting(
        meeting_id=made.meeting.pk, by=made.made.adviser, starts=made.meeting.starts + timedelta(days=1)
    )
    assert Message.objects.filter(kind="changed").count() == 3
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.made.adviser)
    assert Message.objects.filter(kind="cancelled").count() == 3
    contacts = Contact.objects.filter(meeting=made.meeting)
    assert sorted(contacts.values_list("client", "outcome")) == sorted(
        (client.pk, "cancelled") for client in made.clients
    )


def test_each_waits_and_is_let_in_alone_and_hears_of_nobody_at_the_door() -> None:  # N18
    made = group(clients=3)
    begin(made)
    first = made.admit(0)
    made.wait(1)
    states = {place.pk: place.state for place in made.meeting.participants.filter(role="client")}
    assert sorted(states.values()) == ["admitted", "invited", "waiting"]
    at_door = StoredEvent.objects.filter(room=made.place(1).door_id)
    assert not any("Aamu" in json.dumps(event.body) for event in at_door)
    in_room = StoredEvent.objects.filter(room=made.meeting.room_id, body__participant=first.pk)
    assert not any("Aalto" in json.dumps(event.body) for event in in_room)


def test_who_was_let_in_is_met_and_of_the_others_it_is_said() -> None:
    made = group(clients=3)
    begin(made)
    made.admit(0)
    by = made.made.adviser
    services.end_meeting(meeting_id=made.meeting.pk, by=by)
    met = Contact.objects.get(meeting=made.meeting)
    assert (met.client, met.outcome, met.channel) == (made.clients[0], "met", "video")
    made.meeting.refresh_from_db()
    assert made.meeting.outcome == ""
    settle: dict[str, Any] = {"meeting_id": made.meeting.pk, "by": by, "participant_id": made.place(1).pk}
    assert code_of(lambda: services.settle_seat(**settle, outcome="did_not_come")) == "outcome.call_first"
    services.note_call(**settle, answered=False)
    services.settle_seat(**settle, outcome="did_not_come")
    services.settle_rest(meeting_id=made.meeting.pk, by=by, outcome="technology_prevented")
    outcomes = dict(Contact.objects.filter(meeting=made.meeting).values_list("client", "outcome"))
    expected = ("met", "did_not_come", "technology_prevented")
    for contact in Contact.objects.filter(meeting=made.meeting):
        assert desk_of(made).get(f"/contacts/{contact.pk}").status_code == 200
    assert outcomes == {client.pk: said for client, said in zip(made.clients, expected, strict=True)}
    assert Contact.objects.get(client=made.clients[1]).call_attempts == 1
    made.meeting.refresh_from_db()
    assert (made.meeting.status, made.meeting.outcome) == ("ended", "met")


def test_of_what_goes_on_or_is_to_come_nothing_is_said_yet() -> None:
    made = group(clients=2)
    rest: dict[str, Any] = {"meeting_id": made.meeting.pk, "by": made.made.adviser, "outcome": "met"}
    assert code_of(lambda: services.settle_rest(**rest)) == "outcome.not_yet"
    begin(made)
    made.admit(0)
    assert code_of(lambda: services.settle_rest(**rest)) == "outcome.in_room"


def test_a_group_in_person_is_settled_in_one_tap() -> None:
    made = group(clients=3, channel="in_person")
    begin(made)
    answer = desk_of(made).post(f"/groups/{made.meeting.pk}/seats/outcome", {"outcome": "met"})
    assert answer.status_code == 302
    contacts = Contact.objects.filter(meeting=made.meeting, outcome="met", channel="in_person")
    assert contacts.count() == 3
    assert all(contact.ended > contact.began for contact in contacts)


def test_a_group_without_clients_did_not_take_place() -> None:
    made = group()
    begin(made)
    services.settle_rest(meeting_id=made.meeting.pk, by=made.made.adviser, outcome="cancelled")
    made.meeting.refresh_from_db()
    assert (made.meeting.status, made.meeting.outcome) == ("ended", "cancelled")
    assert Contact.objects.filter(meeting=made.meeting).count() == 0


@pytest.mark.parametrize("act", ["outcome", "call", "link", "code", "called", "offer", "vouch"])
def test_what_is_done_with_one_client_is_not_here_for_a_group(act: str) -> None:
    made = group(clients=2)
    said = {"outcome": "met", "way": "email", "how": "tunnen", "said": "answered", "answer": "accepted"}
    assert desk_of(made).post(f"/meetings/{made.meeting.pk}/{act}", said).status_code in (404, 400, 409)
    assert Contact.objects.count() == 0


def test_the_phone_is_no_way_out_of_a_group() -> None:
    made = group(clients=2)
    begin(made)
    place = made.admit(0)
    assert code_of(lambda: services.move_to_phone(participant_id=place.pk)) == "group.no_phone"


def test_a_partner_of_a_group_is_not_asked_about_and_waits_as_everybody() -> None:
    made = group(clients=1)
    begin(made)
    wish = services.PartnerWish("interpreter", "Tuula Tulkki", email="tulkki@example.invalid")
    partner = services.add_partner(meeting_id=made.meeting.pk, by=made.made.adviser, wish=wish)
    assert not StoredEvent.objects.filter(room=made.meeting.room_id, type="consent.asked").exists()
    code = services.read_code(meeting_id=made.meeting.pk, by=made.made.adviser, participant_id=partner.pk)
    services.enter(invitation_id=partner.invitation.pk, code=code)
    said = Step(step="ready", camera="on", microphone="on")
    services.step(participant_id=partner.pk, said=said)
    services.admit(participant_id=partner.pk, by=made.made.adviser)


def test_the_page_asks_the_database_as_often_for_three_as_for_one() -> None:
    few, many = group(clients=1), group(clients=3)
    with counted() as one:
        group_of(few.meeting)
    with counted() as three:
        group_of(many.meeting)
    assert len(one) == len(three)
