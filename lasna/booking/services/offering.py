"""Giving a client a link by which they choose a time themselves."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.booking.access import link_for
from lasna.booking.models import BookingLink, Waiting
from lasna.booking.queries.links import KINDS, messages_of, old_links, token_of
from lasna.clients.access import client_for
from lasna.clients.services import address_by
from lasna.correspondence.models import Message
from lasna.correspondence.services import erase_messages, queue_message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock, keys
from lasna.kernel.audit.services import record
from lasna.meetings.access import type_for
from lasna.people.models import Person
from lasna.policy import Action


@dataclass(frozen=True)
class OfferWish:
    """``with_anybody`` of the client's office, or with who offers. ``send_by``: one of ``Addressee.by``."""

    type_id: int
    with_anybody: bool
    send_by: str


@transaction.atomic
def offer_times(*, client_id: int, by: Person, wish: OfferWish) -> BookingLink:
    """A link of their own, and the message that brings it."""
    client = client_for(by, client_id, Action.BOOKING_OFFER)
    type = type_for(by, wish.type_id)
    if type.closed_at is not None:
        raise UserError("meeting.type_closed", _("This meeting type is closed. Choose another."))
    address = address_by(wish.send_by, client.addressee)
    now = clock.now()
    link = BookingLink.objects.create(
        organisation=client.organisation,
        client=client,
        adviser=None if wish.with_anybody else by,
        type=type,
        sent_by=wish.send_by,
        token_hash=token_hex(32),
        made_by=by,
        made_at=now,
        until=now + BookingLink.LASTS,
    )
    link.token_hash = keys.hashed(token_of(link))
    link.save(update_fields=["token_hash"])
    queue_message(
        organisation=client.organisation,
        kind="booking",
        about=link.pk,
        channel=wish.send_by,
        address=address,
        language=client.language,
        drop_after=link.until,
        client=client,
    )
    _record(link, by, "booking.offered")
    return link


@transaction.atomic
def withdraw_offer(*, link_id: int, by: Person) -> BookingLink:
    """Nothing is chosen by it any more. A meeting that was chosen stays agreed."""
    link = link_for(by, link_id, Action.BOOKING_OFFER)
    if link.withdrawn_at is not None:
        raise NotHere("booking_link")
    link.withdrawn_at = clock.now()
    link.save(update_fields=["withdrawn_at"])
    Waiting.objects.filter(link=link).delete()
    _record(link, by, "booking.withdrawn")
    return link


def erase_links(client_id: int) -> int:
    """With the messages that brought them. The meetings that were chosen go by themselves."""
    erase_messages(messages_of(client_id))
    Waiting.objects.filter(link__client=client_id).delete()
    return BookingLink.objects.filter(client=client_id).delete()[0]


def purge_links(organisation_id: int, before: datetime, limit: int) -> int:
    """With the messages that brought them: nothing else says whose these were."""
    numbers = list(old_links(organisation_id, before).order_by("pk").values_list("pk", flat=True)[:limit])
    erase_messages(Message.objects.filter(kind__in=KINDS, about__in=numbers))
    BookingLink.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def _record(link: BookingLink, by: Person, deed: str) -> None:
    record(
        chain=link.organisation_id,
        who=f"person:{by.pk}",
        deed=deed,
        subject="client",
        ids=[link.client_id],
    )
