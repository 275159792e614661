"""What clients and partners are told of a meeting by mail and text message: time, adviser, link, steps.

Never the service, the type or the agenda: those are behind the code.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lasna.clients.models import Channel, Client
from lasna.correspondence.protocol import Letter, Link, Rendered, one_line
from lasna.correspondence.queries import ENDS_WITHOUT
from lasna.kernel import clock, keys
from lasna.kernel.phones import read_phone
from lasna.kernel.web.times import dated_time, said_clock
from lasna.meetings.models import Invitation, Meeting, MeetingType
from lasna.meetings.queries.calendars import CalendarEntry
from lasna.meetings.queries.rules import code_is_wanted
from lasna.people.models import Organisation, Person

OPEN_BEFORE = timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    """All that a message may say of a meeting."""

    organisation: str
    call_back: str
    adviser: str
    place: str
    starts: datetime
    zone: str
    channel: Channel
    link: str
    link_now: bool = False
    needs_code: bool = True
    partner: bool = False
    """To somebody who is asked to join: not the client, and by video whatever the client's way is."""

    @property
    def when(self) -> str:
        return dated_time(self.starts, self.zone)

    @property
    def open_at(self) -> str:
        """When to open the link; empty: now."""
        opens = self.starts - OPEN_BEFORE
        return "" if self.link_now or opens <= clock.now() else said_clock(opens, self.zone)


def invitation_letter(told: Told) -> Letter:
    """The words of the invitation, by the way that is planned."""
    return Letter(_subject(told), [*_body(told), *_farewell(told)])


def _to_partner(told: Told) -> list[str | Link]:
    """Neither whom it is about nor as what they are asked: who they are to each other is behind the code."""
    opening = _("Open the link {at_time}.").format(at_time=told.open_at) if told.open_at else ""
    code = [_("You get a code when you open the link.")] if told.needs_code else []
    return [
        _("{name} asks you to join a video meeting on {when}.").format(name=told.adviser, when=told.when),
        " ".join([opening or _("Open the link now."), _("You do not have to install anything."), *code]),
        Link(told.link, _("Open the meeting")),
    ]


def changed_letter(told: Told) -> Letter:
    subject = _("New time: {subject}").format(subject=_subject(told))
    return Letter(subject, [_("The time of your meeting has changed."), *_body(told), *_farewell(told)])


def reminder_letter(told: Told) -> Letter:
    """The same words once more, said to be a reminder."""
    subject = _("Reminder: {subject}").format(subject=_subject(told))
    return Letter(subject, [_("This is a reminder."), *_body(told), *_farewell(told)])


def cancelled_letter(told: Told) -> Letter:
    words = _("The meeting on {when} is cancelled. You do not have to do anything.").format(when=told.when)
    asks_for_time = told.call_back and not told.partner
    call = (
        [_("If you want a new time, call {number}.").format(number=told.call_back)] if asks_for_time else []
    )
    subject = _("Cancelled: meeting on {when}").format(when=told.when)
    return Letter(subject, [words, *call, told.organisation])


def code_letter(code: str, organisation: str) -> Letter:
    words = _("Your code is {code}. It works for 10 minutes. Do not give the code to anybody else.").format(
        code=f"{code[:3]} {code[3:]}"
    )
    # The phone offers the code to our page alone: https://wicg.github.io/sms-one-time-codes/
    for_phone = f"@{urlsplit(settings.LASNA_URL).hostname} #{code}"
    return Letter(_("Code for your meeting"), [words, organisation], last_line=for_phone)


def _subject(told: Told) -> str:
    match told.channel:
        case Channel.VIDEO:
            return _("Meeting by video on {when}").format(when=told.when)
        case Channel.PHONE:
            return _("Meeting by phone on {when}").format(when=told.when)
        case Channel.IN_PERSON | Channel.CHAT | Channel.EMAIL | Channel.MESSAGE | Channel.EMAIL:
            return _("Meeting on {when}").format(when=told.when)
        case _ as never:
            assert_never(never)


def _body(told: Told) -> list[str | Link]:
    if told.partner:
        return _to_partner(told)
    match told.channel:
        case Channel.VIDEO:
            return _by_video(told)
        case Channel.PHONE:
            return _by_phone(told)
        case Channel.IN_PERSON:
            return _in_person(told)
        case Channel.CHAT | Channel.EMAIL | Channel.MESSAGE | Channel.EMAIL:
            return [_("{name} writes to you on {when}.").format(name=told.adviser, when=told.when)]
        case _ as never:
            assert_never(never)


def _by_video(told: Told) -> list[str | Link]:
    opening = _("Open the link {at_time}.").format(at_time=told.open_at) if told.open_at else ""
    code = [_("You get a code when you open the link.")] if told.needs_code else []
    return [
        _("You have a video meeting on {when}. Your adviser is {name}.").format(
            when=told.when, name=told.adviser
        ),
        " ".join(
            [
                opening or _("Open the link now."),
                _("You do not have to install anything."),
                *code,
            ]
        ),
        Link(told.link, _("Open the meeting")),
        _("If the technology does not work, we call you. It is not your fault."),
    ]


def _by_phone(told: Told) -> list[str | Link]:
    words = [_("{name} calls you on {when}.").format(name=told.adviser, when=told.when)]
    if told.call_back:
        words.append(_("The call comes from {number}.").format(number=told.call_back))
    return [" ".join([*words, _("Keep your phone near you.")])]


def _in_person(told: Told) -> list[str | Link]:
    return [
        _("You have a meeting on {when}. Your adviser is {name}.").format(when=told.when, name=told.adviser),
        _("Come to this place: {place}.").format(place=told.place),
    ]


def _farewell(told: Told) -> list[str]:
    """What to do if the time does not suit, and whose message this is."""
    if not told.call_back:
        return [told.organisation]
    suits = _("If the time does not suit you, call {number}.").format(number=told.call_back)
    return [suits, told.organisation]


def told_of(invitation: Invitation, *, link_now: bool = False) -> Told:
    """``link_now``: the link was asked for while the meeting goes on, from a phone call to video, say."""
    meeting = invitation.participant.meeting
    token = keys.link_token("invitation", invitation.pk, invitation.version)
    partner = invitation.participant.is_partner
    by_video = link_now or partner
    return Told(
        organisation=one_line(meeting.organisation.name),
        call_back=read_phone(meeting.adviser.calls_from),
        adviser=one_line(meeting.adviser.name),
        place=one_line(meeting.office.name),
        starts=meeting.starts,
        zone=meeting.zone,
        channel=Channel.VIDEO if by_video else Channel(meeting.planned_channel),
        link=f"{settings.LASNA_URL}/m/{token}",
        link_now=link_now,
        needs_code=invitation.needs_code,
        partner=partner,
    )


def sample_told(organisation: Organisation, person: Person) -> Told:
    """Of a meeting by video tomorrow, with ``person``; its link leads nowhere."""
    return Told(
        organisation=one_line(organisation.name),
        call_back=read_phone(person.phone or organisation.phone),
        adviser=one_line(person.name),
        place="",
        starts=clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1),
        zone=settings.TIME_ZONE,
        channel=Channel.VIDEO,
        link=f"{settings.LASNA_URL}/m{ENDS_WITHOUT}",
    )


def calendar_entry(meeting: Meeting, told: Told, letter: Letter, *, address: str) -> CalendarEntry:
    """The meeting for the client's own calendar: as neutral as the message itself."""
    words = [part.address if isinstance(part, Link) else part for part in letter.parts]
    by_link = any(isinstance(part, Link) for part in letter.parts)
    return CalendarEntry(
        uid=keys.hashed(f"calendar:{meeting.organisation_id}:{meeting.pk}")[:32],
        sequence=meeting.calendar_sequence,
        starts=meeting.starts.astimezone(ZoneInfo(meeting.zone)),
        ends=meeting.ends.astimezone(ZoneInfo(meeting.zone)),
        summary=_("Meeting: {name}").format(name=told.adviser),
        description="\n\n".join(words),
        location=told.place if told.channel == Channel.IN_PERSON else "",
        link=told.link if by_link else "",
        cancelled=meeting.status == Meeting.Status.CANCELLED,
        organiser=meeting.organisation,
        attendee=address,
    )


def message_preview(
    *,
    adviser: Person,
    client: Client,
    type: MeetingType,
    starts: datetime,
    planned_channel: str,
    send_by: str,
) -> Rendered:
    """The invitation as it would be sent by ``email`` or ``sms``, for a meeting that is not planned yet."""
    told = Told(
        organisation=one_line(adviser.organisation.name),
        call_back=read_phone(adviser.calls_from),
        adviser=one_line(adviser.name),
        place=one_line(client.office.name),
        starts=starts,
        zone=client.office.zone,
        channel=Channel(planned_channel),
        link=f"{settings.LASNA_URL}/m{ENDS_WITHOUT}",
        needs_code=code_is_wanted(client.organisation_id, client.office_id, type),
    )
    with translation.override(client.language):
        return invitation_letter(told).rendered(send_by)
