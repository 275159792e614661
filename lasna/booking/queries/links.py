"""A booking link: what it offers, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.booking.models import BookingLink
from lasna.booking.queries.free import Wanted
from lasna.clients.models import Channel
from lasna.correspondence.models import Message
from lasna.kernel import clock, keys
from lasna.kernel.personal import Section
from lasna.meetings.models import Meeting


def token_of(link: BookingLink) -> str:
    """Computed from keys that the database does not hold."""
    return keys.link_token("booking", link.pk, 1)


def address_of(link: BookingLink) -> str:
    return f"{settings.LASNA_URL}/b/{token_of(link)}"


def wanted_of(link: BookingLink, channel: str, *, adviser_id: int | None = None) -> Wanted:
    """What is looked for by the link: its adviser, or anybody of the client's office."""
    return Wanted(link.client.office, link.type, channel, adviser_id or link.adviser_id)


@dataclass(frozen=True)
class State:
    """How a link stands, for staff."""

    link: BookingLink

    @property
    def open(self) -> bool:
        """A time can still be chosen by it."""
        return self.link.withdrawn_at is None and self.link.meeting is None and self.link.until > clock.now()

    @property
    def words(self) -> str:
        link = self.link
        if link.withdrawn_at is not None:
            return _("withdrawn")
        if link.meeting is not None:
            return _("a time is chosen")
        return _("no time chosen in time") if link.until < clock.now() else _("no time chosen yet")


def ways_of(link: BookingLink) -> list[Channel]:
    """By which the client may choose to meet: the usual one first."""
    usual = Channel(link.type.default_channel)
    return sorted(link.type.allowed, key=lambda way: way != usual)


LINKS_SHOWN = 10


def messages_of(client_id: int) -> QuerySet[Message]:
    """Those that brought the links."""
    links = BookingLink.objects.filter(client=client_id)
    return Message.objects.filter(kind="booking", about__in=links.values("pk"))


def links_of(client_id: int) -> list[State]:
    """The newest links of a client."""
    rows = BookingLink.objects.filter(client=client_id).select_related(
        "meeting", "type", "made_by", "adviser"
    )
    return [State(link) for link in rows[:LINKS_SHOWN]]


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
    links = BookingLink.objects.filter(client=client_id).select_related("type", "adviser", "meeting")
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
    """By which nothing can be chosen, moved or cancelled any more."""
    return BookingLink.objects.filter(organisation=organisation_id, until__lt=before).exclude(
        meeting__status=Meeting.Status.PLANNED
    )
