"""The link of a client's own page: its address, its messages, how it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.correspondence.models import Message
from lasna.kernel import clock, keys
from lasna.kernel.personal import Section
from lasna.meetings.services.codes import channel_of
from lasna.own.models import OwnLink, WayWish

KINDS = ("own_page", "own_code")


def token_of(link: OwnLink) -> str:
    """Computed from keys that the database does not hold."""
    return keys.link_token("own", link.pk, link.version)


def address_of(link: OwnLink) -> str:
    return f"{settings.LASNA_URL}/o/{token_of(link)}"


def works(link: OwnLink | None) -> bool:
    return link is not None and link.withdrawn_at is None and link.until > clock.now()


def link_of(client_id: int) -> OwnLink | None:
    return OwnLink.objects.select_related("client").filter(client=client_id).first()


def messages_of(client_id: int) -> QuerySet[Message]:
    """Those that brought the link, and its codes."""
    own = OwnLink.objects.filter(client=client_id).values("pk")
    return Message.objects.filter(kind__in=KINDS, about__in=own)


@dataclass(frozen=True)
class Standing:
    """How the page stands, for staff. ``code_by``: how its code goes; empty: read aloud alone."""

    link: OwnLink | None
    works: bool
    code_by: str
    message: str
    """State of the message that brought it last; empty: none did."""

    @property
    def trouble(self) -> bool:
        return self.message in (Message.State.FAILED, Message.State.UNKNOWN)


def standing_of(client_id: int) -> Standing:
    link = link_of(client_id)
    if link is None:
        return Standing(None, works=False, code_by="", message="")
    sent = Message.objects.filter(kind="own_page", about=link.pk).order_by("-pk")
    message = sent.values_list("state", flat=True).first() or ""
    return Standing(link, works(link), channel_of(link), message)


def told_of(client_id: int) -> list[Section]:
    """The page's link and what was said there, for the client."""
    links = OwnLink.objects.filter(client=client_id)
    wishes = WayWish.objects.filter(client=client_id)
    return [
        Section(
            "own_page",
            _("Your own page"),
            [("made", _("Made")), ("until", _("Works until")), ("withdrawn", _("Withdrawn"))],
            [(link.made_at, link.until, link.withdrawn_at) for link in links],
        ),
        Section(
            "own_page_messages",
            _("Messages about your own page"),
            [("at", _("When")), ("to", _("Sent to"))],
            [(message.created_at, message.address_read) for message in messages_of(client_id)],
        ),
        Section(
            "way_wishes",
            _("How you wished to meet"),
            [("at", _("When")), ("way", _("Way")), ("one", _("One meeting only"))],
            [(wish.at, wish.get_way_display(), wish.meeting_id is not None) for wish in wishes],
        ),
    ]


def old_links(organisation_id: int, before: datetime) -> QuerySet[OwnLink]:
    return OwnLink.objects.filter(client__organisation=organisation_id, until__lt=before)


def old_wishes(organisation_id: int, before: datetime) -> QuerySet[WayWish]:
    return WayWish.objects.filter(client__organisation=organisation_id, at__lt=before)
