"""What clients and partners are told of a meeting by mail and text message: time, adviser, link, steps.

Never the service, the type or the agenda: those are behind the code.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict, Unpack, assert_never
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lasna.clients.models import Channel, Client
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Letter, Link, Rendered, one_line
from lasna.correspondence.queries import ENDS_WITHOUT
from lasna.kernel import clock, keys
from lasna.kernel.phones import read_phone
from lasna.kernel.web.times import dated_time, said_clock
from lasna.meetings.models import Invitation, Meeting, MeetingPlace, MeetingType, Participant
from lasna.meetings.protocol import another_way
from lasna.meetings.queries import reminders, wording
from lasna.meetings.queries.calendars import CalendarEntry, client_uid
from lasna.meetings.queries.rules import code_is_wanted
from lasna.people.models import Office, Organisation, Person
from lasna.wording.protocol import offer_words
from lasna.wording.queries import letter_of
from lasna.wording.states import Values

OPEN_BEFORE = timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    """All that a message may say of a meeting."""

    organisation_id: int
    organisation: str
    call_back: str
    adviser: str
    place: str
    starts: datetime
    zone: str
    channel: Channel
    link: str
    way_link: str = ""
    """Where a client says that another way suits them better; empty: nowhere."""
    link_now: bool = False
    needs_code: bool = True
    code_by_call: bool = False
    """There is no way to send them a code: it is read aloud."""
    room: str = ""
    """Booked at somebody else's for the client, to take part by video from there."""
    answer: str = ""
    """Where the client says whether they come."""
    partner: bool = False
    """To somebody who is asked to join: not the client, and by video whatever the client's way is."""

    @property
    def open_at(self) -> str:
        """When to open the link."""
        opens = self.starts - OPEN_BEFORE
        if self.link_now or opens <= clock.now():
            return pgettext("when to open the link", "now")
        return said_clock(opens, self.zone)

    @property
    def way(self) -> str:
        """Which of the ways that have words of their own."""
        if self.partner:
            return "partner"
        return "room" if self.room and self.channel == Channel.VIDEO else way_of(self.channel)

    def values(self) -> dict[str, str]:
        """What stands in the places of the words, in the active language."""
        return {
            "when": dated_time(self.starts, self.zone),
            "name": self.adviser,
            "organisation": self.organisation,
            "call_back": self.call_back,
            "place": self.place,
            "room": self.room,
            "link": self.link,
            "answer": self.answer,
            "way_link": self.way_link,
            "way_words": _("If another way suits you better, open the link and tell us.")
            if self.way_link
            else "",
            "open_at": self.open_at,
            "code_words": self._code_words(),
        }

    def _code_words(self) -> str:
        if not self.needs_code:
            return ""
        if self.code_by_call and self.call_back:
            words = _("When you have opened the link, call {call_back}: we tell you the code.")
            return words.format(call_back=self.call_back)
        return _("You get a code when you open the link.")


def way_of(channel: Channel) -> str:
    match channel:
        case Channel.VIDEO:
            return "video"
        case Channel.PHONE:
            return "phone"
        case Channel.IN_PERSON:
            return "in_person"
        case Channel.CHAT | Channel.EMAIL | Channel.MESSAGE:
            return "written"
        case _ as never:
            assert_never(never)


def invitation_letter(told: Told, by: str) -> Letter:
    """The words of the invitation, by the way that is planned, for mail or text message (``by``)."""
    return _letter(f"invitation_{told.way}", told, by)


def changed_letter(told: Told, by: str) -> Letter:
    return _letter(f"changed_{told.way}", told, by)


def reminder_letter(told: Told, by: str) -> Letter:
    return _letter(f"reminder_{told.way}", told, by)


def cancelled_letter(told: Told, by: str) -> Letter:
    return _letter("cancelled_partner" if told.partner else "cancelled", told, by)


def _letter(name: str, told: Told, by: str) -> Letter:
    values = told.values()
    # One link a text message or a letter: the meeting's own door leads to the other.
    if by != Message.Channel.EMAIL and wording.LINK in wording.WAYS[told.way].places:
        values["way_link"] = ""
        if by == Message.Channel.SMS:
            values["way_words"] = ""
    return letter_of(name, organisation_id=told.organisation_id, channel=by, values=values)


def code_letter(code: str, told: Told, by: str) -> Letter:
    values = told.values() | {"code": read_code(code)}
    return letter_of("code", organisation_id=told.organisation_id, channel=by, values=values)


def read_code(code: str) -> str:
    return f"{code[:3]} {code[3:]}"


def invitation_about(message: Message) -> Invitation | None:
    """What a message is about, unless a newer link has taken this one's place."""
    rows = Invitation.objects.select_related(
        "participant__client",
        "participant__meeting__adviser__organisation",
        "participant__meeting__organisation",
        "participant__meeting__office",
        "participant__meeting__place",
        "participant__meeting__type",
    )
    return rows.filter(pk=message.about, version=message.version).first()


def told_of(invitation: Invitation, *, link_now: bool = False) -> Told:
    """``link_now``: the link was asked for while the meeting goes on, from a phone call to video, say."""
    meeting = invitation.participant.meeting
    token = keys.link_token("invitation", invitation.pk, invitation.version)
    partner = invitation.participant.is_partner
    by_video = link_now or partner
    return Told(
        organisation_id=meeting.organisation_id,
        organisation=one_line(meeting.organisation.name),
        call_back=read_phone(meeting.adviser.calls_from),
        adviser=one_line(meeting.adviser.name),
        place=place_told(meeting.place, meeting.office),
        room="" if partner else room_told(meeting.place),
        starts=meeting.starts,
        zone=meeting.zone,
        channel=Channel.VIDEO if by_video else Channel(meeting.planned_channel),
        link=f"{settings.LASNA_URL}/m/{token}",
        answer=f"{settings.LASNA_URL}/m/{token}/answer",
        way_link="" if by_video or meeting.is_group else _way_link(token),
        link_now=link_now,
        needs_code=invitation.needs_code,
        code_by_call=invitation.sent_by == Message.Channel.POST
        and not invitation.participant.addressee.way(),
        partner=partner,
    )


def paper_path(invitation: Invitation) -> str:
    """Where the one link of a letter leads: the door, or where another way is asked for."""
    told = told_of(invitation)
    by_door = wording.LINK in wording.WAYS[told.way].places
    return (told.link if by_door else told.way_link).removeprefix(settings.LASNA_URL)


def _way_link(token: str) -> str:
    page = another_way(token)
    return f"{settings.LASNA_URL}{page.address}" if page else ""


def place_told(place: MeetingPlace | None, office: Office) -> str:
    """Where to come: the room that is booked, with its address; else the office."""
    return one_line(place.where if place else office.name)


def room_told(place: MeetingPlace | None) -> str:
    """Of a video meeting. Our own rooms are where the adviser sits: no matter of the client's."""
    return one_line(place.where) if place and place.outside else ""


def comes_to(meeting: Meeting) -> bool:
    """The client is told of the place that is booked."""
    place = meeting.place
    return place is not None and (meeting.planned_channel == Channel.IN_PERSON or place.outside)


def sample_told(organisation: Organisation, person: Person, way: str = "video") -> Told:
    """Of a meeting tomorrow with ``person``; its link leads nowhere."""
    channels = {way_of(channel): channel for channel in Channel}
    office = person.offices.order_by("name").first()
    place = one_line(office.name if office else organisation.name)
    return Told(
        organisation_id=organisation.pk,
        organisation=one_line(organisation.name),
        call_back=read_phone(person.phone or organisation.phone),
        adviser=one_line(person.name),
        place=place,
        room=place if way == "room" else "",
        starts=clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1),
        zone=settings.TIME_ZONE,
        channel=channels.get(way, Channel.VIDEO),
        link=f"{settings.LASNA_URL}/m{ENDS_WITHOUT}",
        way_link="" if way == "partner" else f"{settings.LASNA_URL}/m{ENDS_WITHOUT}/way",
        partner=way == "partner",
        answer=f"{settings.LASNA_URL}/m{ENDS_WITHOUT}/answer",
    )


def _sample(way: str, person: Person) -> Values:
    return sample_told(person.organisation, person, way).values() | {"code": read_code("123456")}


offer_words(*wording.templates(_sample, reminders.KINDS))


def calendar_entry(place: Participant, told: Told, letter: Letter, *, address: str) -> CalendarEntry:
    """The meeting for their own calendar: as neutral as the message itself."""
    meeting = place.meeting
    words = [part.address if isinstance(part, Link) else part for part in letter.parts]
    by_link = any(isinstance(part, Link) and part.address == told.link for part in letter.parts)
    return CalendarEntry(
        uid=client_uid(meeting.organisation_id, meeting.pk),
        sequence=meeting.calendar_sequence + place.calendar_sequence,
        starts=meeting.starts.astimezone(ZoneInfo(meeting.zone)),
        ends=meeting.ends.astimezone(ZoneInfo(meeting.zone)),
        summary=_("Meeting: {name}").format(name=told.adviser),
        description="\n\n".join(words),
        location=told.place if told.channel == Channel.IN_PERSON else told.room,
        link=told.link if by_link else "",
        cancelled=meeting.status == Meeting.Status.CANCELLED or place.gave_up,
        organiser=meeting.organisation,
        attendee=address,
    )


class HowMet(TypedDict, total=False):
    place: MeetingPlace | None


def message_preview(
    *,
    adviser: Person,
    client: Client,
    type: MeetingType,
    starts: datetime,
    planned_channel: str,
    send_by: str,
    **more: Unpack[HowMet],
) -> Rendered:
    """The invitation as it would be sent by ``email``, ``sms`` or ``post``. The meeting is not there yet."""
    by_post = send_by == Message.Channel.POST
    link = f"{settings.LASNA_URL}/{'p' if by_post else 'm'}{ENDS_WITHOUT}"
    told = Told(
        organisation_id=adviser.organisation_id,
        organisation=one_line(adviser.organisation.name),
        call_back=read_phone(adviser.calls_from),
        adviser=one_line(adviser.name),
        place=place_told(more.get("place"), client.office),
        room=room_told(more.get("place")),
        starts=starts,
        zone=client.office.zone,
        channel=Channel(planned_channel),
        link=link,
        way_link=link if by_post else f"{link}/way",
        needs_code=code_is_wanted(client.organisation_id, client.office_id, type),
        code_by_call=by_post and not client.reachable,
    )
    with translation.override(client.language):
        return invitation_letter(told, send_by).rendered(send_by)


def said_of_sending(done: str, send_by: str) -> str:
    """To whoever agreed on something for a client: how the client is told of it. ``done``: what they did."""
    if send_by == "post":
        return f"{done} {_('The letter waits to be printed.')}"
    return _("The invitation is on its way.") if send_by else done
