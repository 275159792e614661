"""A booking link: what it offers, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.booking.models import BookingLink, waiting_of
from lasna.booking.queries.free import Wanted, rules_of
from lasna.clients.models import EVERY_WAY, Channel
from lasna.correspondence.models import Message
from lasna.kernel import clock, keys
from lasna.kernel.personal import Section
from lasna.meetings.models import Meeting, Participant


def token_of(link: BookingLink) -> str:
    """Computed from keys that the database does not hold."""
    return keys.link_token("booking", link.pk, 1)


def address_of(link: BookingLink) -> str:
    return f"{settings.LASNA_URL}/b/{token_of(link)}"


def meeting_of(link: BookingLink) -> Meeting | None:
    """What was chosen by the link, also when it is over; not what was cancelled since."""
    chosen = link.meeting
    return chosen if chosen is not None and chosen.status != Meeting.Status.CANCELLED else None


def place_of(link: BookingLink) -> Participant | None:
    """The seat that was taken by the link, also when the group is over; not what was given up or called off
    since."""
    place = link.place
    if place is None or place.group_seat is None or place.gave_up:
        return None
    return place


def way_of(link: BookingLink) -> str:
    """How a message about what was chosen goes: as the link came; by another way where that address has gone
    meanwhile; empty: by none."""
    return link.client.addressee.way(EVERY_WAY, first=link.sent_by)


def wanted_of(link: BookingLink, channel: str, *, moving: Meeting | None = None) -> Wanted:
    """What is looked for by the link: its adviser, or anybody of the client's office. ``moving``: another
    time for this meeting, with its adviser and as long as it is."""
    office, rules = link.client.office, rules_of(link.organisation)
    if moving is not None:
        length = moving.ends - moving.starts
        return Wanted(office, link.type, channel, rules, moving.adviser_id, length, link.pk)
    whom = link.adviser
    # Whoever has gone is met by nobody: then it is anybody of the office.
    here = whom is not None and whom.is_active and whom.offices.filter(pk=office.pk).exists()
    return Wanted(office, link.type, channel, rules, link.adviser_id if here else None, link_id=link.pk)


def is_open(link: BookingLink) -> bool:
    """Can a time be chosen by it, if none is chosen yet?"""
    return link.withdrawn_at is None and link.until >= clock.now() and link.type.closed_at is None


@dataclass(frozen=True)
class State:
    """How a link stands, for staff."""

    link: BookingLink
    message: str = ""
    """State of the message that brought it."""

    @property
    def open(self) -> bool:
        """A time can still be chosen by it."""
        return is_open(self.link) and self.meeting is None and not self.seated

    @property
    def seated(self) -> bool:
        """A seat in a group was taken by it."""
        return place_of(self.link) is not None

    @property
    def meeting(self) -> Meeting | None:
        return meeting_of(self.link)

    @property
    def waits(self) -> bool:
        return waiting_of(self.link) is not None

    @property
    def words(self) -> str:
        link = self.link
        if link.withdrawn_at is not None:
            return _("withdrawn")
        if self.meeting is not None:
            return _("a time is chosen, waits for an earlier one") if self.waits else _("a time is chosen")
        if self.seated:
            return _("a seat in a group is taken")
        if self.message in (Message.State.FAILED, Message.State.UNKNOWN):
            return _("the message may not have arrived")
        if self.waits:
            return _("waits for a free time")
        return _("no time chosen yet") if self.open else _("no time chosen in time")


def ways_of(link: BookingLink) -> list[Channel]:
    """By which the client may choose to meet: the usual one first."""
    usual = Channel(link.type.default_channel)
    ways = [way for way in link.type.allowed if way != Channel.PHONE or link.client.phone]
    return sorted(ways, key=lambda way: way != usual)


LINKS_SHOWN = 10
KINDS = ("booking", "booking_offer")
"""Messages about a link."""


def messages_of(client_id: int) -> QuerySet[Message]:
    """Those that brought the links, and what was offered by them."""
    links = BookingLink.objects.filter(client=client_id)
    return Message.objects.filter(kind__in=KINDS, about__in=links.values("pk"))


def links_of(client_id: int) -> list[State]:
    """The newest links of a client."""
    rows = BookingLink.objects.filter(client=client_id).select_related(
        "meeting", "place", "type", "made_by", "adviser", "waiting"
    )
    brought = messages_of(client_id).filter(kind="booking")
    states = dict(brought.order_by("pk").values_list("about", "state"))
    return [State(link, states.get(link.pk, "")) for link in rows[:LINKS_SHOWN]]


def told_of(client_id: int) -> list[Section]:
    """The links that the office sent, for the client."""
    columns = [
        ("sent", _("Sent")),
        ("to", _("Sent to")),
        ("type", _("Meeting type")),
        ("adviser", _("Adviser")),
        ("until", _("Works until")),
        ("state", _("State")),
    ]
    links = BookingLink.objects.filter(client=client_id).select_related(
        "type", "adviser", "meeting", "place", "waiting"
    )
    addresses = {message.about: message.address_read for message in messages_of(client_id)}
    rows = [
        (
            link.made_at,
            addresses.get(link.pk, ""),
            str(link.type),
            link.adviser.name if link.adviser else "",
            link.until,
            State(link).words,
        )
        for link in links
    ]
    return [Section("booking_links", _("Links for choosing a time"), columns, rows)]


def old_links(organisation_id: int, before: datetime) -> QuerySet[BookingLink]:
    """By which nothing is chosen, moved or cancelled any more. A message is told by its link, and goes
    first."""
    old = BookingLink.objects.filter(organisation=organisation_id, until__lt=before)
    return old.exclude(meeting__status=Meeting.Status.PLANNED).exclude(
        place__group_seat__isnull=False, place__meeting__status=Meeting.Status.PLANNED
    )
