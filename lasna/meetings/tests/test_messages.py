"""What clients are told of a meeting, word by word."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.utils import translation
from icalendar import Calendar
from icalendar.cal import Event

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS, Rendered
from lasna.correspondence.services import queue_message, settle
from lasna.kernel import clock, keys, sms
from lasna.meetings.models import Invitation, Meeting, MeetingType
from lasna.meetings.queries.messages import message_preview
from lasna.meetings.services.inviting import invitation_to
from lasna.meetings.services.planning import plan_meeting
from lasna.people.models import Office, Organisation, Person

pytestmark = pytest.mark.django_db
STARTS = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # Tuesday, ten o'clock in Helsinki
WORDS = (
    "Sinulla on videotapaaminen tiistaina 3.3. klo 10. Työntekijäsi on Liisa Virtanen. Avaa linkki klo 9.55. "
    "Sinun ei tarvitse asentaa mitään. Saat koodin, kun avaat linkin. "
    "Jos tekniikka ei toimi, soitamme sinulle. Se ei ole sinun syysi. "
    "Jos aika ei sovi sinulle, soita 029 512 3456. Keskustan palvelut"
)


@pytest.fixture(autouse=True)
def _before() -> Iterator[None]:
    with time_machine.travel(STARTS - timedelta(days=4), tick=False):
        yield


@pytest.fixture
def adviser() -> Person:
    organisation = Organisation.objects.create(
        name="Keskustan palvelut", phone="+358295123456", sender_email="posti@keskusta.fi"
    )
    person = Person.objects.create_person(
        email="liisa@keskusta.fi", name="Liisa Virtanen", organisation=organisation
    )
    person.offices.add(Office.objects.create(organisation=organisation, name="Torikatu 1"))
    return person


def planned(adviser: Person, *, channel: str = "video", language: str = "fi") -> Invitation:
    """A meeting with a client, its invitation not sent."""
    office = adviser.offices.get()
    client = Client.objects.create(
        organisation=adviser.organisation,
        office=office,
        adviser=adviser,
        first_name="Maija",
        last_name="Meikäläinen",
        email="maija@example.fi",
        phone="+358401234567",
        language=language,
    )
    kind, _made = MeetingType.objects.get_or_create(
        organisation=adviser.organisation,
        key="debts",
        defaults={"name_fi": "Velkaneuvonta", "name_sv": "Skuldrådgivning", "name_en": "Debt advice"},
    )
    meeting = plan_meeting(adviser=adviser, client=client, type=kind, starts=STARTS, planned_channel=channel)
    return invitation_to(meeting)


def asked(invitation: Invitation, kind: str, by: str, **more: Any) -> Message:
    meeting = invitation.participant.meeting
    wanted: dict[str, Any] = {
        "version": invitation.version,
        "channel": by,
        "address": {"email": meeting.one.email, "sms": meeting.one.phone}[by],
        "language": meeting.one.language,
        "drop_after": meeting.ends,
    } | more
    with transaction.atomic():
        return queue_message(organisation=meeting.organisation, kind=kind, about=invitation.pk, **wanted)


def rendered(message: Message) -> Rendered | None:
    with translation.override(message.language):
        return RENDERERS[message.kind](Message.objects.get(pk=message.pk))


def told(invitation: Invitation, kind: str, by: str, **more: Any) -> Rendered:
    answer = rendered(asked(invitation, kind, by, **more))
    assert answer is not None
    return answer


def link_of(invitation: Invitation) -> str:
    return f"{settings.LASNA_URL}/m/{keys.link_token('invitation', invitation.pk, invitation.version)}"


def event_of(mail: Rendered) -> Event:
    [event] = Calendar.from_ical(mail.calendar).events
    return event


def change(meeting: Meeting, **values: Any) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**values)


def test_the_invitation_by_text_message_says_what_to_do(adviser: Person) -> None:  # N8 N9
    invitation = planned(adviser)
    assert told(invitation, "invitation", "sms") == Rendered("", f"{WORDS}\n\n{link_of(invitation)}")


def test_the_invitation_by_mail_says_the_same(adviser: Person) -> None:  # N8 N9
    invitation = planned(adviser)
    mail = told(invitation, "invitation", "email")
    assert mail.subject == "Tapaaminen videolla tiistaina 3.3. klo 10"
    link = link_of(invitation)
    assert mail.text == (
        "Sinulla on videotapaaminen tiistaina 3.3. klo 10. Työntekijäsi on Liisa Virtanen.\n\n"
        "Avaa linkki klo 9.55. Sinun ei tarvitse asentaa mitään. Saat koodin, kun avaat linkin.\n\n"
        f"Avaa tapaaminen:\n{link}\n\n"
        "Jos tekniikka ei toimi, soitamme sinulle. Se ei ole sinun syysi.\n\n"
        "Jos jokin muu tapa sopii sinulle paremmin, avaa linkki ja kerro se meille.\n\n"
        f"Toinen tapa sopii minulle paremmin:\n{link}/way\n\n"
        "Jos aika ei sovi sinulle, soita 029 512 3456.\n\nKeskustan palvelut"
    )
    assert '<html lang="fi">' in mail.html
    assert f'<a class="open" href="{link}">Avaa tapaaminen</a>' in mail.html
    assert "Se ei ole sinun syysi." in mail.html


@pytest.mark.parametrize(
    ("language", "subject", "beginning"),
    [
        ("sv", "Möte på video tisdag 3.3 kl. 10", "Du har ett videomöte tisdag 3.3 kl. 10."),
        ("en", "Meeting by video on Tuesday 3 March at 10:00", "You have a video meeting on Tuesday 3 March"),
    ],
)
def test_the_invitation_speaks_the_clients_language(
    adviser: Person, language: str, subject: str, beginning: str
) -> None:  # N8
    mail = told(planned(adviser, language=language), "invitation", "email")
    assert mail.subject == subject
    assert mail.text.startswith(beginning)
    assert f'<html lang="{language}">' in mail.html


@pytest.mark.parametrize("by", ["email", "sms"])
@pytest.mark.parametrize("kind", ["invitation", "changed", "code"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_message_says_what_the_meeting_is_about(
    adviser: Person, language: str, kind: str, by: str
) -> None:  # N46
    invitation = planned(adviser, language=language)
    answer = told(invitation, kind, by, secret=keys.sealed("123456"))
    whole = f"{answer.subject}{answer.text}{answer.html}{answer.calendar}".lower()
    assert not [word for word in ("velka", "skuld", "debt", "maija meik") if word in whole]


def test_a_meeting_that_starts_now_is_opened_now(adviser: Person) -> None:  # N47
    invitation = planned(adviser)
    with time_machine.travel(STARTS - timedelta(minutes=5), tick=False):
        assert "Avaa linkki nyt." in told(invitation, "invitation", "sms").text
    with time_machine.travel(STARTS - timedelta(minutes=6), tick=False):
        assert "Avaa linkki klo 9.55." in told(invitation, "invitation", "sms").text


def test_a_call_is_announced_without_a_link_to_a_room(adviser: Person) -> None:  # N55
    invitation = planned(adviser, channel="phone")
    mail = told(invitation, "invitation", "email")
    assert mail.subject == "Tapaaminen puhelimessa tiistaina 3.3. klo 10"
    assert mail.text == (
        "Liisa Virtanen soittaa sinulle tiistaina 3.3. klo 10. Puhelu tulee numerosta 029 512 3456. "
        "Pidä puhelin lähelläsi.\n\n"
        "Jos jokin muu tapa sopii sinulle paremmin, avaa linkki ja kerro se meille.\n\n"
        f"Toinen tapa sopii minulle paremmin:\n{link_of(invitation)}/way\n\n"
        "Jos aika ei sovi sinulle, soita 029 512 3456.\n\nKeskustan palvelut"
    )
    said = mail.html + mail.text + mail.calendar.replace("\r\n ", "")
    assert "/m/" not in said.replace(f"{link_of(invitation)}/way", "")


def test_a_visit_says_where(adviser: Person) -> None:  # N4
    mail = told(planned(adviser, channel="in_person"), "invitation", "email")
    assert mail.subject == "Tapaaminen tiistaina 3.3. klo 10"
    assert "Tule tähän paikkaan: Torikatu 1." in mail.text
    assert event_of(mail)["LOCATION"] == "Torikatu 1"


@pytest.mark.parametrize("channel", ["chat", "message", "email"])
def test_a_written_meeting_says_who_writes(adviser: Person, channel: str) -> None:  # N34
    text = told(planned(adviser, channel=channel), "invitation", "sms").text
    assert text.startswith("Liisa Virtanen kirjoittaa sinulle tiistaina 3.3. klo 10.")


def test_a_link_asked_for_during_a_call_leads_to_video_now(adviser: Person) -> None:  # N26
    invitation = planned(adviser, channel="phone")
    queued_before = asked(invitation, "invitation", "email")
    change(invitation.participant.meeting, status="under_way", opened_at=clock.now() + timedelta(minutes=1))
    before = rendered(queued_before)
    assert before is not None and "Avaa linkki nyt." not in before.text
    assert link_of(invitation) not in before.text.replace(f"{link_of(invitation)}/way", "")
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        text = told(invitation, "invitation", "sms").text
    assert "Sinulla on videotapaaminen" in text
    assert "Avaa linkki nyt." in text
    assert text.endswith(link_of(invitation))


def test_a_moved_meeting_says_its_new_time(adviser: Person) -> None:  # N7
    invitation = planned(adviser)
    meeting = invitation.participant.meeting
    change(meeting, starts=STARTS + timedelta(days=1, minutes=150), ends=STARTS + timedelta(days=1, hours=4))
    mail = told(invitation, "changed", "email")
    assert mail.subject == "Uusi aika: Tapaaminen videolla keskiviikkona 4.3. klo 12.30"
    assert mail.text.startswith(
        "Tapaamisesi aika on muuttunut.\n\nSinulla on videotapaaminen keskiviikkona 4.3. klo 12.30."
    )
    assert link_of(invitation) in mail.text


def test_a_cancelled_meeting_says_so_kindly(adviser: Person) -> None:  # N7
    invitation = planned(adviser)
    message = asked(invitation, "cancelled", "email")
    assert rendered(message) is None, "it is not cancelled"
    change(invitation.participant.meeting, status="cancelled", calendar_sequence=1)
    mail = rendered(message)
    assert mail is not None
    assert mail.subject == "Peruttu: tapaaminen tiistaina 3.3. klo 10"
    assert mail.text == (
        "Tapaaminen tiistaina 3.3. klo 10 on peruttu. Sinun ei tarvitse tehdä mitään.\n\n"
        "Jos haluat uuden ajan, soita 029 512 3456.\n\nKeskustan palvelut"
    )
    calendar = Calendar.from_ical(mail.calendar)
    assert (calendar["METHOD"], event_of(mail)["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "/m/" not in mail.calendar


@pytest.mark.parametrize("kind", ["invitation", "changed", "code"])
def test_what_is_no_longer_true_is_not_sent(adviser: Person, kind: str) -> None:  # N10
    invitation = planned(adviser)
    message = asked(invitation, kind, "email", secret=keys.sealed("123456"))
    assert rendered(message) is not None
    Invitation.objects.filter(pk=invitation.pk).update(version=2)
    assert rendered(message) is None, "another link has taken its place"
    Invitation.objects.filter(pk=invitation.pk).update(version=1)
    for status in ("ended", "cancelled"):
        change(invitation.participant.meeting, status=status)
        assert rendered(message) is None, status


@pytest.mark.parametrize(("first", "second"), [("invitation", "changed"), ("code", "code")])
def test_of_two_messages_that_wait_only_the_later_is_sent(
    adviser: Person, first: str, second: str
) -> None:  # N10
    invitation = planned(adviser)
    older = asked(invitation, first, "email", secret=keys.sealed("111111"))
    newer = asked(invitation, second, "email", secret=keys.sealed("222222"))
    assert rendered(older) is None
    assert rendered(newer) is not None


def test_a_code_is_easy_to_read_and_to_fill_in(adviser: Person) -> None:  # N10
    invitation = planned(adviser)
    words = (
        "Koodisi on 012 345. Koodi toimii 10 minuuttia. Älä anna koodia muille. Apua: 029 512 3456. "
        "Keskustan palvelut"
    )
    text = told(invitation, "code", "sms", secret=keys.sealed("012345")).text
    assert text == f"{words}\n\n@testserver #012345"
    assert sms.size_of(text).parts == 1
    mail = told(invitation, "code", "email", secret=keys.sealed("012345"))
    assert mail.subject == "Koodi tapaamiseen"
    assert "012" not in mail.subject
    assert mail.text.startswith("Koodisi on 012 345.")


def test_the_calendar_file_is_the_same_meeting_for_ever(adviser: Person) -> None:  # N7
    invitation = planned(adviser)
    meeting = invitation.participant.meeting
    first = told(invitation, "invitation", "email")
    event = event_of(first)
    calendar = Calendar.from_ical(first.calendar)
    assert (calendar["METHOD"], event["STATUS"], event["CLASS"]) == ("REQUEST", "CONFIRMED", "PRIVATE")
    assert event["SUMMARY"] == "Tapaaminen: Liisa Virtanen"
    assert event.start == STARTS
    assert event["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Helsinki"]
    assert event.end == meeting.ends
    assert event["ORGANIZER"] == "mailto:posti@keskusta.fi"
    assert event["ORGANIZER"].params["CN"] == "Keskustan palvelut"
    assert event["ATTENDEE"] == "mailto:maija@example.fi"
    assert event["URL"] == link_of(invitation)
    assert "Se ei ole sinun syysi." in str(event["DESCRIPTION"])
    assert event.sequence == 0
    assert all(len(line.encode()) <= 75 for line in first.calendar.split("\r\n"))
    change(meeting, starts=STARTS + timedelta(minutes=5), calendar_sequence=1)
    later = event_of(told(invitation, "changed", "email"))
    assert (later["UID"], later.sequence) == (event["UID"], 1)


BAD_NAMES = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "Liisa\u202enatriV",
    "Liisa\r\nBcc: vieras@example.fi",
    "Liisa\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "{name} {0.__class__} %(name)s",
    'Liisa "; CN=x:mailto:evil@example.fi',
    "Li" + "\u0301" * 90,
    "Liisa\u2028Virtanen",
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_is_only_a_name(adviser: Person, name: str) -> None:  # N44
    Person.objects.filter(pk=adviser.pk).update(name=name)
    Organisation.objects.update(name=name)
    Office.objects.update(name=name)
    adviser.refresh_from_db()
    invitation = planned(adviser, channel="video")
    mail = told(invitation, "invitation", "email")
    assert "\n" not in mail.subject and "\r" not in mail.subject
    assert "<script>" not in mail.html
    assert "49" not in mail.html.replace(link_of(invitation), "")
    [event] = Calendar.from_ical(mail.calendar).events
    assert not set("\u202e\u2028\r") & set(str(event["SUMMARY"]))
    assert event["ORGANIZER"] == "mailto:posti@keskusta.fi"
    assert mail.calendar.count("\nEND:VEVENT") == 1
    assert "\u202e" not in mail.text + mail.html + mail.calendar


@pytest.mark.parametrize("name", ["Åke-Þór O'Brien", "Áilu Sárá Biret", "Мария", "فاطمة", "X"])
def test_a_persons_own_name_stands_as_it_is(adviser: Person, name: str) -> None:  # N45
    Person.objects.filter(pk=adviser.pk).update(name=name)
    adviser.refresh_from_db()
    mail = told(planned(adviser), "invitation", "email")
    assert f"Työntekijäsi on {name}." in mail.text
    assert event_of(mail)["SUMMARY"] == f"Tapaaminen: {name}"


@pytest.mark.parametrize("by", ["email", "sms"])
@pytest.mark.parametrize("channel", ["video", "phone", "in_person"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_preview_is_what_will_be_sent(
    adviser: Person, language: str, channel: str, by: str
) -> None:  # N8
    invitation = planned(adviser, channel=channel, language=language)
    shown = message_preview(
        adviser=adviser,
        client=invitation.participant.meeting.one,
        type=invitation.participant.meeting.type,
        starts=STARTS,
        planned_channel=channel,
        send_by=by,
    )
    sent = told(invitation, "invitation", by)
    hidden = f"{settings.LASNA_URL}/m/…"
    assert shown.subject == sent.subject
    assert shown.text == sent.text.replace(link_of(invitation), hidden)
    assert shown.html == sent.html.replace(link_of(invitation), hidden)


@pytest.mark.parametrize("state", ["failed", "unknown", "sent", "dropped"])
def test_the_desk_hears_of_a_message_that_did_not_leave(adviser: Person, state: str) -> None:  # N44
    message = asked(planned(adviser), "invitation", "email")
    before = adviser.desk.events.count()
    Message.objects.filter(pk=message.pk).update(lease_by="me")
    message.refresh_from_db()
    settle(message, Message.State(state), reason="mail.refused")
    heard = [event.body for event in adviser.desk.events.all()[before:]]
    wanted = [{"type": "desk.changed", "what": "message"}] if state in ("failed", "unknown") else []
    assert heard == wanted
