"""What clients get, read by other programs than those that wrote it. # N7 N9

The mail that a server took by a parser of another kind than Python's ``email``, the meeting in it by vobject,
not icalendar.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
import vobject
from fast_mail_parser import PyMail, parse_email

from lasna.correspondence.adapters import SmtpMail
from lasna.correspondence.protocol import Outgoing, Rendered, Sent
from lasna.correspondence.tests import test_smtp
from lasna.correspondence.tests.test_smtp import Sink
from lasna.meetings.tests import test_messages
from lasna.meetings.tests.test_messages import STARTS, asked, change, link_of, planned, rendered, told
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
sink = test_smtp.sink
adviser = test_messages.adviser


@pytest.fixture(autouse=True)
def _before() -> Iterator[None]:
    with time_machine.travel(STARTS - timedelta(days=4), tick=False):
        yield


def delivered(sink: Sink, mail: Rendered) -> PyMail:
    """As it lies in the server after a real conversation."""
    sink.mails.clear()
    outgoing = Outgoing(
        message_id=1,
        key="abc@keskusta.fi",
        sender="Keskustan palvelut, Åbo",
        sender_address="posti@keskusta.fi",
        address="maija@example.fi",
        rendered=mail,
    )
    assert SmtpMail(sink.url).send(outgoing) == Sent("abc@keskusta.fi")
    [raw] = sink.mails
    return parse_email(raw, strict=True)


def calendar_in(mail: PyMail) -> Any:
    [attachment] = mail.attachments
    assert (attachment.mimetype, attachment.filename) == ("text/calendar", "meeting.ics")
    return vobject.readOne(attachment.content.decode())


def test_an_invitation_is_read_whole_by_other_programs(adviser: Person, sink: Sink) -> None:
    invitation = planned(adviser)
    sent = told(invitation, "invitation", "email")
    mail = delivered(sink, sent)
    assert mail.warnings == []
    assert mail.subject == "Tapaaminen videolla tiistaina 3.3. klo 10"
    assert mail.from_ is not None
    assert (mail.from_.display_name, mail.from_.address) == ("Keskustan palvelut, Åbo", "posti@keskusta.fi")
    assert [to.address for to in mail.to] == ["maija@example.fi"]
    [text], [html] = mail.text_plain, mail.text_html
    assert text.replace("\r\n", "\n").strip() == sent.text.strip()
    assert html.replace("\r\n", "\n").strip() == sent.html.strip()
    calendar = calendar_in(mail)
    event = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert (event.summary.value, event.url.value) == ("Tapaaminen: Liisa Virtanen", link_of(invitation))
    assert (event.dtstart.value, event.dtend.value) == (STARTS, invitation.participant.meeting.ends)
    assert calendar.vtimezone.tzid.value == "Europe/Helsinki"
    assert (event.organizer.value, event.attendee.value) == (
        "mailto:posti@keskusta.fi",
        "mailto:maija@example.fi",
    )
    assert "Se ei ole sinun syysi." in event.description.value


def test_moved_and_cancelled_it_is_the_same_entry_with_a_higher_number(adviser: Person, sink: Sink) -> None:
    invitation = planned(adviser)
    meeting = invitation.participant.meeting
    first = calendar_in(delivered(sink, told(invitation, "invitation", "email"))).vevent
    change(meeting, starts=STARTS + timedelta(minutes=5), calendar_sequence=1)
    moved = calendar_in(delivered(sink, told(invitation, "changed", "email"))).vevent
    message = asked(invitation, "cancelled", "email")
    change(meeting, status="cancelled", calendar_sequence=2)
    words = rendered(message)
    assert words is not None
    calendar = calendar_in(delivered(sink, words))
    ended = calendar.vevent
    assert first.uid.value == moved.uid.value == ended.uid.value
    assert [each.sequence.value for each in (first, moved, ended)] == ["0", "1", "2"]
    assert moved.dtstart.value == STARTS + timedelta(minutes=5)
    assert (calendar.method.value, ended.status.value) == ("CANCEL", "CANCELLED")
