"""The link of a client's own page, and the code before it: the same code as at the doors of meetings."""

from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.clients.services import address_by
from lasna.correspondence.models import Message
from lasna.correspondence.services import erase_messages, queue_message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock, keys
from lasna.kernel.audit.services import record
from lasna.meetings.models import Invitation, Participant
from lasna.meetings.services.codes import forget_code, new_code, refusal_of_code, send_code, trying
from lasna.own.access import WITH
from lasna.own.models import OwnLink, WayWish
from lasna.own.queries.links import KINDS, messages_of, old_links, token_of
from lasna.people.models import Person
from lasna.policy import Action

LASTS = timedelta(days=365)
LINK_OF_USE = timedelta(days=14)
"""A message with the link that has not left by then is not sent any more."""


def _locked(link_id: int) -> OwnLink:
    """Parallel guesses wait here for each other."""
    return OwnLink.objects.select_for_update(of=("self",)).select_related(*WITH).get(pk=link_id)


def _record(link: OwnLink, who: str, deed: str) -> None:
    client = link.client
    record(chain=client.organisation_id, who=who, deed=deed, subject="client", ids=[client.pk])


@transaction.atomic
def ask_code(*, link_id: int) -> None:
    """Send a fresh code by the other channel. The old one dies."""
    link = _locked(link_id)
    refusal = send_code(
        link,
        kind="own_code",
        nowhere=UserError(
            "own.no_second_channel", _("We cannot send you a code. Call us: we read you the code.")
        ),
    )
    if refusal:
        raise refusal


def enter(*, link_id: int, code: str, address: str = "") -> OwnLink:
    """Pass the code. ``address``: where from."""
    with trying(code, address) as this:
        link = _locked(link_id)
        this.refusal = refusal_of_code(link, this)
        if this.refusal is None:
            forget_code(link)
            link.until = clock.now() + LASTS
            link.save()
            _record(link, f"client:{link.client_id}", "client.own_page_opened")
    return link


def _link_for(client: Client, sent_by: str) -> OwnLink:
    """The client's link, locked and working. One that was withdrawn or had grown old is a new one."""
    now = clock.now()
    fresh = {"token_hash": token_hex(32), "made_at": now, "until": now + LASTS, "sent_by": sent_by}
    link, made = OwnLink.objects.get_or_create(client=client, defaults=fresh)
    link = _locked(link.pk)
    if not made and (link.withdrawn_at is not None or link.until <= now):
        link.version += 1
        link.withdrawn_at, link.until, link.sent_by = None, now + LASTS, sent_by
        forget_code(link)
    _keep_token(link)
    return link


def _keep_token(link: OwnLink) -> None:
    link.token_hash = keys.hashed(token_of(link))
    link.save()


@transaction.atomic
def send_own_link(*, client_id: int, by: Person, channel: str) -> None:
    """By ``email`` or ``sms``. Where the link went by the other before, that one works no more: nobody who
    reads one channel alone has both link and code."""
    client = client_for(by, client_id, Action.CLIENT_OWN_PAGE)
    address = address_by(channel, client.addressee)
    link = _link_for(client, channel)
    if link.sent_by != channel:
        link.version += 1
        link.sent_by = channel
        forget_code(link)
    link.until = clock.now() + LASTS
    _keep_token(link)
    queue_message(
        organisation=client.organisation,
        kind="own_page",
        about=link.pk,
        version=link.version,
        channel=channel,
        address=address,
        language=client.language,
        drop_after=clock.now() + LINK_OF_USE,
    )
    _record(link, f"person:{by.pk}", "client.own_page_sent")


@transaction.atomic
def open_from_meeting(*, participant_id: int) -> OwnLink:
    """From the door of a meeting, whose browser has passed it. The page remembers by which channel that
    door's link came."""
    place = Participant.objects.select_related("client").get(pk=participant_id)
    assert place.client is not None
    invitation = Invitation.objects.get(participant=place)
    link = _link_for(place.client, invitation.sent_by)
    if not place.by_link_alone:
        link.until = clock.now() + LASTS
        link.save(update_fields=["until"])
        _record(link, f"client:{place.client_id}", "client.own_page_opened")
    return link


@transaction.atomic
def read_code(*, client_id: int, by: Person) -> str:
    """A fresh code to be read aloud by phone: six digits. It is sent nowhere and the old one dies."""
    link = _own(client_id, by)
    code = new_code(link)
    link.save()
    _record(link, f"person:{by.pk}", "client.own_page_code_read")
    return code


@transaction.atomic
def withdraw_own_link(*, client_id: int, by: Person) -> None:
    """Neither link nor any browser opens the page any more."""
    link = _own(client_id, by)
    link.withdrawn_at = clock.now()
    forget_code(link)
    link.save()
    _record(link, f"person:{by.pk}", "client.own_page_withdrawn")


def _own(client_id: int, by: Person) -> OwnLink:
    """The working link of a client of theirs, locked."""
    client = client_for(by, client_id, Action.CLIENT_OWN_PAGE)
    works = OwnLink.objects.filter(client=client, withdrawn_at=None, until__gt=clock.now())
    number = works.values_list("pk", flat=True).first()
    if number is None:
        raise NotHere("own_link")
    return _locked(number)


def erase_own_page(client_id: int) -> int:
    """With the messages that brought link and codes, and what was wished there."""
    erase_messages(messages_of(client_id))
    wishes = WayWish.objects.filter(client=client_id).delete()[0]
    return wishes + OwnLink.objects.filter(client=client_id).delete()[0]


def purge_own_links(organisation_id: int, before: datetime, limit: int) -> int:
    numbers = list(old_links(organisation_id, before).order_by("pk").values_list("pk", flat=True)[:limit])
    erase_messages(Message.objects.filter(kind__in=KINDS, about__in=numbers))
    OwnLink.objects.filter(pk__in=numbers).delete()
    return len(numbers)
